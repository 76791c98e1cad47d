// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.RefusedException;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.LockGate;
import portolan.domain.settlement.LockOutcome;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteGate;

final class LockStateTest {
  private static final Instant LOCKED = Instant.parse("2026-11-21T09:00:00Z");
  private static final int SETTLE_WITHIN = 100;
  private static final RateLock LOCK =
      new RateLock(
          "PlatformMSP/L1",
          "Q1",
          "BankMSP",
          "PlatformMSP",
          "BankMSP",
          "BankMSP",
          new Commitment(Sha256.hex("plan")),
          LOCKED,
          SETTLE_WITHIN,
          Sha256.hex("payload"));

  /** Somebody tries to end the lock. */
  private record Attempt(LockOutcome wanted, int seconds, int clockSeconds) {
    Instant timestamp() {
      return LOCKED.plusSeconds(seconds);
    }

    Instant clock() {
      return LOCKED.plusSeconds(clockSeconds);
    }

    LockState on(LockState lock) {
      return switch (wanted) {
        case EXECUTED -> lock.execute(new LockState.Executed("PlatformMSP", timestamp()), clock());
        case EXPIRED -> lock.expire(new LockState.Expired("SupplierMSP", timestamp()), clock());
      };
    }

    boolean inTime() {
      return switch (wanted) {
        case EXECUTED -> Math.max(seconds, clockSeconds) < SETTLE_WITHIN;
        case EXPIRED -> Math.min(seconds, clockSeconds) >= SETTLE_WITHIN;
      };
    }
  }

  @Provide
  Arbitrary<List<Attempt>> attempts() {
    Arbitrary<Integer> seconds = Arbitraries.integers().between(90, 110);
    return Combinators.combine(Arbitraries.of(LockOutcome.class), seconds, seconds)
        .as(Attempt::new)
        .list()
        .ofMaxSize(12);
  }

  /** The model is one word: what the first successful attempt made of the lock. */
  @Property
  void theFirstSuccessDecidesAndNothingElseEverChangesIt(
      @ForAll("attempts") List<Attempt> attempts) {
    LockState lock = LOCK.start();
    String model = "LOCKED";
    for (Attempt attempt : attempts) {
      String wanted = attempt.wanted().name();
      boolean succeeds = model.equals(wanted) || (model.equals("LOCKED") && attempt.inTime());
      if (succeeds) {
        LockState after = attempt.on(lock);
        if (model.equals(wanted)) {
          assertThat(after).isSameAs(lock);
        }
        lock = after;
        model = wanted;
      } else {
        LockState before = lock;
        assertThatThrownBy(() -> attempt.on(before)).isInstanceOf(RefusedException.class);
      }
      assertThat(lock.name().name()).isEqualTo(model);
      assertThat(LockState.fromJson(Fields.of("gate", lock.toJson()))).isEqualTo(lock);
    }
  }

  @Property
  void noMomentAllowsBothAndEveryMomentThatClocksAgreeOnAllowsOne(
      @ForAll("attempts") List<Attempt> attempts) {
    for (Attempt attempt : attempts) {
      Attempt other =
          new Attempt(
              attempt.wanted() == LockOutcome.EXECUTED ? LockOutcome.EXPIRED : LockOutcome.EXECUTED,
              attempt.seconds(),
              attempt.clockSeconds());
      assertThat(attempt.inTime() && other.inTime()).isFalse();
      if (attempt.seconds() == attempt.clockSeconds()) {
        assertThat(attempt.inTime() || other.inTime()).isTrue();
      }
    }
  }

  @Test
  void refusalsSayWhy() {
    LockState start = LOCK.start();
    assertThatThrownBy(() -> new Attempt(LockOutcome.EXECUTED, 99, 100).on(start))
        .hasMessageStartingWith("LOCK_EXPIRED|lockId|");
    assertThatThrownBy(() -> new Attempt(LockOutcome.EXPIRED, 100, 99).on(start))
        .hasMessageStartingWith("NOT_YET_EXPIRED|lockId|");
    LockState executed = new Attempt(LockOutcome.EXECUTED, 0, 0).on(start);
    assertThatThrownBy(() -> new Attempt(LockOutcome.EXPIRED, 200, 200).on(executed))
        .hasMessageStartingWith("NOT_LOCKED|lockId|");
    LockState expired = new Attempt(LockOutcome.EXPIRED, 100, 100).on(start);
    assertThatThrownBy(() -> new Attempt(LockOutcome.EXECUTED, 0, 0).on(expired))
        .hasMessageStartingWith("NOT_LOCKED|lockId|");
  }

  @Test
  void aLockReadsAsItWasWritten() {
    assertThat(RateLock.fromJson(Fields.of("lock", LOCK.toJson()))).isEqualTo(LOCK);
    assertThat(LOCK.deadline()).isEqualTo(LOCKED.plusSeconds(SETTLE_WITHIN));
  }

  @Test
  void gatesOfBothKindsReadAsTheyWereWritten() {
    for (LockOutcome outcome : LockOutcome.values()) {
      NoteGate gate = new LockGate("PlatformMSP/L1", outcome);
      assertThat(NoteGate.fromJson(Fields.of("gate", gate.toJson()))).isEqualTo(gate);
      assertThat(Note.ID.accepts(Note.gatedId(gate, 2))).isTrue();
    }
    assertThat(Note.ID.accepts(Note.unusedId("PlatformMSP/L1", 1))).isTrue();
  }
}
