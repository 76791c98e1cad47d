// SPDX-License-Identifier: Apache-2.0
/**
 * The same random program on two ledgers: on Fabric, and on one that must not be told from it.
 *
 * <p>A {@link portolan.acceptance.differential.Program} is made from a seed. A {@link
 * portolan.acceptance.differential.Conductor} takes a {@link
 * portolan.acceptance.differential.LedgerUnderTest} through it and notes whatever can be seen from
 * outside in a {@link portolan.acceptance.differential.Journal}. Two journals of one seed must be
 * equal; what cannot be equal is replaced when it is noted, all of it in {@link
 * portolan.acceptance.differential.Wording}.
 */
package portolan.acceptance.differential;
