// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.RefusedException;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteCounts;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.Outcome;

final class EscrowTest {
  private static final Instant FUNDED = Instant.parse("2026-11-21T09:00:00Z");
  private static final int EXPIRES_AFTER = 100;

  static Escrow funded() {
    return new Escrow(
        new EscrowTerms(
            "PlatformMSP/E1",
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            "CustomsMSP",
            "BankMSP",
            new Currency("EUR"),
            Sha256.hex("the right secret"),
            EXPIRES_AFTER),
        "PlatformMSP",
        FUNDED,
        new NoteCounts(2, 1, 0, 0),
        Sha256.hex("payload"));
  }

  private static Delivered evidence(String secret, Instant at) {
    return new Delivered(new Evidence.Secret(secret), "LogisticsMSP", at);
  }

  private static Instant after(int seconds) {
    return FUNDED.plusSeconds(seconds);
  }

  /** Something that somebody tries, at a time after the funding. */
  private sealed interface Attempt {
    record Confirm(int seconds, boolean rightSecret, boolean released) implements Attempt {}

    record Refund(int seconds, int clockSeconds) implements Attempt {}
  }

  @Provide
  Arbitrary<List<Attempt>> attempts() {
    Arbitrary<Integer> seconds = Arbitraries.integers().between(0, 200);
    Arbitrary<Boolean> flags = Arbitraries.of(true, false);
    return Arbitraries.oneOf(
            Combinators.combine(seconds, flags, flags)
                .as((s, secret, released) -> (Attempt) new Attempt.Confirm(s, secret, released)),
            Combinators.combine(seconds, seconds)
                .as((s, clock) -> (Attempt) new Attempt.Refund(s, clock)))
        .list()
        .ofMaxSize(12);
  }

  /** The model is one word: what the first successful attempt made of the escrow. */
  @Property
  void theFirstSuccessDecidesAndNothingElseEverChangesIt(
      @ForAll("attempts") List<Attempt> attempts) {
    EscrowState escrow = funded().start(false);
    String model = "FUNDED";
    for (Attempt attempt : attempts) {
      boolean succeeds;
      String wanted;
      switch (attempt) {
        case Attempt.Confirm confirm -> {
          wanted = "DELIVERED";
          succeeds =
              confirm.rightSecret()
                  && (model.equals(wanted) || (model.equals("FUNDED") && confirm.released()));
        }
        case Attempt.Refund refund -> {
          wanted = "REFUNDED";
          boolean late =
              refund.seconds() >= EXPIRES_AFTER && refund.clockSeconds() >= EXPIRES_AFTER;
          succeeds = model.equals(wanted) || (model.equals("FUNDED") && late);
        }
      }
      EscrowState before = escrow;
      try {
        escrow = attempted(escrow, attempt);
        assertThat(succeeds).as(attempt + " on " + model).isTrue();
      } catch (RefusedException e) {
        assertThat(succeeds).as(attempt + " on " + model + ": " + e.getMessage()).isFalse();
      }
      if (!model.equals("FUNDED")) {
        assertThat(escrow).isEqualTo(before);
      }
      if (succeeds) {
        model = wanted;
      }
      assertThat(escrow.name().name()).isEqualTo(model);
      assertThat(EscrowState.fromJson(Fields.of("gate", escrow.toJson()))).isEqualTo(escrow);
    }
  }

  private static DeclaredGoods released(String orderId) {
    return new DeclaredGoods(
        orderId, "PlatformMSP", "CustomsMSP", new Commitment(Sha256.hex("what is due")));
  }

  private static EscrowState attempted(EscrowState escrow, Attempt attempt) {
    return switch (attempt) {
      case Attempt.Confirm confirm ->
          escrow.confirm(
              evidence(
                  confirm.rightSecret() ? "the right secret" : "the wrong secret",
                  after(confirm.seconds())),
              Optional.of(released(confirm.released() ? "PlatformMSP/O1" : "PlatformMSP/O2")));
      case Attempt.Refund refund ->
          escrow.refund(
              new Refunded("PlatformMSP", after(refund.seconds())),
              after(refund.clockSeconds()),
              Optional.empty());
    };
  }

  @Test
  void whatWasFundedReadsAsItWasWritten() {
    assertThat(Escrow.fromJson(Fields.of("escrow", funded().toJson()))).isEqualTo(funded());
  }

  @Test
  void theDeadlineIsAnIntervalFromTheFunding() {
    assertThat(funded().deadline()).isEqualTo(FUNDED.plusSeconds(EXPIRES_AFTER));
  }

  @Test
  void gatesFollowTheOutcome() {
    Gate delivered = Gate.of("PlatformMSP/E1", Outcome.DELIVERED);
    Gate refunded = Gate.of("PlatformMSP/E1", Outcome.REFUNDED);
    EscrowState start = funded().start(false);
    EscrowState end =
        start.confirm(
            evidence("the right secret", FUNDED), Optional.of(released("PlatformMSP/O1")));
    assertThat(state(delivered, start)).isEqualTo(NoteState.GATED);
    assertThat(state(refunded, start)).isEqualTo(NoteState.GATED);
    assertThat(state(delivered, end)).isEqualTo(NoteState.SPENDABLE);
    assertThat(state(refunded, end)).isEqualTo(NoteState.VOID);
  }

  private static NoteState state(Gate gate, EscrowState escrow) {
    return new Note(new Commitment(Sha256.hex("x")), "BankMSP", Optional.of(gate))
        .state(id -> escrow.open(), id -> Optional.empty());
  }

  @Test
  void noteIdsFollowFromTheCounts() {
    assertThat(funded().notes().ids("PlatformMSP/E1", Outcome.DELIVERED))
        .containsExactly("PlatformMSP/E1.DELIVERED.1", "PlatformMSP/E1.DELIVERED.2");
    assertThat(new NoteCounts(1, 1, 0, 2).changeIds("PlatformMSP/E1"))
        .containsExactly("PlatformMSP/E1.CHANGE.1", "PlatformMSP/E1.CHANGE.2")
        .allMatch(Note.ID::accepts);
    assertThat(Note.ID.accepts("E1.ELSE.1")).isFalse();
    assertThat(Note.ID.accepts("E1.0")).isFalse();
    assertThat(Note.ID.accepts("PlatformMSP/E1")).isFalse();
  }

  @Test
  void aStoredStateThatDoesNotExistIsRefused() {
    var json =
        funded().start(false).toJson().toBuilder().replace("state", Json.text("PAID")).build();
    assertThatThrownBy(() -> EscrowState.fromJson(Fields.of("gate", json)))
        .hasMessageContaining("FUNDED, INSPECTION");
  }
}
