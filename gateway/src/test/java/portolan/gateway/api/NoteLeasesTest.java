package portolan.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
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
import org.junit.jupiter.api.Test;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.NoteState;

class NoteLeasesTest {
  private static final Currency GBP = new Currency("GBP");
  private static final Currency USD = new Currency("USD");

  // Begins shortly before the clock's value overflows, which must not matter.
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 100);
  private final NoteLeases leases = new NoteLeases(clock::getAndIncrement);

  private static Wallet.OwnNote note(String id, Currency currency, long amount, NoteState state) {
    return new Wallet.OwnNote(
        id,
        new NoteOpening(new Money(currency, amount), "PlatformMSP", "0".repeat(32)),
        state,
        Optional.empty(),
        "BankMSP");
  }

  private static Wallet.OwnNote note(String id, long amount) {
    return note(id, GBP, amount, NoteState.SPENDABLE);
  }

  private List<String> take(List<Wallet.OwnNote> notes, long amount) throws ApiException {
    return leases.take(notes, new Money(GBP, amount)).stream().map(Wallet.OwnNote::noteId).toList();
  }

  private void isInsufficient(List<Wallet.OwnNote> notes, long amount) {
    assertThatThrownBy(() -> take(notes, amount))
        .isInstanceOf(ApiException.class)
        .extracting(e -> ((ApiException) e).reason())
        .isEqualTo("INSUFFICIENT_FUNDS");
  }

  @Test
  void theLargestNotesAreTakenAndNoMoreThanNeeded() throws ApiException {
    List<Wallet.OwnNote> notes =
        List.of(note("a", 10), note("b", 500), note("c", 300), note("d", 20));

    assertThat(take(notes, 501)).containsExactly("b", "c");
    assertThat(take(notes, 30)).containsExactly("d", "a");
  }

  @Test
  void oneNoteThatIsWorthExactlyTheAmountIsEnough() throws ApiException {
    assertThat(take(List.of(note("a", 500), note("b", 500)), 500)).hasSize(1);
  }

  @Test
  void otherCurrenciesAndNotesThatCannotBeSpentDoNotCount() throws ApiException {
    List<Wallet.OwnNote> notes = new ArrayList<>();
    notes.add(note("dollars", USD, 10_000, NoteState.SPENDABLE));
    for (NoteState state : NoteState.values()) {
      if (state != NoteState.SPENDABLE) {
        notes.add(note(state.name(), GBP, 10_000, state));
      }
    }
    notes.add(note("pounds", 100));

    assertThat(notes.size()).isGreaterThan(2);
    assertThat(take(notes, 100)).containsExactly("pounds");
    isInsufficient(notes, 1);
  }

  @Test
  void whatIsPromisedIsNotPromisedAgainUntilReleased() throws ApiException {
    Wallet.OwnNote a = note("a", 100);
    Wallet.OwnNote b = note("b", 50);

    assertThat(take(List.of(a, b), 100)).containsExactly("a");
    isInsufficient(List.of(a, b), 51);
    assertThat(take(List.of(a, b), 50)).containsExactly("b");
    leases.release(List.of(a));
    assertThat(take(List.of(a, b), 100)).containsExactly("a");
  }

  @Test
  void aRequestThatCannotBeMetPromisesNothing() throws ApiException {
    List<Wallet.OwnNote> notes = List.of(note("a", 100), note("b", 100));

    isInsufficient(notes, 201);
    assertThat(take(notes, 200)).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aPromiseIsForgottenAfterItsLongestTime() throws ApiException {
    List<Wallet.OwnNote> notes = List.of(note("a", 100));
    take(notes, 100);
    clock.addAndGet(NoteLeases.LONGEST.toNanos() - 1_000);
    isInsufficient(notes, 100);
    clock.addAndGet(2_000);

    assertThat(take(notes, 100)).containsExactly("a");
  }

  @Test
  void amountsUpToTheLargestDoNotOverflow() throws ApiException {
    long most = 999_999_999_999_999_999L;
    List<Wallet.OwnNote> notes = List.of(note("a", most), note("b", most), note("c", most));

    assertThat(take(notes, most)).hasSize(1);
    assertThat(take(notes, most)).hasSize(1);
    assertThat(take(notes, most)).hasSize(1);
    isInsufficient(notes, 1);
  }

  @Test
  void manyTakersAtOnceNeverHoldTheSameNote() throws Exception {
    List<Wallet.OwnNote> notes =
        IntStream.range(0, 40).mapToObj(i -> note("n" + i, 1L + i % 7)).toList();
    NoteLeases shared = new NoteLeases(System::nanoTime);
    Set<String> held = new HashSet<>();
    List<Future<Integer>> takers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int t = 0; t < 8; t++) {
        Random random = new Random(t);
        takers.add(threads.submit(() -> takeAndRelease(shared, notes, held, random)));
      }
    }
    int taken = 0;
    for (Future<Integer> taker : takers) {
      taken += taker.get();
    }
    assertThat(taken).isGreaterThan(500);
    assertThat(held).isEmpty();
  }

  private static int takeAndRelease(
      NoteLeases leases, List<Wallet.OwnNote> notes, Set<String> held, Random random) {
    int taken = 0;
    for (int i = 0; i < 500; i++) {
      try {
        long amount = 1L + random.nextInt(20);
        var chosen = leases.take(notes, new Money(GBP, amount));
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
      } catch (ApiException e) {
        assertThat(e.reason()).isEqualTo("INSUFFICIENT_FUNDS");
      }
    }
    return taken;
  }
}
