// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import portolan.api.v1.Allocation;
import portolan.api.v1.Payout;
import portolan.api.v1.RemainderRule;
import portolan.gateway.api.call.ApiException;

class PayoutsTest {
  private static final Allocation FIFTEEN =
      Allocation.newBuilder()
          .setRule(RemainderRule.REMAINDER_RULE_LARGEST)
          .setTotalMinorUnits(15)
          .build();

  private static Payout weighing(String payee, long weight) {
    return Payout.newBuilder().setPayee(payee).setWeight(weight).build();
  }

  private static final List<Payout> PAYOUTS =
      List.of(weighing("A", 80), weighing("B", 8), weighing("C", 12));

  private static void assertInvalid(ThrowingCallable call, String field) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  @Test
  void weightsGiveAmountsByTheRuleThatIsNamed() throws ApiException {
    assertThat(Payouts.divided("", PAYOUTS, "EUR", FIFTEEN))
        .extracting(Payout::getMinorUnits)
        .containsExactly(12L, 1L, 2L);
    Allocation first = FIFTEEN.toBuilder().setRule(RemainderRule.REMAINDER_RULE_FIRST).build();
    assertThat(Payouts.divided("", PAYOUTS, "EUR", first))
        .extracting(Payout::getMinorUnits)
        .containsExactly(13L, 1L, 1L);
  }

  @Test
  void whatIsMissingOrTooMuchIsNamed() {
    assertInvalid(
        () -> Payouts.divided("", PAYOUTS, "EUR", FIFTEEN.toBuilder().clearRule().build()),
        "allocation.rule");
    assertInvalid(
        () ->
            Payouts.divided(
                "escrows[1].", PAYOUTS, "EUR", FIFTEEN.toBuilder().clearTotalMinorUnits().build()),
        "escrows[1].allocation.totalMinorUnits");
    assertInvalid(
        () -> Payouts.divided("", List.of(weighing("A", 0)), "EUR", FIFTEEN), "payouts[0].weight");
    assertInvalid(
        () -> Payouts.divided("", List.of(weighing("A", 1_000_000_001)), "EUR", FIFTEEN),
        "payouts[0].weight");
    assertInvalid(
        () ->
            Payouts.divided(
                "", List.of(weighing("A", 1).toBuilder().setMinorUnits(3).build()), "EUR", FIFTEEN),
        "payouts[0].minorUnits");
    assertInvalid(() -> Payouts.divided("", List.of(), "EUR", FIFTEEN), "payouts");
  }
}
