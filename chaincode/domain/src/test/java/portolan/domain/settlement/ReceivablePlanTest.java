// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.domain.settlement.WrittenFormsTest.note;

import java.util.List;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

final class ReceivablePlanTest {
  private static final Currency EUR = new Currency("EUR");
  private static final String SELLER = "SupplierMSP";
  private static final String FINANCIER = "BankMSP";

  private static ReceivableOffer offer(long claim, long price) {
    return new ReceivableOffer(note(SELLER, claim), new Money(EUR, price), Sha256.hex("offer"));
  }

  private static ReceivablePlan plan(
      List<NoteOpening> inputs, NoteOpening claim, NoteOpening price, List<NoteOpening> change) {
    return new ReceivablePlan(offer(9, 8), inputs, claim, price, change);
  }

  private static void assertRefused(ReceivablePlan plan, String says) {
    assertThatThrownBy(() -> plan.requireSound(FINANCIER, SELLER)).hasMessageStartingWith(says);
  }

  @Test
  void priceAndChangeAreWhatTheFinancierPutsIn() {
    assertThatCode(
            () ->
                plan(
                        List.of(note(FINANCIER, 10)),
                        note(FINANCIER, 9),
                        note(SELLER, 8),
                        List.of(note(FINANCIER, 2)))
                    .requireSound(FINANCIER, SELLER))
        .doesNotThrowAnyException();
    assertRefused(
        plan(List.of(note(FINANCIER, 10)), note(FINANCIER, 9), note(SELLER, 8), List.of()),
        "NOT_CONSERVED|inputs|");
    assertRefused(
        plan(
            List.of(new NoteOpening(new Money(new Currency("USD"), 8), FINANCIER, "0".repeat(32))),
            note(FINANCIER, 9),
            note(SELLER, 8),
            List.of()),
        "NOT_CONSERVED|inputs|");
  }

  @Test
  void theClaimAndThePriceAreThoseThatWereOffered() {
    List<NoteOpening> inputs = List.of(note(FINANCIER, 8));
    assertRefused(
        plan(inputs, note(FINANCIER, 10), note(SELLER, 8), List.of()), "NOT_CONSERVED|claim|");
    assertRefused(
        plan(List.of(note(FINANCIER, 7)), note(FINANCIER, 9), note(SELLER, 7), List.of()),
        "NOT_CONSERVED|price|");
  }

  @Test
  void everyNoteIsOfWhomItIsFor() {
    List<NoteOpening> inputs = List.of(note(FINANCIER, 10));
    List<NoteOpening> change = List.of(note(FINANCIER, 2));
    assertRefused(plan(inputs, note(SELLER, 9), note(SELLER, 8), change), "NOT_OWNER|claim|");
    assertRefused(plan(inputs, note(FINANCIER, 9), note(FINANCIER, 8), change), "NOT_OWNER|price|");
    assertRefused(
        plan(inputs, note(FINANCIER, 9), note(SELLER, 8), List.of(note(SELLER, 2))),
        "NOT_OWNER|change[0]|");
  }

  @Test
  void nobodyAsksForMoreThanTheClaimIsWorth() {
    JsonObject most = offer(9, 9).toJson();
    assertThat(ReceivableOffer.fromJson(Fields.of("", most))).isEqualTo(offer(9, 9));
    JsonObject more = offer(9, 10).toJson();
    assertThatThrownBy(() -> ReceivableOffer.fromJson(Fields.of("", more)))
        .hasMessageStartingWith("INVALID_ARGUMENT|price|");
  }
}
