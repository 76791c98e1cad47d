// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.RedemptionState.Confirmed;
import portolan.domain.settlement.RedemptionState.Requested;
import portolan.domain.settlement.RedemptionState.Returned;

final class RedemptionTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final Uetr UETR = new Uetr("97ed4827-7b6f-4491-a06f-b548d5a7512d");
  private static final ReturnReason WRONG_ACCOUNT = new ReturnReason("AC01");
  private static final String HASH = Sha256.hex("return");
  private static final Redemption REQUESTED =
      new Redemption(
          "SupplierMSP/R1",
          "SupplierMSP",
          "BankMSP",
          List.of("BankMSP/M1.1"),
          new Commitment(Sha256.hex("order")),
          UETR,
          NOW,
          Sha256.hex("payload"),
          new Requested());

  @Test
  void aRedemptionIsConfirmedByItsOwnPaymentOnly() {
    Redemption confirmed = REQUESTED.confirm(UETR, NOW);
    assertThat(confirmed.state()).isEqualTo(new Confirmed(NOW));
    assertThat(confirmed.confirm(UETR, NOW.plusSeconds(1))).isEqualTo(confirmed);
    assertThatThrownBy(() -> confirmed.confirm(new Uetr(UETR.value().replace("97ed", "98ed")), NOW))
        .hasMessageStartingWith("WRONG_UETR|uetr|");
  }

  @Test
  void aPaymentIsReturnedOnceBeforeOrAfterItsConfirmation() {
    Redemption early = REQUESTED.giveBack(WRONG_ACCOUNT, NOW, HASH);
    Redemption late = REQUESTED.confirm(UETR, NOW).giveBack(WRONG_ACCOUNT, NOW, HASH);
    assertThat(early.state())
        .isEqualTo(new Returned(WRONG_ACCOUNT, NOW, HASH, Optional.empty(), Optional.empty()));
    assertThat(late.state())
        .isEqualTo(new Returned(WRONG_ACCOUNT, NOW, HASH, Optional.of(NOW), Optional.empty()));
    assertThat(late.giveBack(WRONG_ACCOUNT, NOW.plusSeconds(9), HASH)).isEqualTo(late);
    assertThatThrownBy(() -> late.giveBack(WRONG_ACCOUNT, NOW, Sha256.hex("another return")))
        .hasMessageStartingWith("ALREADY_EXISTS|redemptionId|");
    assertThatThrownBy(() -> late.confirm(UETR, NOW))
        .hasMessageStartingWith("REDEMPTION_RETURNED|redemptionId|");
  }

  @Test
  void aReturnIsTooLateFromTheMillisecondAfterThirtyDays() {
    Redemption confirmed = REQUESTED.confirm(UETR, NOW);
    Instant last = NOW.plus(RedemptionState.RETURN_WINDOW);
    assertThat(confirmed.giveBack(WRONG_ACCOUNT, last, HASH).state()).isInstanceOf(Returned.class);
    assertThatThrownBy(() -> confirmed.giveBack(WRONG_ACCOUNT, last.plusMillis(1), HASH))
        .hasMessageStartingWith("RETURN_TOO_LATE|redemptionId|");
    assertThat(REQUESTED.giveBack(WRONG_ACCOUNT, last.plusMillis(1), HASH).state())
        .as("what was never confirmed can be returned at any time")
        .isInstanceOf(Returned.class);
  }

  @Test
  void onlyAReturnTakesARedemptionOutOfWhatIsRedeemed() {
    assertThat(REQUESTED.state().countsAsRedeemed()).isTrue();
    assertThat(REQUESTED.confirm(UETR, NOW).state().countsAsRedeemed()).isTrue();
    assertThat(REQUESTED.giveBack(WRONG_ACCOUNT, NOW, HASH).state().countsAsRedeemed()).isFalse();
  }

  @Test
  void everyStateIsReadBackAsItWasWritten() {
    Redemption confirmed = REQUESTED.confirm(UETR, NOW);
    for (Redemption redemption :
        List.of(
            REQUESTED,
            confirmed,
            REQUESTED.giveBack(WRONG_ACCOUNT, NOW, HASH),
            confirmed.giveBack(WRONG_ACCOUNT, NOW, HASH))) {
      assertThat(Redemption.fromJson(Fields.of("", redemption.toJson()))).isEqualTo(redemption);
    }
  }
}
