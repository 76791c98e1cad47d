// SPDX-License-Identifier: Apache-2.0
/**
 * The member's own peer. {@link portolan.gateway.fabric.FabricLedger} endorses, submits and asks; a
 * stream of filtered blocks tells it what became of transactions, and {@link
 * portolan.gateway.fabric.BlockReading} turns full blocks into what the projections take. All that
 * is Fabric's own ends here: its client, its connection, its envelopes.
 */
package portolan.gateway.fabric;
