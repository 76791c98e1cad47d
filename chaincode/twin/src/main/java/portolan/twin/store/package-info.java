/** Where blocks and private data are kept: in memory, or in a folder that survives a crash. */
package portolan.twin.store;
