// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.journal;

/** The accounts of one member, in each currency. */
public enum Account {
  /** What it can spend: statements are of this account. */
  SPENDABLE,
  /** Money that a bank has issued to it. */
  ISSUE,
  /** What it set aside in escrows, less what escrows paid to it. */
  ESCROW,
  /** What it set aside in locks of two currencies, less what locks paid to it. */
  LOCK,
  /** What it turned into bank money, less what came back. */
  REDEMPTION,
  /** What it paid for claims of others, less what others paid for its claims. */
  RECEIVABLE,
  /** What a transaction did that this release does not know. */
  OTHER
}
