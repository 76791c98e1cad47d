// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Sha256;
import portolan.domain.membership.MemberSignature;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Mint;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.exchange.CurrencyPair;
import portolan.domain.settlement.exchange.ExchangePlan;
import portolan.domain.settlement.exchange.Quote;
import portolan.domain.settlement.exchange.Rate;
import portolan.domain.settlement.exchange.Rounding;
import portolan.domain.settlement.exchange.Side;
import portolan.domain.settlement.exchange.SignedQuote;

/** Every posting says what the money is from or for, as far as the transaction tells. */
final class OriginsTest {
  private static final String MEMBER = "SupplierMSP";
  private static final String BANK = "BankMSP";
  private static final Currency EUR = new Currency("EUR");

  private final MemoryBooks books = new MemoryBooks();
  private long block;

  /** One transaction, as the member sees it. */
  private static final class Transaction {
    private final SortedMap<String, Note> created = new TreeMap<>();
    private final SortedMap<String, NoteOpening> openings = new TreeMap<>();
    private final SortedSet<String> spent = new TreeSet<>();
    private final List<Mint> mints = new ArrayList<>();
    private final SortedMap<String, Money> setAside = new TreeMap<>();
    private final Map<String, ExchangePlan> exchanges = new TreeMap<>();
    private Set<String> escrows = Set.of();
    private Set<String> locks = Set.of();
    private Set<String> receivables = Set.of();
    private Set<String> merges = Set.of();

    Transaction mint(String id, long units) {
      mints.add(
          new Mint(
              id, "BankMSP/A1", BANK, MEMBER, new Money(EUR, units), 1, Sha256.hex("payload")));
      return create(id + ".1", units);
    }

    /** A note of the member, which is told of it. */
    Transaction create(String noteId, long units) {
      openings.put(noteId, note(units));
      return createForOthers(noteId, units);
    }

    Transaction createForOthers(String noteId, long units) {
      created.put(noteId, new Note(note(units).commitment(), BANK, Optional.empty()));
      return this;
    }

    Transaction spend(String... noteIds) {
      spent.addAll(List.of(noteIds));
      return this;
    }

    Transaction fund(String... ids) {
      escrows = Set.of(ids);
      return this;
    }

    Transaction setAside(String escrow, long units) {
      setAside.put(escrow, new Money(EUR, units));
      return this;
    }

    Transaction lock(String... ids) {
      locks = Set.of(ids);
      return this;
    }

    Transaction exchange(String lock, String input, String collateral) {
      exchanges.put(lock, plan(input, collateral));
      return this;
    }

    Transaction sell(String... ids) {
      receivables = Set.of(ids);
      return this;
    }

    Transaction merge(String... ids) {
      merges = Set.of(ids);
      return this;
    }
  }

  private static NoteOpening note(long units) {
    return new NoteOpening(new Money(EUR, units), MEMBER, Sha256.hex("salt"));
  }

  private static ExchangePlan plan(String input, String collateral) {
    Quote quote =
        new Quote(
            "Q1",
            BANK,
            MEMBER,
            new CurrencyPair(EUR, new Currency("USD")),
            BANK,
            BANK,
            Side.FIX_SOURCE,
            new Rate(BigInteger.ONE, BigInteger.ONE),
            Rounding.HALF_EVEN,
            100,
            "BankMSP/ECB",
            Instant.parse("2026-11-21T09:01:00Z"),
            60,
            List.of(collateral),
            Sha256.hex("nonce"));
    return new ExchangePlan(
        new SignedQuote(quote, new MemberSignature("signature", "certificate")),
        10,
        List.of(new ExchangePlan.Input(input, note(10))),
        List.of(note(10)),
        Sha256.hex("plan"));
  }

  /** What it moves, by what it is from or for. */
  private Map<Origin, Long> book(Transaction transaction) {
    LedgerPoint at =
        new LedgerPoint(++block, 0, "tx" + block, Instant.parse("2026-11-21T00:00:00Z"));
    List<JournalEntry> entries =
        new Bookkeeper(MEMBER, books)
            .book(
                new NoteMovements(
                    at,
                    transaction.created,
                    transaction.spent,
                    List.of(),
                    transaction.mints,
                    List.of(),
                    transaction.escrows,
                    transaction.locks,
                    transaction.receivables,
                    transaction.merges,
                    Map.of(),
                    transaction.openings,
                    Set.of(),
                    transaction.setAside,
                    transaction.exchanges,
                    Map.of()));
    Map<Origin, Long> amounts = new TreeMap<>();
    entries.forEach(e -> e.postings().forEach(p -> amounts.put(p.origin(), p.amount())));
    return amounts;
  }

  private static Origin of(Account account, String reference) {
    return new Origin(account, reference);
  }

  @Test
  void whatIsMintedIsIssued() {
    assertThat(book(new Transaction().mint("BankMSP/M1", 80)))
        .isEqualTo(Map.of(of(Account.ISSUE, "BankMSP/M1"), 80L));
  }

  @Test
  void aNoteWithoutAGateIsOfWhatItsIdNames() {
    assertThat(
            book(
                new Transaction().sell("PlatformMSP/X1").create(Note.priceId("PlatformMSP/X1"), 7)))
        .isEqualTo(Map.of(of(Account.RECEIVABLE, "PlatformMSP/X1"), 7L));
    assertThat(
            book(
                new Transaction()
                    .lock("PlatformMSP/L1")
                    .create(Note.unusedId("PlatformMSP/L1", 1), 8)))
        .isEqualTo(Map.of(of(Account.LOCK, "PlatformMSP/L1"), 8L));
    assertThat(
            book(
                new Transaction()
                    .fund("PlatformMSP/E1")
                    .create(Note.changeId("PlatformMSP/E1", 1), 9)))
        .isEqualTo(Map.of(of(Account.ESCROW, "PlatformMSP/E1"), 9L));
  }

  @Test
  void aNoteOfWhatThisReleaseDoesNotKnowIsOfNoOtherKind() {
    assertThat(
            book(
                new Transaction()
                    .mint("BankMSP/M1", 1)
                    .sell("PlatformMSP/X1")
                    .lock("PlatformMSP/L1")
                    .create(Note.priceId("Z9"), 7)))
        .isEqualTo(Map.of(of(Account.ISSUE, "BankMSP/M1"), 1L, of(Account.OTHER, "Z9"), 7L));
  }

  @Test
  void whatTwoLocksOfOneTransactionTakeIsBookedToEachByItsPlan() {
    book(new Transaction().mint("BankMSP/M1", 10).mint("BankMSP/M2", 20).mint("BankMSP/M3", 30));
    assertThat(
            book(
                new Transaction()
                    .lock("PlatformMSP/L1", "PlatformMSP/L2")
                    .exchange("PlatformMSP/L1", "BankMSP/M1.1", "BankMSP/M8.1")
                    .exchange("PlatformMSP/L2", "BankMSP/M9.1", "BankMSP/M2.1")
                    .spend(
                        "BankMSP/M1.1",
                        "BankMSP/M2.1",
                        "BankMSP/M3.1",
                        "BankMSP/M8.1",
                        "BankMSP/M9.1")))
        .isEqualTo(
            Map.of(
                of(Account.LOCK, "PlatformMSP/L1"), -10L,
                of(Account.LOCK, "PlatformMSP/L2"), -20L,
                of(Account.LOCK, ""), -30L));
  }

  @Test
  void theOnlyLockOrSaleOfATransactionIsWhatItsNotesWereSpentFor() {
    book(new Transaction().mint("BankMSP/M1", 10).mint("BankMSP/M2", 20).mint("BankMSP/M3", 30));
    assertThat(book(new Transaction().lock("PlatformMSP/L1").spend("BankMSP/M1.1")))
        .isEqualTo(Map.of(of(Account.LOCK, "PlatformMSP/L1"), -10L));
    assertThat(book(new Transaction().sell("PlatformMSP/X1").spend("BankMSP/M2.1")))
        .isEqualTo(Map.of(of(Account.RECEIVABLE, "PlatformMSP/X1"), -20L));
    assertThat(
            book(new Transaction().sell("PlatformMSP/X2", "PlatformMSP/X3").spend("BankMSP/M3.1")))
        .isEqualTo(Map.of(of(Account.RECEIVABLE, ""), -30L));
  }

  @Test
  void whatThisReleaseDoesNotKnowIsNamedByTheNotesThatItCreatedIfByOne() {
    book(new Transaction().mint("BankMSP/M1", 10).mint("BankMSP/M2", 20).mint("BankMSP/M3", 30));
    assertThat(book(new Transaction().spend("BankMSP/M1.1").createForOthers("Z1.1", 10)))
        .isEqualTo(Map.of(of(Account.OTHER, "Z1"), -10L));
    assertThat(
            book(
                new Transaction()
                    .spend("BankMSP/M2.1")
                    .createForOthers("Z2.1", 10)
                    .createForOthers("Z3.1", 10)))
        .isEqualTo(Map.of(of(Account.OTHER, ""), -20L));
    assertThat(book(new Transaction().spend("BankMSP/M3.1")))
        .isEqualTo(Map.of(of(Account.OTHER, ""), -30L));
  }

  @Test
  void escrowsOfOneTransactionTakeWhatTheirPlansSetAside() {
    book(new Transaction().mint("BankMSP/M1", 80));
    assertThat(
            book(
                new Transaction()
                    .fund("PlatformMSP/E1", "PlatformMSP/E2")
                    .setAside("PlatformMSP/E1", 20)
                    .setAside("PlatformMSP/E2", 50)
                    .spend("BankMSP/M1.1")
                    .create(Note.changeId("PlatformMSP/E1", 1), 10)))
        .isEqualTo(
            Map.of(
                of(Account.ESCROW, "PlatformMSP/E1"),
                -20L,
                of(Account.ESCROW, "PlatformMSP/E2"),
                -50L));
  }

  @Test
  void whatNoPlanAccountsForIsOfTheOnlyEscrowOrOfNone() {
    book(new Transaction().mint("BankMSP/M1", 80).mint("BankMSP/M2", 30));
    assertThat(book(new Transaction().fund("PlatformMSP/E1").spend("BankMSP/M1.1")))
        .isEqualTo(Map.of(of(Account.ESCROW, "PlatformMSP/E1"), -80L));
    assertThat(
            book(
                new Transaction()
                    .fund("PlatformMSP/E2", "PlatformMSP/E3")
                    .setAside("PlatformMSP/E2", 20)
                    .spend("BankMSP/M2.1")))
        .isEqualTo(
            Map.of(of(Account.ESCROW, "PlatformMSP/E2"), -20L, of(Account.ESCROW, ""), -10L));
  }

  /** Its inputs were never booked, since it was not told of them: nor is what they were for. */
  @Test
  void whatAMemberWasNeverToldOfIsNotSetAsideFromItsAccount() {
    book(new Transaction().mint("BankMSP/M1", 80));
    assertThat(
            book(
                new Transaction()
                    .fund("PlatformMSP/E1", "PlatformMSP/E2")
                    .setAside("PlatformMSP/E1", 4)
                    .setAside("PlatformMSP/E2", 6)
                    .spend("BankMSP/M1.1", "BankMSP/M9.1")
                    .create(Note.changeId("PlatformMSP/E1", 1), 80)))
        .isEmpty();
    assertThat(books.tip(EUR)).isEqualTo(new Books.Tip(1, 80));
  }

  @Test
  void onlyAPageWithoutAnotherBeforeAndAfterItIsTheWholeStatement() {
    assertThat(page(1, true).isWhole()).isTrue();
    assertThat(page(1, false).isWhole()).isFalse();
    assertThat(page(2, true).isWhole()).isFalse();
    assertThat(page(2, false).isWhole()).isFalse();
  }

  private static AccountStatement page(int page, boolean last) {
    Instant time = Instant.parse("2026-11-21T00:00:00Z");
    return new AccountStatement(
        MEMBER,
        EUR,
        new AccountStatement.Range(0, 1, time, time),
        5,
        List.of(),
        5,
        page,
        100,
        last);
  }

  @Test
  void mergesMoveNothingAndTheirNotesCanBeSpent() {
    book(new Transaction().mint("BankMSP/M1", 10));
    book(new Transaction().mint("BankMSP/M2", 20));
    book(new Transaction().mint("BankMSP/M3", 30));
    assertThat(
            book(
                new Transaction()
                    .merge("G1", "G2")
                    .spend("BankMSP/M1.1", "BankMSP/M2.1", "BankMSP/M3.1")
                    .create("G1.MERGED.1", 30)
                    .create("G2.MERGED.1", 30)))
        .isEmpty();
    assertThat(books.tip(EUR)).isEqualTo(new Books.Tip(3, 60));
    assertThat(
            book(
                new Transaction()
                    .fund("PlatformMSP/E1")
                    .setAside("PlatformMSP/E1", 30)
                    .spend("G1.MERGED.1")))
        .containsExactly(Map.entry(of(Account.ESCROW, "PlatformMSP/E1"), -30L));
  }

  @Test
  void aMergeThatMakesMoneyIsBooked() {
    book(new Transaction().mint("BankMSP/M1", 10));
    assertThat(book(new Transaction().merge("G1").spend("BankMSP/M1.1").create("G1.MERGED.1", 11)))
        .containsExactly(Map.entry(of(Account.OTHER, ""), 1L));
  }
}
