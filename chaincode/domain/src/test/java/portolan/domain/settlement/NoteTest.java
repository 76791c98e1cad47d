// SPDX-License-Identifier: Apache-2.0
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
        id -> id.equals("PlatformMSP/E1") ? end : Optional.empty(),
        id -> {
          throw new AssertionError("no lock is asked");
        });
  }

  @Test
  void aNoteBehindAnEscrowIsSpendableOnlyIfItEndedThisWay() {
    Note delivered = behind(Gate.of("PlatformMSP/E1", Outcome.DELIVERED));
    assertThat(whenEscrow(delivered, Optional.empty())).isEqualTo(NoteState.GATED);
    assertThat(whenEscrow(delivered, Optional.of(new Gate.Planned(Outcome.DELIVERED))))
        .isEqualTo(NoteState.SPENDABLE);
    assertThat(whenEscrow(delivered, Optional.of(new Gate.Planned(Outcome.REFUNDED))))
        .isEqualTo(NoteState.VOID);
    Note shared = behind(new Gate("PlatformMSP/E1", new Gate.Offered("PlatformMSP/S1")));
    assertThat(whenEscrow(shared, Optional.of(new Gate.Offered("PlatformMSP/S1"))))
        .isEqualTo(NoteState.SPENDABLE);
    assertThat(whenEscrow(shared, Optional.of(new Gate.Offered("PlatformMSP/S2"))))
        .isEqualTo(NoteState.VOID);
  }

  @Test
  void aNoteBehindALockIsSpendableOnlyIfItEndedThisWay() {
    Note executed = behind(new LockGate("PlatformMSP/L1", LockOutcome.EXECUTED));
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
            Note.mintedId("BankMSP/M1", 2),
            Note.gatedId(Gate.of("PlatformMSP/E1", Outcome.REFUNDED), 1),
            Note.gatedId(new Gate("PlatformMSP/E1", new Gate.Offered("PlatformMSP/S7")), 3),
            Note.gatedId(new LockGate("PlatformMSP/L1", LockOutcome.EXPIRED), 2),
            Note.changeId("PlatformMSP/E1", 1),
            Note.returnedId("SupplierMSP/R1"),
            Note.unusedId("PlatformMSP/L1", 2),
            Note.assignedId("PlatformMSP/X1"),
            Note.priceId("PlatformMSP/X1"),
            Note.restId("PlatformMSP/X1", 2));
    assertThat(ids)
        .containsExactly(
            "BankMSP/M1.2",
            "PlatformMSP/E1.REFUNDED.1",
            "PlatformMSP/S7.SPLIT.3",
            "PlatformMSP/L1.EXPIRED.2",
            "PlatformMSP/E1.CHANGE.1",
            "SupplierMSP/R1.RETURNED.1",
            "PlatformMSP/L1.UNUSED.2",
            "PlatformMSP/X1.ASSIGNED.1",
            "PlatformMSP/X1.PRICE.1",
            "PlatformMSP/X1.REST.2")
        .allMatch(Note.ID::accepts);
    assertThat(Note.ID.accepts("BankMSP/M1.0")).isFalse();
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
        new Mint(
            "BankMSP/M1",
            "BankMSP/A1",
            "BankMSP",
            "PlatformMSP",
            new Money(EUR, 5),
            2,
            Sha256.hex("item"));
    assertThat(mint.noteIds()).containsExactly("BankMSP/M1.1", "BankMSP/M1.2");
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
