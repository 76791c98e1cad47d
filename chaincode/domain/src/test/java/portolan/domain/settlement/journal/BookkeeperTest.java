// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.Uetr;

final class BookkeeperTest {
  private static final String MEMBER = "SupplierMSP";
  private static final Currency EUR = new Currency("EUR");
  private static final Gate DELIVERED = Gate.of("PlatformMSP/E1", Outcome.DELIVERED);
  private static final String NOTE = Note.gatedId(DELIVERED, 1);

  private final MemoryBooks books = new MemoryBooks();
  private final Bookkeeper bookkeeper = new Bookkeeper(MEMBER, books);

  private static LedgerPoint at(long block) {
    return new LedgerPoint(
        block, 0, "tx" + block, Instant.parse("2026-11-21T00:00:00Z").plusSeconds(block));
  }

  private static NoteOpening opening(String owner) {
    return new NoteOpening(new Money(EUR, 80), owner, Sha256.hex("salt"));
  }

  private static NoteMovements movements(
      long block,
      SortedMap<String, Note> created,
      Set<String> spent,
      List<NoteGate> opened,
      Map<String, String> advised,
      SortedMap<String, NoteOpening> openings) {
    return new NoteMovements(
        at(block),
        created,
        new TreeSet<>(spent),
        opened,
        List.of(),
        List.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        advised,
        openings,
        Set.of(),
        new TreeMap<>(),
        Map.of(),
        Map.of());
  }

  private List<JournalEntry> created(long block) {
    Note note = new Note(opening(MEMBER).commitment(), "BankMSP", Optional.of(DELIVERED));
    return bookkeeper.book(
        movements(
            block,
            new TreeMap<>(Map.of(NOTE, note)),
            Set.of(),
            List.of(),
            Map.of(),
            new TreeMap<>()));
  }

  private List<JournalEntry> opened(long block, Gate gate) {
    return bookkeeper.book(
        movements(block, new TreeMap<>(), Set.of(), List.of(gate), Map.of(), new TreeMap<>()));
  }

  private List<JournalEntry> told(long block, NoteOpening opening) {
    return bookkeeper.book(
        movements(
            block,
            new TreeMap<>(),
            Set.of(),
            List.of(),
            Map.of(NOTE, opening.owner()),
            new TreeMap<>(Map.of(NOTE, opening))));
  }

  private List<JournalEntry> spent(long block) {
    return bookkeeper.book(
        movements(block, new TreeMap<>(), Set.of(NOTE), List.of(), Map.of(), new TreeMap<>()));
  }

  @Test
  void aNoteIsBookedInTheTransactionThatOpensItsGate() {
    assertThat(created(1)).isEmpty();
    assertThat(told(2, opening(MEMBER))).isEmpty();
    assertThat(opened(3, DELIVERED))
        .containsExactly(
            new JournalEntry(
                1,
                EUR,
                at(3),
                List.of(
                    new Posting(
                        new Origin(Account.ESCROW, "PlatformMSP/E1"),
                        80,
                        at(3),
                        OptionalLong.empty())),
                80));
  }

  @Test
  void aNoteThatTheMemberIsToldOfLaterIsBookedThenAndValuedWhenItsGateOpened() {
    created(1);
    assertThat(opened(3, DELIVERED)).isEmpty();
    JournalEntry entry = told(7, opening(MEMBER)).getFirst();
    assertThat(entry.booked()).isEqualTo(at(7));
    assertThat(entry.postings().getFirst().valued()).isEqualTo(at(3));
  }

  @Test
  void anotherEndOfTheEscrowBooksNothing() {
    created(1);
    told(2, opening(MEMBER));
    assertThat(opened(3, Gate.of("PlatformMSP/E1", Outcome.REFUNDED))).isEmpty();
    assertThat(opened(4, Gate.of("PlatformMSP/E2", Outcome.DELIVERED))).isEmpty();
    assertThat(books.tip(EUR)).isEqualTo(new Books.Tip(0, 0));
  }

  @Test
  void theSameGateOrAdviceAgainBooksNothing() {
    created(1);
    told(2, opening(MEMBER));
    assertThat(opened(3, DELIVERED)).hasSize(1);
    assertThat(opened(4, DELIVERED)).isEmpty();
    assertThat(told(5, opening(MEMBER))).isEmpty();
    assertThat(spent(6)).hasSize(1);
    assertThat(told(7, opening(MEMBER))).isEmpty();
    assertThat(spent(8)).isEmpty();
    assertThat(books.tip(EUR)).isEqualTo(new Books.Tip(2, 0));
  }

  @Test
  void aNoteOfAnotherMemberIsForgottenWhenItsOwnerIsKnownOrItIsSpent() {
    created(1);
    assertThat(books.unclaimed()).isOne();
    assertThat(told(2, opening("LogisticsMSP"))).isEmpty();
    // An opening of another note proves nothing; the advice in the open does.
    assertThat(books.unclaimed()).isZero();
    assertThat(opened(3, DELIVERED)).isEmpty();

    created(4);
    assertThat(spent(5)).isEmpty();
    assertThat(books.unclaimed()).isZero();
  }

  @Test
  void anOpeningThatIsNotTheNotesIsNotBooked() {
    created(1);
    opened(2, DELIVERED);
    NoteOpening another = new NoteOpening(new Money(EUR, 81), MEMBER, Sha256.hex("salt"));
    assertThat(told(3, another)).isEmpty();
    assertThat(told(4, opening(MEMBER))).hasSize(1);
  }

  @Test
  void whatWaitsForAnotherEndIsVoidUntilItIsForgotten() {
    created(1);
    told(2, opening(MEMBER));
    assertThat(books.state(NOTE)).hasValue(NoteState.GATED);
    opened(3, Gate.of("PlatformMSP/E2", Outcome.REFUNDED));
    assertThat(books.state(NOTE)).hasValue(NoteState.GATED);
    opened(4, Gate.of("PlatformMSP/E1", Outcome.REFUNDED));
    assertThat(books.state(NOTE)).hasValue(NoteState.VOID);
    assertThat(spent(5)).as("deleted from the ledger").isEmpty();
    assertThat(books.state(NOTE)).as("its opening is still there").hasValue(NoteState.VOID);
    books.forget(Set.of(NOTE));
    assertThat(books.state(NOTE)).isEmpty();
  }

  @Test
  void aNoteThatTheMemberIsToldOfAfterAnotherEndIsVoid() {
    created(1);
    opened(2, Gate.of("PlatformMSP/E1", Outcome.LOST));
    assertThat(told(3, opening(MEMBER))).isEmpty();
    assertThat(books.state(NOTE)).hasValue(NoteState.VOID);
  }

  @Test
  void anEntryThatSpendsMoreThanThereIsDoesNotExist() {
    Posting posting =
        new Posting(new Origin(Account.ESCROW, "PlatformMSP/E1"), -80, at(1), OptionalLong.empty());
    assertThatThrownBy(() -> new JournalEntry(1, EUR, at(1), List.of(posting), -80))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatTouchesNoNotesOfAnybodyIsNothingToBookOrRemember() {
    SortedMap<String, Note> notes =
        new TreeMap<>(
            Map.of(NOTE, new Note(opening(MEMBER).commitment(), "BankMSP", Optional.empty())));
    SortedMap<String, NoteOpening> openings = new TreeMap<>(Map.of(NOTE, opening(MEMBER)));
    Map<String, String> advised = Map.of(NOTE, MEMBER);
    assertThat(isEmpty(new TreeMap<>(), Set.of(), List.of(), Map.of(), new TreeMap<>())).isTrue();
    assertThat(isEmpty(notes, Set.of(), List.of(), Map.of(), new TreeMap<>())).isFalse();
    assertThat(isEmpty(new TreeMap<>(), Set.of(NOTE), List.of(), Map.of(), new TreeMap<>()))
        .isFalse();
    assertThat(isEmpty(new TreeMap<>(), Set.of(), List.of(DELIVERED), Map.of(), new TreeMap<>()))
        .isFalse();
    assertThat(isEmpty(new TreeMap<>(), Set.of(), List.of(), advised, new TreeMap<>())).isFalse();
    assertThat(isEmpty(new TreeMap<>(), Set.of(), List.of(), Map.of(), openings)).isFalse();
    Redemption redemption =
        new Redemption(
            "SupplierMSP/R1",
            MEMBER,
            "BankMSP",
            List.of(NOTE),
            opening(MEMBER).commitment(),
            new Uetr("97ed4827-7b6f-4491-a06f-b548d5a7512d"),
            at(1).time(),
            Sha256.hex("payload"),
            new RedemptionState.Requested());
    assertThat(
            new NoteMovements(
                    at(1),
                    new TreeMap<>(),
                    new TreeSet<>(),
                    List.of(),
                    List.of(),
                    List.of(redemption),
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    Map.of(),
                    new TreeMap<>(),
                    Set.of(),
                    new TreeMap<>(),
                    Map.of(),
                    Map.of())
                .isEmpty())
        .isFalse();
  }

  private static boolean isEmpty(
      SortedMap<String, Note> created,
      Set<String> spent,
      List<NoteGate> opened,
      Map<String, String> advised,
      SortedMap<String, NoteOpening> openings) {
    return movements(1, created, spent, opened, advised, openings).isEmpty();
  }

  @Test
  void pointsOfTheLedgerFollowEachOtherByBlockAndInABlockByPlace() {
    Instant time = at(1).time();
    LedgerPoint early = new LedgerPoint(1, 7, "a", time);
    LedgerPoint late = new LedgerPoint(2, 0, "b", time);
    LedgerPoint later = new LedgerPoint(2, 1, "c", time);
    assertThat(List.of(early, late, later)).isSorted();
    assertThat(early).isLessThan(late);
    assertThat(late).isLessThan(later);
    assertThat(later).isGreaterThan(early).isEqualByComparingTo(later);
  }

  @Test
  void aStatementThatDoesNotFootIsRefused() {
    created(1);
    told(2, opening(MEMBER));
    JournalEntry one = opened(3, DELIVERED).getFirst();
    JournalEntry two = spent(5).getFirst();
    assertFoots(true, 0, List.of(one, two), 0);
    assertFoots(true, 0, List.of(one), 80);
    assertFoots(true, 80, List.of(two), 0);
    assertFoots(true, 80, List.of(), 80);
    assertFoots(false, 0, List.of(two), 0);
    assertFoots(false, 0, List.of(two, one), 0);
    assertFoots(false, 1, List.of(one), 81);
    assertFoots(false, 0, List.of(one), 79);
    assertFoots(false, 80, List.of(), 0);
  }

  private static void assertFoots(
      boolean foots, long opening, List<JournalEntry> entries, long closing) {
    AccountStatement.Range range = new AccountStatement.Range(3, 5, at(2).time(), at(5).time());
    if (foots) {
      assertThat(
              new AccountStatement(MEMBER, EUR, range, opening, entries, closing, 1, 100, true)
                  .entries())
          .isEqualTo(entries);
    } else {
      assertThatThrownBy(
              () ->
                  new AccountStatement(MEMBER, EUR, range, opening, entries, closing, 1, 100, true))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
