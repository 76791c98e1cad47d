// SPDX-License-Identifier: Apache-2.0
/**
 * Writes, from their acceptance to their outcome. {@link portolan.gateway.outbox.Outbox} keeps what
 * was accepted on disk and brings it to the ledger, over any crash; {@link
 * portolan.gateway.outbox.GroupCommit} gathers many requests in one transaction first. The ledger
 * is known by a port alone, {@link portolan.gateway.outbox.Ledger}, with what it answers: {@link
 * portolan.gateway.outbox.LedgerUnavailableException}, {@link
 * portolan.gateway.outbox.LedgerRefusedException}. The package {@code fabric} is on its other side.
 */
package portolan.gateway.outbox;
