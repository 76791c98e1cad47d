// SPDX-License-Identifier: Apache-2.0
/**
 * Who the members are and what they hold, as the registry on the ledger says, and whom to ask to
 * endorse what: for the keeper as for the public API. Knows the outbox's ports and no peer.
 */
package portolan.gateway.members;
