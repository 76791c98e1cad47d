// SPDX-License-Identifier: Apache-2.0
/**
 * Random members, honest and hostile, against the settlement contract: what it does is held against
 * a model of a few lines for each command, and against what an auditor derives from the blocks.
 */
package portolan.contracts.settlement.simulation;
