/** Measurements on a real network. */
package portolan.command.bench;
