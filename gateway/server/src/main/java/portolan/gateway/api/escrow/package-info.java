// SPDX-License-Identifier: Apache-2.0
/**
 * What becomes of an escrow: the services Escrow, Dispute, Hold and Receivable, which share its
 * terms, its payouts and who endorses for it.
 */
package portolan.gateway.api.escrow;
