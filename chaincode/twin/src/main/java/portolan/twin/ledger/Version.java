// SPDX-License-Identifier: Apache-2.0
package portolan.twin.ledger;

/**
 * The height at which a key was last written: the state's version in Fabric's read sets.
 *
 * @param block number of the block
 * @param transaction position in the block, from 0
 */
public record Version(long block, long transaction) {}
