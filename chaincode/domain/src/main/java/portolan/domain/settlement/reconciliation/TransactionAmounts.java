// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.reconciliation;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import portolan.domain.settlement.reconciliation.BankEntry.Direction;

/**
 * All that one transaction of an entry states about its amount (ISO 20022 TxDtls). Banks fill few
 * of these places, and not the same ones.
 *
 * @param direction which way its money went
 * @param amount Amt
 * @param transaction AmtDtls/TxAmt
 * @param instructed AmtDtls/InstdAmt: what was ordered, before charges
 * @param others AmtDtls/CntrValAmt and AmtDtls/AnncdPstngAmt
 * @param charges Chrgs
 */
public record TransactionAmounts(
    Optional<Direction> direction,
    Optional<BankAmount> amount,
    Optional<BankAmount> transaction,
    Optional<BankAmount> instructed,
    List<BankAmount> others,
    List<Charge> charges) {

  /** Copies the lists. */
  public TransactionAmounts {
    others = List.copyOf(others);
    charges = List.copyOf(charges);
  }

  /** A transaction that states nothing. */
  public static TransactionAmounts none() {
    return new TransactionAmounts(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of());
  }

  /** The amounts in the order in which they count. */
  public Stream<BankAmount> stated() {
    return Stream.of(amount.stream(), transaction.stream(), instructed.stream(), others.stream())
        .flatMap(s -> s);
  }
}
