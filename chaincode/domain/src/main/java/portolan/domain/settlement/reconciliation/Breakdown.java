// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.reconciliation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import portolan.domain.settlement.reconciliation.BankEntry.Direction;

/**
 * Which payments a booked entry stands for, and what of it is charges. Every amount that the entry
 * and its transactions state has to fit; what does not is in doubt.
 */
public sealed interface Breakdown {
  /** The payments, one for each transaction, in their order; at least one. */
  record Parts(List<Part> parts) implements Breakdown {
    /** Copies the parts. */
    public Parts {
      parts = List.copyOf(parts);
    }
  }

  /** The entry cannot be taken apart. */
  record InDoubt(Suspicion why) implements Breakdown {}

  /**
   * One payment.
   *
   * @param amount of a debit what was paid, without charges; of a credit what came in
   * @param payments what the payment may have been of before charges, without trailing zeros: more
   *     than one where a credit does not say whether its charges were taken off
   * @param charges all that were told of, also those that are booked elsewhere
   * @param doubt why this payment is not certain, if it is not
   */
  record Part(
      BigDecimal amount,
      List<BigDecimal> payments,
      List<Charge> charges,
      Optional<Suspicion> doubt) {
    /** Copies the lists. */
    public Part {
      payments = List.copyOf(payments);
      charges = List.copyOf(charges);
    }
  }

  /**
   * Takes an entry apart.
   *
   * @param direction of the entry
   * @param amount what moved on the account
   * @param charges of the entry as a whole
   * @param transactions none where the bank tells of none
   */
  static Breakdown of(
      Direction direction,
      BankAmount amount,
      List<Charge> charges,
      List<TransactionAmounts> transactions) {
    return new EntryArithmetic(direction, amount, charges, transactions).breakdown();
  }
}
