// SPDX-License-Identifier: Apache-2.0
/**
 * Blocks of the ledger as a gateway reads them: {@link portolan.gateway.block.CommittedBlock} is
 * what is left of one when everything that is Fabric's own has been taken off, {@link
 * portolan.gateway.block.LedgerBlocks} is where they come from. The package {@code fabric} makes
 * them, projections take them, and neither knows the other.
 */
package portolan.gateway.block;
