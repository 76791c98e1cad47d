// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.RefusedException;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.money.RemainderRule;
import portolan.domain.worldstate.RefusalCode;

final class SettlementPlanTest {
  private static final Currency EUR = new Currency("EUR");
  private static final String FUNDER = "PlatformMSP";
  private static final long LARGE = Money.MAX_MINOR_UNITS;

  private static List<NoteOpening> notes(String owner, List<Long> amounts) {
    List<NoteOpening> notes = new ArrayList<>();
    for (long amount : amounts) {
      notes.add(new NoteOpening(new Money(EUR, amount), owner, Sha256.hex("salt" + notes.size())));
    }
    return notes;
  }

  private static SettlementPlan plan(
      List<Long> inputs, List<Long> delivered, List<Long> refunded, List<Long> change) {
    return new SettlementPlan(
        notes(FUNDER, inputs),
        List.of(PayoutPlan.of(notes("SupplierMSP", delivered), notes(FUNDER, refunded))),
        notes(FUNDER, change),
        Sha256.hex("salt"));
  }

  private static boolean isSound(SettlementPlan plan) {
    try {
      plan.requireSound(EUR, FUNDER);
      return true;
    } catch (RefusedException e) {
      assertThat(e.refusal().code()).isEqualTo(RefusalCode.NOT_CONSERVED.name());
      return false;
    }
  }

  private static BigInteger sum(List<Long> amounts) {
    return amounts.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
  }

  @Property
  void aPlanIsSoundExactlyIfEveryOutcomeAndTheChangeAddUpToTheInputs(
      @ForAll @Size(min = 1, max = 4) List<@LongRange(min = 1, max = 4) Long> inputs,
      @ForAll @Size(min = 1, max = 4) List<@LongRange(min = 1, max = 4) Long> delivered,
      @ForAll @Size(min = 1, max = 4) List<@LongRange(min = 1, max = 4) Long> refunded,
      @ForAll @Size(max = 2) List<@LongRange(min = 1, max = 4) Long> change) {
    BigInteger in = sum(inputs);
    boolean conserved =
        sum(delivered).add(sum(change)).equals(in) && sum(refunded).add(sum(change)).equals(in);
    assertThat(isSound(plan(inputs, delivered, refunded, change))).isEqualTo(conserved);
  }

  @Property
  void sumsBeyond18DigitsAreRefusedAndNeverWrapAround(
      @ForAll @Size(min = 1, max = 40)
          List<@LongRange(min = LARGE / 10, max = LARGE) Long> amounts) {
    boolean fits = sum(amounts).compareTo(BigInteger.valueOf(LARGE)) <= 0;
    assertThat(isSound(plan(amounts, amounts, amounts, List.of()))).isEqualTo(fits);
  }

  @Property
  void anyDivisionOfTheInputsIsSound(
      @ForAll @LongRange(min = 1, max = LARGE) long total,
      @ForAll @Size(min = 1, max = 6) List<@LongRange(min = 1, max = 1000) Long> weights) {
    List<Long> shares =
        new Money(EUR, total).divide(weights).stream().map(Money::minorUnits).toList();
    Assume.that(shares.stream().allMatch(share -> share > 0));
    assertThat(isSound(plan(List.of(total), shares, List.of(total), List.of()))).isTrue();
  }

  @Property
  void aPlanIsReadBackAsItWasWritten(
      @ForAll @Size(min = 1, max = 4) List<@LongRange(min = 1, max = LARGE) Long> inputs,
      @ForAll @Size(max = 3) List<@LongRange(min = 1, max = LARGE) Long> change) {
    SettlementPlan plan = plan(inputs, inputs, inputs, change);
    assertThat(SettlementPlan.fromJson(Fields.of("plan", plan.toJson()))).isEqualTo(plan);
  }

  private static SettlementPlan allocated(RemainderRule rule, List<Long> weights, Long... shares) {
    return new SettlementPlan(
        notes(FUNDER, List.of(15L)),
        List.of(
            new PayoutPlan(
                Map.of(
                    Outcome.DELIVERED,
                    notes("SupplierMSP", List.of(shares)),
                    Outcome.REFUNDED,
                    notes(FUNDER, List.of(15L))),
                Optional.of(new Allocation(rule, weights)))),
        List.of(),
        Sha256.hex("salt"));
  }

  /** 15 by 80, 8 and 12 %: both answers are used in practice, so the terms say which one counts. */
  @Test
  void payoutsAreTheSharesOfTheRuleThatWasSigned() {
    List<Long> weights = List.of(80L, 8L, 12L);
    assertThat(isSound(allocated(RemainderRule.FIRST, weights, 13L, 1L, 1L))).isTrue();
    assertThat(isSound(allocated(RemainderRule.LARGEST, weights, 12L, 1L, 2L))).isTrue();
    for (SettlementPlan wrong :
        List.of(
            allocated(RemainderRule.FIRST, weights, 12L, 1L, 2L),
            allocated(RemainderRule.LARGEST, weights, 13L, 1L, 1L),
            allocated(RemainderRule.FIRST, List.of(80L, 20L), 13L, 1L, 1L))) {
      assertThatThrownBy(() -> wrong.requireSound(EUR, FUNDER))
          .hasMessageStartingWith("WRONG_SHARES|escrows[0].DELIVERED|");
    }
    SettlementPlan plan = allocated(RemainderRule.LARGEST, weights, 12L, 1L, 2L);
    assertThat(SettlementPlan.fromJson(Fields.of("plan", plan.toJson()))).isEqualTo(plan);
  }

  @Test
  void inputsAndChangeBelongToTheFunder() {
    SettlementPlan plan = plan(List.of(5L), List.of(4L), List.of(4L), List.of(1L));
    assertThatThrownBy(() -> plan.requireSound(EUR, "SupplierMSP"))
        .hasMessageStartingWith("NOT_OWNER|inputs[0]|");
  }

  @Test
  void anotherCurrencyIsRefused() {
    SettlementPlan plan = plan(List.of(5L), List.of(5L), List.of(5L), List.of());
    assertThatThrownBy(() -> plan.requireSound(new Currency("USD"), FUNDER))
        .hasMessageStartingWith("WRONG_CURRENCY|inputs[0]|");
  }

  @Test
  void whatIsSealedIsNotShown() {
    assertThat(plan(List.of(77L), List.of(77L), List.of(77L), List.of()).toString())
        .doesNotContain("77");
    assertThat(notes(FUNDER, List.of(77L)).toString()).doesNotContain("77");
  }
}
