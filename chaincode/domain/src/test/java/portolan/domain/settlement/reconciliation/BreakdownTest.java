// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.domain.settlement.reconciliation.BankEntry.Direction;

/**
 * What an entry stands for. Amounts are written as in {@code 12.30} (EUR) or {@code USD12.30},
 * charges with what is said of them behind: {@code 5+} is included, {@code 5-} is not, {@code 5}
 * does not tell; {@code cr5} is given back.
 */
final class BreakdownTest {
  private static BankAmount amount(String text) {
    boolean foreign = text.startsWith("USD");
    return new BankAmount(
        foreign ? "USD" : "EUR", new BigDecimal(foreign ? text.substring(3) : text));
  }

  private static Optional<BankAmount> optional(String text) {
    return text == null ? Optional.empty() : Optional.of(amount(text));
  }

  private static List<Charge> charges(String text) {
    if (text == null) {
      return List.of();
    }
    return Stream.of(text.split(" ", -1))
        .map(
            one -> {
              boolean given = one.startsWith("cr");
              String told = given ? one.substring(2) : one;
              Optional<Boolean> included =
                  told.endsWith("+")
                      ? Optional.of(true)
                      : told.endsWith("-") ? Optional.of(false) : Optional.empty();
              return new Charge(
                  amount(included.isPresent() ? told.substring(0, told.length() - 1) : told),
                  given ? Direction.CREDIT : Direction.DEBIT,
                  included);
            })
        .toList();
  }

  private static TransactionAmounts transaction(
      String amount, String transferred, String instructed, String charges) {
    return new TransactionAmounts(
        Optional.empty(),
        optional(amount),
        optional(transferred),
        optional(instructed),
        List.of(),
        charges(charges));
  }

  /** As {@code 100 of 100}: the amount, and what the payment may have been of. */
  private static String shown(Breakdown breakdown) {
    return switch (breakdown) {
      case Breakdown.InDoubt(Suspicion why) -> why.name();
      case Breakdown.Parts(List<Breakdown.Part> parts) -> {
        List<String> all = new ArrayList<>();
        for (Breakdown.Part part : parts) {
          all.add(
              part.doubt().isPresent()
                  ? part.doubt().get().name()
                  : part.amount().stripTrailingZeros().toPlainString()
                      + " of "
                      + String.join(
                          "/", part.payments().stream().map(BigDecimal::toPlainString).toList()));
        }
        yield String.join(", ", all);
      }
    };
  }

  @ParameterizedTest
  @CsvSource({
    // entry, its charges; the transaction's Amt, TxAmt, InstdAmt, charges
    "1500, , , , , , 1500 of 1500",
    "1500, , 1500, , , , 1500 of 1500",
    "1500, , , 1500, , , 1500 of 1500",
    "1500, , , , 1500, , 1500 of 1500",
    "1500, , 1500, 1500, 1500.00, , 1500 of 1500",
    "1526, , 1500, , , 26, 1500 of 1500",
    "1526, , 1500, , , 26+, 1500 of 1500",
    "1526, , 1500, , , 20 6, 1500 of 1500",
    "1526, , 1500, , , 30 cr4, 1500 of 1500",
    "1526, , , 1500, , 26, 1500 of 1500",
    "1526, , , , 1500, 26, 1500 of 1500",
    "1526, 26, 1500, , , , 1500 of 1500",
    "1526, 26, 1500, , , 26, 1500 of 1500",
    "1526, 26, , , , , 1500 of 1500",
    "1526, 26+, , , , , 1500 of 1500",
    "1526, , , , , 26, 1500 of 1500",
    "1526, , 1526, 1500, , 26, 1500 of 1500",
    "1526, , 1526, , 1500, 26+, 1500 of 1500",
    "1500, , 1500, , , 26-, 1500 of 1500",
    "1500, , 1500, , , 26, 1500 of 1500",
    "1500, 26-, , , , , 1500 of 1500",
    "1500, , 1500, , , USD26, 1500 of 1500",
    // The creditor got less than what was ordered, or may have.
    "1500, , 1500, , , 26+, 1474 of 1474",
    "1500, , , , , 26, 1474 of 1474",
    "1500, , 1500, 1474, 1500, 26+, AMOUNT_DIFFERS",
    // Something that is stated does not fit.
    "1500, , 1499, , , , AMOUNT_DIFFERS",
    "1526, , 1500, , , , AMOUNT_DIFFERS",
    "1526, , 1500, , , 25, AMOUNT_DIFFERS",
    "1526, , 1500, , , 26-, AMOUNT_DIFFERS",
    "1526, , 1500, , , USD26, AMOUNT_DIFFERS",
    "1526, USD26, , , , , AMOUNT_DIFFERS",
    "1526, , 1500, , , cr26, AMOUNT_DIFFERS",
    "1500, , 1500, 1400, , , AMOUNT_DIFFERS",
    "1500, , 1500, , 1400, , AMOUNT_DIFFERS",
    "1500, , 1500, 1526, , 26, AMOUNT_DIFFERS",
    "1500, , USD1500, , , , CURRENCY_DIFFERS",
    "1500, , 1500, USD1600, , , CURRENCY_DIFFERS",
    "1500, , 1500, , USD1600, , CURRENCY_DIFFERS",
    "1500, , , , USD1600, , CURRENCY_DIFFERS"
  })
  void aDebitIsOfWhatWasPaidWithoutItsCharges(
      String entry,
      String ofEntry,
      String amount,
      String transferred,
      String instructed,
      String charges,
      String expected) {
    assertThat(
            shown(
                Breakdown.of(
                    Direction.DEBIT,
                    amount(entry),
                    charges(ofEntry),
                    List.of(transaction(amount, transferred, instructed, charges)))))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "100, , , , , , 100 of 100",
    "100, , 100, , 100, , 100 of 100",
    "95, , 95, , , 5, 95 of 95/100",
    "95, , 95, , , 5+, 95 of 100",
    "95, , 95, , , 5-, 95 of 95",
    "95, , 95, , 100, 5, 95 of 100",
    "95, , 95, , 100, , 95 of 100",
    "95, , 95, 95, 100, , 95 of 100",
    "95, , 95, , 95, 5, 95 of 95",
    "95, , 100, , , 5, 95 of 100",
    "95, , 100, , , 5+, 95 of 100",
    "95, , , 100, , 5, 95 of 100",
    "95, , , , 100, 5, 95 of 100",
    "95, , , , 100, , 95 of 100",
    "95, 5, , , , , 95 of 100/95",
    "95, 5+, , , , , 95 of 100",
    "95, 5, 100, , , 5, 95 of 100",
    "100.10, , 100.10, , 100, cr0.10, 100.1 of 100",
    "95, , 100, , , , AMOUNT_DIFFERS",
    "95, , 95, , 100, 4, AMOUNT_DIFFERS",
    "95, , 95, 100, , , AMOUNT_DIFFERS",
    "95, , 95, , 90, , AMOUNT_DIFFERS",
    "95, , 100, , , 5-, AMOUNT_DIFFERS",
    "95, , 100, , , USD5, AMOUNT_DIFFERS",
    "95, , , , 100, 5-, 95 of 100",
    "95, , USD95, , , , CURRENCY_DIFFERS"
  })
  void aCreditIsOfWhatCameInAndTellsWhatItWasBefore(
      String entry,
      String ofEntry,
      String amount,
      String transferred,
      String instructed,
      String charges,
      String expected) {
    assertThat(
            shown(
                Breakdown.of(
                    Direction.CREDIT,
                    amount(entry),
                    charges(ofEntry),
                    List.of(transaction(amount, transferred, instructed, charges)))))
        .isEqualTo(expected);
  }

  private static String batch(
      Direction direction, String entry, String charges, TransactionAmounts... transactions) {
    return shown(Breakdown.of(direction, amount(entry), charges(charges), List.of(transactions)));
  }

  @Test
  void severalPaymentsGiveTheirEntryWithOrWithoutCharges() {
    TransactionAmounts a = transaction("100", null, null, null);
    TransactionAmounts b = transaction(null, "250.00", null, null);
    TransactionAmounts charged = transaction("250", null, null, "26");
    assertThat(batch(Direction.DEBIT, "350", null, a, b)).isEqualTo("100 of 100, 250 of 250");
    assertThat(batch(Direction.DEBIT, "376", "26", a, b)).isEqualTo("100 of 100, 250 of 250");
    assertThat(batch(Direction.DEBIT, "376", null, a, charged)).isEqualTo("100 of 100, 250 of 250");
    assertThat(batch(Direction.DEBIT, "376", "26", a, charged)).isEqualTo("100 of 100, 250 of 250");
    assertThat(batch(Direction.CREDIT, "324", null, a, charged))
        .isEqualTo("100 of 100, 224 of 250");
    for (String wrong : List.of("349.99", "350.01", "100", "376", "USD350")) {
      assertThat(batch(Direction.DEBIT, wrong, null, a, b)).isEqualTo("DETAILS_DIFFER");
    }
    assertThat(batch(Direction.CREDIT, "324", "26", a, b))
        .as("whose charges")
        .isEqualTo("DETAILS_DIFFER");
    assertThat(batch(Direction.DEBIT, "350", "26+", a, b))
        .as("whose charges")
        .isEqualTo("DETAILS_DIFFER");
    assertThat(batch(Direction.DEBIT, "350", null, a, TransactionAmounts.none()))
        .isEqualTo("DETAILS_DIFFER");
    assertThat(batch(Direction.DEBIT, "350", null, a, transaction("250", null, "USD275", null)))
        .as("one of them in doubt")
        .isEqualTo("100 of 100, CURRENCY_DIFFERS");
  }

  @Test
  void aChargeIsShownOnceAndWithTheFirstIfItIsOfTheWholeEntry() {
    TransactionAmounts a = transaction("100", null, null, "3-");
    TransactionAmounts charged = transaction("250", null, null, "26");
    Breakdown.Parts parts =
        (Breakdown.Parts)
            Breakdown.of(Direction.DEBIT, amount("376"), charges("26"), List.of(a, charged));
    assertThat(parts.parts().getFirst().charges()).isEqualTo(charges("3-"));
    assertThat(parts.parts().getLast().charges()).isEqualTo(charges("26"));
  }

  @Test
  void anEntryThatGoesAnotherWayThanItsPaymentIsInDoubt() {
    TransactionAmounts back =
        new TransactionAmounts(
            Optional.of(Direction.CREDIT),
            optional("100"),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of());
    assertThat(batch(Direction.DEBIT, "100", null, back)).isEqualTo("DIRECTION_DIFFERS");
    assertThat(batch(Direction.DEBIT, "200", null, back, transaction("300", null, null, null)))
        .isEqualTo("DETAILS_DIFFER");
  }

  @Test
  void otherAmountsThatAreStatedHaveToFitToo() {
    TransactionAmounts posted =
        new TransactionAmounts(
            Optional.empty(),
            optional("1500"),
            Optional.empty(),
            Optional.empty(),
            List.of(amount("1526")),
            charges("26"));
    assertThat(batch(Direction.DEBIT, "1526", null, posted)).isEqualTo("1500 of 1500");
    assertThat(batch(Direction.DEBIT, "1500", null, posted)).isEqualTo("AMOUNT_DIFFERS");
  }
}
