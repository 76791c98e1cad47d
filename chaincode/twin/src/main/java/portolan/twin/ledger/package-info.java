// SPDX-License-Identifier: Apache-2.0
/** The state of a peer: entries, versions and spaces of keys, in Fabric's order. */
package portolan.twin.ledger;
