package portolan.domain.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

final class NoteTest {
  private static final Currency EUR = new Currency("EUR");

  private static Note behind(NoteGate gate) {
    return new Note(new Commitment(Sha256.hex("note")), "BankMSP", Optional.of(gate));
  }

  private static NoteState whenEscrow(Note note, Optional<Gate.Key> end) {
    return note.state(
        id -> id.equals("E1") ? end : Optional.empty(),
        id -> {
          throw new AssertionError("no lock is asked");
        });
  }

  @Test
  void aNoteBehindAnEscrowIsSpendableOnlyIfItEndedThisWay() {
    Note delivered = behind(Gate.of("E1", Outcome.DELIVERED));
    assertThat(whenEscrow(delivered, Optional.empty())).isEqualTo(NoteState.GATED);
    assertThat(whenEscrow(delivered, Optional.of(new Gate.Planned(Outcome.DELIVERED))))
        .isEqualTo(NoteState.SPENDABLE);
    assertThat(whenEscrow(delivered, Optional.of(new Gate.Planned(Outcome.REFUNDED))))
        .isEqualTo(NoteState.VOID);
    Note shared = behind(new Gate("E1", new Gate.Offered("S1")));
    assertThat(whenEscrow(shared, Optional.of(new Gate.Offered("S1"))))
        .isEqualTo(NoteState.SPENDABLE);
    assertThat(whenEscrow(shared, Optional.of(new Gate.Offered("S2")))).isEqualTo(NoteState.VOID);
  }

  @Test
  void aNoteBehindALockIsSpendableOnlyIfItEndedThisWay() {
    Note executed = behind(new LockGate("L1", LockOutcome.EXECUTED));
    for (LockOutcome outcome : LockOutcome.values()) {
      NoteState state = executed.state(id -> Optional.empty(), id -> Optional.of(outcome));
      assertThat(state)
          .isEqualTo(outcome == LockOutcome.EXECUTED ? NoteState.SPENDABLE : NoteState.VOID);
    }
    assertThat(executed.state(id -> Optional.empty(), id -> Optional.empty()))
        .isEqualTo(NoteState.GATED);
  }

  @Test
  void aNoteBehindNothingIsSpendable() {
    Note free = new Note(new Commitment(Sha256.hex("note")), "BankMSP", Optional.empty());
    assertThat(free.state(id -> Optional.empty(), id -> Optional.empty()))
        .isEqualTo(NoteState.SPENDABLE);
  }

  @Test
  void idsSayWhereANoteComesFromAndAreWellFormed() {
    List<String> ids =
        List.of(
            Note.mintedId("M1", 2),
            Note.gatedId(Gate.of("E1", Outcome.REFUNDED), 1),
            Note.gatedId(new Gate("E1", new Gate.Offered("S7")), 3),
            Note.gatedId(new LockGate("L1", LockOutcome.EXPIRED), 2),
            Note.changeId("E1", 1),
            Note.returnedId("R1"),
            Note.unusedId("L1", 2),
            Note.assignedId("X1"),
            Note.priceId("X1"),
            Note.restId("X1", 2));
    assertThat(ids)
        .containsExactly(
            "M1.2",
            "E1.REFUNDED.1",
            "S7.SPLIT.3",
            "L1.EXPIRED.2",
            "E1.CHANGE.1",
            "R1.RETURNED.1",
            "L1.UNUSED.2",
            "X1.ASSIGNED.1",
            "X1.PRICE.1",
            "X1.REST.2")
        .allMatch(Note.ID::accepts);
    assertThat(Note.ID.accepts("M1.0")).isFalse();
    assertThat(Note.ID.accepts("E1.GONE.1")).isFalse();
  }

  @Test
  void namesOfOutcomesAreKnown() {
    assertThat(Outcome.isName("DELIVERED")).isTrue();
    assertThat(Outcome.isName("REFUNDED")).isTrue();
    assertThat(Outcome.isName("EXECUTED")).isFalse();
    assertThat(LockOutcome.isName("EXECUTED")).isTrue();
    assertThat(LockOutcome.isName("EXPIRED")).isTrue();
    assertThat(LockOutcome.isName("DELIVERED")).isFalse();
  }

  @Test
  void aMintNamesItsNotesFromOne() {
    Mint mint =
        new Mint("M1", "A1", "BankMSP", "PlatformMSP", new Money(EUR, 5), 2, Sha256.hex("item"));
    assertThat(mint.noteIds()).containsExactly("M1.1", "M1.2");
  }

  @Test
  void anOpeningHasAnAmountAnOwnerAndALongSalt() {
    String salt = Sha256.hex("salt");
    assertThatThrownBy(() -> new NoteOpening(Money.zero(EUR), "AMSP", salt))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new NoteOpening(new Money(EUR, 1), "no member", salt))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new NoteOpening(new Money(EUR, 1), "AMSP", "short"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
