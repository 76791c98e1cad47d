// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.timing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.RefusedException;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.EscrowState;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.HoldReason;
import portolan.domain.settlement.Holds;
import portolan.domain.settlement.OpenReason;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.exchange.LockState;
import portolan.domain.settlement.instruction.EndLock;
import portolan.domain.settlement.instruction.ExpirePhase;
import portolan.domain.settlement.instruction.RefundEscrow;
import portolan.domain.worldstate.SettlementKeys;

class TimerTest {
  private static final Instant THEN = Instant.parse("2026-11-21T09:00:00Z");
  private static final EscrowState.Delivered DELIVERY =
      new EscrowState.Delivered(
          new Evidence.Secret("long secret of E1"), "LogisticsMSP", THEN.minusSeconds(5));
  private static final Commitment REASON = new Commitment(Sha256.hex("broken, salted"));

  private static Optional<Timer> escrow(EscrowState state) {
    return Timer.of("gate/PlatformMSP/E1", bytes(state.toJson()));
  }

  private static Optional<Timer> lock(LockState state) {
    return Timer.of("lock-gate/PlatformMSP/L1", bytes(state.toJson()));
  }

  private static byte[] bytes(JsonObject json) {
    return json.canonicalBytes();
  }

  @Test
  void whatIsNotDeliveredInTimeIsRefunded() {
    EscrowState funded =
        new EscrowState.Funded(
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            "CustomsMSP",
            new Trigger.Secret(Sha256.hex("secret")),
            THEN,
            0,
            false);
    assertThat(escrow(funded)).contains(new Timer(Timer.Call.REFUND, "PlatformMSP/E1", THEN));
  }

  @Test
  void everyPhaseAfterADeliveryExpires() {
    assertThat(escrow(new EscrowState.Inspection(DELIVERY, THEN)))
        .contains(new Timer(Timer.Call.EXPIRE, "PlatformMSP/E1", THEN));
    assertThat(
            escrow(
                new EscrowState.Negotiation(DELIVERY, REASON, THEN)
                    .offer("PlatformMSP/X1", 1, List.of("SupplierMSP"))))
        .contains(new Timer(Timer.Call.EXPIRE, "PlatformMSP/E1", THEN));
    assertThat(escrow(new EscrowState.Escalated(DELIVERY, REASON, THEN)))
        .contains(new Timer(Timer.Call.EXPIRE, "PlatformMSP/E1", THEN));
  }

  @Test
  void whatHasEndedHasNoTimer() {
    assertThat(escrow(DELIVERY)).isEmpty();
    assertThat(escrow(new EscrowState.Refunded("BankMSP", THEN))).isEmpty();
    assertThat(escrow(new EscrowState.Split("PlatformMSP/X1", "BankMSP", THEN))).isEmpty();
    assertThat(lock(new LockState.Executed("BankMSP", THEN))).isEmpty();
    assertThat(lock(new LockState.Expired("BankMSP", THEN))).isEmpty();
  }

  @Test
  void aReturnAndAReportedLossExpireAndAHoldDoesNot() {
    EscrowState.Funded funded =
        new EscrowState.Funded(
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            "CustomsMSP",
            new Trigger.Secret(Sha256.hex("secret")),
            THEN.plusSeconds(9),
            0,
            true);
    assertThat(escrow(new EscrowState.Returning(DELIVERY, REASON, THEN, Sha256.hex("back"))))
        .contains(new Timer(Timer.Call.EXPIRE, "PlatformMSP/E1", THEN));
    assertThat(escrow(new EscrowState.LossClaim(funded, REASON, "LogisticsMSP", THEN)))
        .contains(new Timer(Timer.Call.EXPIRE, "PlatformMSP/E1", THEN));
    assertThat(
            escrow(
                new EscrowState.Held(
                    funded,
                    Holds.NONE.open(
                        new OpenReason(HoldReason.SCREENING, "BankMSP", THEN, Optional.empty())))))
        .isEmpty();
  }

  @Test
  void aLockExpires() {
    assertThat(lock(new LockState.Locked(THEN)))
        .contains(new Timer(Timer.Call.EXPIRE_LOCK, "PlatformMSP/L1", THEN));
  }

  @Test
  void aTimerSaysWhichFunctionIsToBeCalledWithWhichItem() {
    assertThat(Timer.Call.REFUND.function()).isEqualTo("refund");
    assertThat(Timer.Call.REFUND.item("PlatformMSP/E1"))
        .isEqualTo(new RefundEscrow("PlatformMSP/E1").toJson());
    assertThat(Timer.Call.EXPIRE.function()).isEqualTo("expire");
    assertThat(Timer.Call.EXPIRE.item("PlatformMSP/E1"))
        .isEqualTo(new ExpirePhase("PlatformMSP/E1").toJson());
    assertThat(Timer.Call.EXPIRE_LOCK.function()).isEqualTo("expireLock");
    assertThat(Timer.Call.EXPIRE_LOCK.item("PlatformMSP/L1"))
        .isEqualTo(new EndLock("PlatformMSP/L1").toJson());
  }

  @Test
  void onlyGatesHaveTimers() {
    assertThat(SettlementKeys.isGate("gate/PlatformMSP/E1")).isTrue();
    assertThat(SettlementKeys.isGate("lock-gate/PlatformMSP/L1")).isTrue();
    assertThat(SettlementKeys.isGate("escrow/PlatformMSP/E1")).isFalse();
    assertThat(SettlementKeys.isGate("note/gate/E1")).isFalse();
    assertThatThrownBy(
            () -> Timer.of("gate/PlatformMSP/E1", "{\"state\":\"LOOTED\"}".getBytes(UTF_8)))
        .isInstanceOf(RefusedException.class);
  }
}
