// SPDX-License-Identifier: Apache-2.0
/**
 * Settlement: money as notes, escrows whose notes are committed when they are funded, and gates
 * that one write opens.
 *
 * <p>A <em>note</em> is a claim on the bank that issued it. The channel sees its commitment; owner,
 * amount and salt are its opening, known to the owner and the bank. Funding an escrow spends notes
 * and creates, for every outcome, the notes that pay it out, gated by (escrow, outcome). The state
 * of the escrow alone decides which of them can be spent. A lock of two currencies does likewise.
 */
package portolan.domain.settlement;
