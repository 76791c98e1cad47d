// SPDX-License-Identifier: Apache-2.0
/**
 * The ledger twin: Fabric's semantics in one JVM behind Fabric's own gateway protocol. {@link
 * portolan.twin.Twin} opens a ledger; the other packages are its parts.
 *
 * <p>It is for one machine: there is no consensus, and no security boundary between the members,
 * whose keys are all in one process. A consortium runs Fabric.
 */
package portolan.twin;
