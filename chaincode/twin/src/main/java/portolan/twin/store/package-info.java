// SPDX-License-Identifier: Apache-2.0
/** Where blocks and private data are kept: in memory, or in a folder that survives a crash. */
package portolan.twin.store;
