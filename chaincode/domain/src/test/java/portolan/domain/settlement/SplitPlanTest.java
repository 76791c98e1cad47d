// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.domain.settlement.WrittenFormsTest.note;

import java.util.List;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

final class SplitPlanTest {
  private static final Currency EUR = new Currency("EUR");

  @Test
  void sharesAddUpToWhatThereIs() {
    List<NoteOpening> refunded = List.of(note("PlatformMSP", 5), note("BankMSP", 2));
    PayoutPlan planned = PayoutPlan.of(List.of(note("SellerMSP", 7)), refunded);
    assertThatCode(
            () ->
                new SplitPlan(planned, List.of(note("AMSP", 3), note("BMSP", 4))).requireSound(EUR))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> new SplitPlan(planned, List.of(note("AMSP", 3))).requireSound(EUR))
        .hasMessageStartingWith("NOT_CONSERVED|shares|");
    assertThatThrownBy(
            () ->
                new SplitPlan(planned, List.of(note("AMSP", 4), note("BMSP", 4))).requireSound(EUR))
        .hasMessageStartingWith("NOT_CONSERVED|shares|");
  }

  @Test
  void everyShareIsInTheCurrencyOfTheEscrow() {
    NoteOpening dollars =
        new NoteOpening(new Money(new Currency("USD"), 4), "BMSP", Sha256.hex("salt"));
    assertThatThrownBy(
            () ->
                new SplitPlan(
                        PayoutPlan.of(
                            List.of(note("SellerMSP", 7)), List.of(note("PlatformMSP", 7))),
                        List.of(note("AMSP", 3), dollars))
                    .requireSound(EUR))
        .hasMessageStartingWith("WRONG_CURRENCY|shares[1]|");
  }

  @Test
  void sharesOfTooManyDigitsAreRefused() {
    NoteOpening most =
        new NoteOpening(new Money(EUR, Money.MAX_MINOR_UNITS), "AMSP", Sha256.hex("salt"));
    assertThatThrownBy(
            () ->
                new SplitPlan(PayoutPlan.of(List.of(most), List.of(most)), List.of(most, most))
                    .requireSound(EUR))
        .hasMessageStartingWith("NOT_CONSERVED|shares|");
  }
}
