// SPDX-License-Identifier: Apache-2.0
/**
 * The ledger in the terms of the public API: writes through the outbox with a receipt, reads from
 * the own peer, refusals as errors; amounts, salts and the member's signature.
 */
package portolan.gateway.api.ledger;
