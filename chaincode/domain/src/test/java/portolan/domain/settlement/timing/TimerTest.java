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
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.escrow.Delivered;
import portolan.domain.settlement.escrow.Escalated;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Funded;
import portolan.domain.settlement.escrow.Held;
import portolan.domain.settlement.escrow.HoldReason;
import portolan.domain.settlement.escrow.Holds;
import portolan.domain.settlement.escrow.Inspection;
import portolan.domain.settlement.escrow.LossClaim;
import portolan.domain.settlement.escrow.Negotiation;
import portolan.domain.settlement.escrow.OpenReason;
import portolan.domain.settlement.escrow.Refunded;
import portolan.domain.settlement.escrow.Returning;
import portolan.domain.settlement.escrow.Split;
import portolan.domain.settlement.exchange.LockState;
import portolan.domain.settlement.instruction.EndLock;
import portolan.domain.settlement.instruction.ExpirePhase;
import portolan.domain.settlement.instruction.RefundEscrow;
import portolan.domain.worldstate.SettlementKeys;

class TimerTest {
  private static final Instant THEN = Instant.parse("2026-11-21T09:00:00Z");
  private static final Delivered DELIVERY =
      new Delivered(new Evidence.Secret("long secret of E1"), "LogisticsMSP", THEN.minusSeconds(5));
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
        new Funded(
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
    assertThat(escrow(new Inspection(DELIVERY, THEN)))
        .contains(new Timer(Timer.Call.EXPIRE, "PlatformMSP/E1", THEN));
    assertThat(
            escrow(
                new Negotiation(DELIVERY, REASON, THEN)
                    .offer("PlatformMSP/X1", 1, List.of("SupplierMSP"))))
        .contains(new Timer(Timer.Call.EXPIRE, "PlatformMSP/E1", THEN));
    assertThat(escrow(new Escalated(DELIVERY, REASON, THEN)))
        .contains(new Timer(Timer.Call.EXPIRE, "PlatformMSP/E1", THEN));
  }

  @Test
  void whatHasEndedHasNoTimer() {
    assertThat(escrow(DELIVERY)).isEmpty();
    assertThat(escrow(new Refunded("BankMSP", THEN))).isEmpty();
    assertThat(escrow(new Split("PlatformMSP/X1", "BankMSP", THEN))).isEmpty();
    assertThat(lock(new LockState.Executed("BankMSP", THEN))).isEmpty();
    assertThat(lock(new LockState.Expired("BankMSP", THEN))).isEmpty();
  }

  @Test
  void aReturnAndAReportedLossExpireAndAHoldDoesNot() {
    Funded funded =
        new Funded(
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            "CustomsMSP",
            new Trigger.Secret(Sha256.hex("secret")),
            THEN.plusSeconds(9),
            0,
            true);
    assertThat(escrow(new Returning(DELIVERY, REASON, THEN, Sha256.hex("back"))))
        .contains(new Timer(Timer.Call.EXPIRE, "PlatformMSP/E1", THEN));
    assertThat(escrow(new LossClaim(funded, REASON, "LogisticsMSP", THEN)))
        .contains(new Timer(Timer.Call.EXPIRE, "PlatformMSP/E1", THEN));
    assertThat(
            escrow(
                new Held(
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
    assertThat(Timer.Call.REFUND.function().functionName()).isEqualTo("refund");
    assertThat(Timer.Call.REFUND.item("PlatformMSP/E1"))
        .isEqualTo(new RefundEscrow("PlatformMSP/E1").toJson());
    assertThat(Timer.Call.EXPIRE.function().functionName()).isEqualTo("expire");
    assertThat(Timer.Call.EXPIRE.item("PlatformMSP/E1"))
        .isEqualTo(new ExpirePhase("PlatformMSP/E1").toJson());
    assertThat(Timer.Call.EXPIRE_LOCK.function().functionName()).isEqualTo("expireLock");
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
