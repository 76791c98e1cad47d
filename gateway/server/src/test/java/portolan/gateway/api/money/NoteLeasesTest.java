// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.money;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.journal.Account;
import portolan.domain.settlement.journal.Origin;
import portolan.domain.settlement.journal.OwnNote;
import portolan.gateway.api.money.NoteLeases.Choice;
import portolan.gateway.journal.NoteStock;

class NoteLeasesTest {
  private static final Currency GBP = new Currency("GBP");
  private static final String BANK = "BankMSP";

  // Begins shortly before the clock's value overflows, which must not matter.
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 100);
  private final NoteLeases leases = new NoteLeases(clock::getAndIncrement);
  private long latestBlock = 7;

  private static OwnNote note(String id, long amount) {
    return new OwnNote(
        id,
        new NoteOpening(new Money(GBP, amount), "PlatformMSP", "0".repeat(32)),
        BANK,
        new Origin(Account.ISSUE, "M1"),
        Optional.empty(),
        NoteState.SPENDABLE);
  }

  /** Notes in memory, in the index's orders. */
  private record Stock(List<OwnNote> notes) implements NoteStock {
    private static final Comparator<OwnNote> ORDER =
        Comparator.comparingLong((OwnNote n) -> n.amount().minorUnits())
            .thenComparing(OwnNote::noteId);

    private static Stock of(OwnNote... notes) {
      return new Stock(List.of(notes));
    }

    private Stream<OwnNote> of(String issuer, Currency currency) {
      return notes.stream()
          .filter(n -> n.issuer().equals(issuer) && n.amount().currency().equals(currency));
    }

    @Override
    public List<OwnNote> largest(String issuer, Currency currency, int limit) {
      return of(issuer, currency).sorted(ORDER.reversed()).limit(limit).toList();
    }

    @Override
    public List<OwnNote> smallest(String issuer, Currency currency, int limit) {
      return of(issuer, currency).sorted(ORDER).limit(limit).toList();
    }

    @Override
    public List<OwnNote> atLeast(String issuer, Money amount, int limit) {
      return of(issuer, amount.currency())
          .filter(n -> n.amount().minorUnits() >= amount.minorUnits())
          .sorted(ORDER)
          .limit(limit)
          .toList();
    }
  }

  private Choice choose(Stock stock, long amount) throws Exception {
    return leases.take(stock, latestBlock, new Money(GBP, amount), BANK, false);
  }

  private List<OwnNote> take(Stock stock, long amount) throws Exception {
    Choice choice = choose(stock, amount);
    assertThat(choice).isInstanceOf(Choice.Enough.class);
    return ((Choice.Enough) choice).notes();
  }

  private List<String> ids(Stock stock, long amount) throws Exception {
    return take(stock, amount).stream().map(OwnNote::noteId).toList();
  }

  private void isInsufficient(Stock stock, long amount) throws Exception {
    assertThat(choose(stock, amount)).isInstanceOf(Choice.TooLittle.class);
  }

  @Test
  void theSmallestNoteThatIsEnoughIsTakenAlone() throws Exception {
    Stock stock = Stock.of(note("a", 400), note("b", 900), note("c", 700), note("d", 600));
    assertThat(ids(stock, 650)).containsExactly("c");
    assertThat(ids(stock, 400)).containsExactly("a");
  }

  @Test
  void elseTheLargestAndAsTheLastTheSmallestThatIsEnough() throws Exception {
    Stock stock =
        Stock.of(note("a", 400), note("b", 500), note("c", 300), note("d", 200), note("e", 450));
    assertThat(ids(stock, 700)).containsExactly("b", "d");
  }

  @Test
  void aPaymentWithChangeTakesSmallNotesAlong() throws Exception {
    List<OwnNote> notes = new ArrayList<>();
    notes.add(note("large", 10_000));
    IntStream.rangeClosed(1, 9).forEach(n -> notes.add(note("small" + n, n)));
    notes.add(note("not small", 100));
    assertThat(ids(new Stock(notes), 9_000))
        .containsExactly("large", "small1", "small2", "small3", "small4");
  }

  @Test
  void aPaymentWithoutChangeTakesNothingAlong() throws Exception {
    assertThat(ids(Stock.of(note("a", 10_000), note("b", 1)), 10_000)).containsExactly("a");
  }

  @Test
  void oneHundredNotesAreNotMoreThanOneTransactionCanSpend() throws Exception {
    List<OwnNote> notes = new ArrayList<>();
    IntStream.range(0, 101).forEach(n -> notes.add(note("n" + n, 10)));
    assertThat(take(new Stock(notes), 1_000)).hasSize(SettlementPlan.MAX_NOTES);
  }

  @Test
  void whereMoreAreNeededAsFewAsPossibleAreMerged() throws Exception {
    List<OwnNote> notes = new ArrayList<>();
    IntStream.range(0, 101).forEach(n -> notes.add(note("n" + n, 10)));
    Choice choice = choose(new Stock(notes), 1_010);
    assertThat(choice).isInstanceOf(Choice.TooMany.class);
    assertThat(((Choice.TooMany) choice).toMerge())
        .singleElement()
        .satisfies(merged -> assertThat(merged).hasSize(2));
    assertThat(leases.size()).as("promised to the merge").isEqualTo(2);
  }

  @Test
  void whateverHasToBeMergedAHundredNotesAreLeft() {
    for (int count : new int[] {101, 102, 199, 200, 298, 299, 1_010, 5_050, 9_999, 10_000}) {
      List<Integer> notes = IntStream.range(0, count).boxed().toList();
      List<List<Integer>> chunks = NoteLeases.chunks(notes);
      int merged = chunks.stream().mapToInt(List::size).sum();
      assertThat(count - merged + chunks.size()).as("%d notes", count).isEqualTo(100);
      assertThat(chunks).allSatisfy(chunk -> assertThat(chunk).hasSizeBetween(2, 100));
      assertThat(chunks.stream().flatMap(List::stream)).doesNotHaveDuplicates();
    }
  }

  @Test
  void manySmallNotesThatAreWorthTooLittleAreNotMerged() throws Exception {
    List<OwnNote> notes = new ArrayList<>();
    IntStream.range(0, 150).forEach(n -> notes.add(note("n" + n, 10)));
    isInsufficient(new Stock(notes), 1_501);
    assertThat(leases.size()).isZero();
  }

  @Test
  void notesOfAnotherBankDoNotCount() throws Exception {
    Stock stock = Stock.of(note("a", 100));
    assertThat(leases.take(stock, latestBlock, new Money(GBP, 1), "OtherBankMSP", false))
        .isInstanceOf(Choice.TooLittle.class);
    assertThat(leases.take(stock, latestBlock, new Money(new Currency("USD"), 1), BANK, false))
        .isInstanceOf(Choice.TooLittle.class);
  }

  @Test
  void whatIsPromisedIsNotPromisedAgainUntilReleased() throws Exception {
    Stock stock = Stock.of(note("a", 100), note("b", 50));
    List<OwnNote> first = take(stock, 100);
    isInsufficient(stock, 51);
    assertThat(ids(stock, 50)).containsExactly("b");
    leases.release(first);
    assertThat(ids(stock, 100)).containsExactly("a");
  }

  @Test
  void aRequestThatCannotBeMetPromisesNothing() throws Exception {
    Stock stock = Stock.of(note("a", 100), note("b", 100));
    isInsufficient(stock, 201);
    assertThat(ids(stock, 200)).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aPromiseIsForgottenAfterItsLongestTime() throws Exception {
    Stock stock = Stock.of(note("a", 100));
    take(stock, 100);
    clock.addAndGet(NoteLeases.LONGEST.toNanos() - 1_000);
    isInsufficient(stock, 100);
    clock.addAndGet(2_000);
    assertThat(ids(stock, 100)).containsExactly("a");
  }

  @Test
  void aPromiseToATransactionLastsUntilTheJournalKnowsItsBlock() throws Exception {
    Stock stock = Stock.of(note("a", 100));
    List<OwnNote> taken =
        ((Choice.Enough) leases.take(stock, latestBlock, new Money(GBP, 100), BANK, true)).notes();
    clock.addAndGet(2 * NoteLeases.LONGEST.toNanos());
    isInsufficient(stock, 100);
    leases.spent(taken, 9);
    latestBlock = 8;
    isInsufficient(stock, 100);
    latestBlock = 9;
    // The stock would not show it any more.
    isInsufficient(Stock.of(), 100);
    assertThat(leases.size()).isZero();
  }

  @Test
  void promisedNotesDoNotHideFreeOnes() throws Exception {
    List<OwnNote> notes = new ArrayList<>();
    IntStream.range(0, 300).forEach(n -> notes.add(note("n" + n, 10)));
    Stock stock = new Stock(notes);
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      taken.addAll(ids(stock, 1_000));
    }
    assertThat(taken).hasSize(300);
    isInsufficient(stock, 1);
  }

  @Test
  void amountsUpToTheLargestDoNotOverflow() throws Exception {
    long most = 999_999_999_999_999_999L;
    Stock stock = Stock.of(note("a", most), note("b", most), note("c", most));
    assertThat(take(stock, most)).hasSize(1);
    assertThat(take(stock, most)).hasSize(1);
    assertThat(take(stock, most)).hasSize(1);
    isInsufficient(stock, 1);
  }

  @Test
  void manyTakersAtOnceNeverHoldTheSameNote() throws Exception {
    Stock stock =
        new Stock(IntStream.range(0, 40).mapToObj(i -> note("n" + i, 1L + i % 7)).toList());
    NoteLeases shared = new NoteLeases(System::nanoTime);
    Set<String> held = new HashSet<>();
    List<Future<Integer>> takers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int t = 0; t < 8; t++) {
        Random random = new Random(t);
        takers.add(threads.submit(() -> takeAndRelease(shared, stock, held, random)));
      }
    }
    int taken = 0;
    for (Future<Integer> taker : takers) {
      taken += taker.get();
    }
    assertThat(taken).isGreaterThan(500);
    assertThat(held).isEmpty();
  }

  private static int takeAndRelease(NoteLeases leases, Stock stock, Set<String> held, Random random)
      throws Exception {
    int taken = 0;
    for (int i = 0; i < 500; i++) {
      long amount = 1L + random.nextInt(20);
      if (leases.take(stock, 0, new Money(GBP, amount), BANK, true)
          instanceof Choice.Enough(List<OwnNote> chosen)) {
        assertThat(chosen.stream().mapToLong(n -> n.amount().minorUnits()).sum())
            .isGreaterThanOrEqualTo(amount);
        synchronized (held) {
          chosen.forEach(n -> assertThat(held.add(n.noteId())).as("held by one").isTrue());
        }
        taken++;
        synchronized (held) {
          chosen.forEach(n -> held.remove(n.noteId()));
        }
        leases.release(chosen);
      }
    }
    return taken;
  }
}
