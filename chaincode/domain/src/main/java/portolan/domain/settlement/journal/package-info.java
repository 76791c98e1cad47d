// SPDX-License-Identifier: Apache-2.0
/**
 * A member's journal of its settlement money, derived from the ledger's transactions and the
 * openings that are sealed to the member: nothing else decides what is booked.
 */
package portolan.domain.settlement.journal;
