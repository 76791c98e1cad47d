// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Iban;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.journal.Books;
import portolan.domain.settlement.journal.JournalEntry;
import portolan.domain.settlement.journal.LedgerPoint;
import portolan.domain.settlement.journal.NoteMovements;
import portolan.domain.settlement.journal.OwnNote;

final class JournalStoreTest {
  static final String MEMBER = "SupplierMSP";
  private static final String OTHER = "LogisticsMSP";
  private static final Currency EUR = new Currency("EUR");
  private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");

  @TempDir private Path folder;

  /** A transaction that is put together. */
  private static final class Draft {
    private final SortedMap<String, Note> created = new TreeMap<>();
    private final Set<String> spent = new TreeSet<>();
    private final Set<String> cleared = new TreeSet<>();
    private final List<NoteGate> opened = new ArrayList<>();
    private final List<Redemption> redemptions = new ArrayList<>();
    private final SortedMap<String, NoteOpening> openings = new TreeMap<>();
    private final Map<String, RedemptionOrder> orders = new TreeMap<>();

    Draft note(String id, NoteOpening opening, Optional<NoteGate> gate) {
      created.put(id, new Note(opening.commitment(), "BankMSP", gate));
      return this;
    }

    Draft told(String id, NoteOpening opening) {
      openings.put(id, opening);
      return this;
    }

    NoteMovements at(LedgerPoint point) {
      return new NoteMovements(
          point,
          created,
          new TreeSet<>(spent),
          opened,
          List.of(),
          redemptions,
          Set.of(),
          Set.of(),
          Set.of(),
          Set.of(),
          Map.of(),
          openings,
          cleared,
          new TreeMap<>(),
          Map.of(),
          orders);
    }
  }

  private static NoteOpening opening(String owner, long units, String salt) {
    return new NoteOpening(new Money(EUR, units), owner, Sha256.hex(salt));
  }

  private static SettlementBlock block(long number, Draft... drafts) {
    List<NoteMovements> transactions = new ArrayList<>();
    for (int i = 0; i < drafts.length; i++) {
      transactions.add(
          drafts[i].at(
              new LedgerPoint(number, i, "tx" + number + "." + i, START.plusSeconds(number))));
    }
    return new SettlementBlock(number, START.plusSeconds(number), transactions);
  }

  /** Blocks with notes that come, open, are told of and go, the same for the same seed. */
  static List<SettlementBlock> history(int blocks, long seed) {
    Random random = new Random(seed);
    List<SettlementBlock> history = new ArrayList<>();
    Map<String, NoteOpening> untold = new TreeMap<>();
    List<Gate> closed = new ArrayList<>();
    Map<String, Gate> gated = new TreeMap<>();
    List<String> spendable = new ArrayList<>();
    for (int number = 0; number < blocks; number++) {
      Draft draft = new Draft();
      switch (random.nextInt(5)) {
        case 0 -> {
          String id = "BankMSP/M" + number + ".1";
          NoteOpening opening = opening(MEMBER, 1 + random.nextInt(1000), id);
          draft.note(id, opening, Optional.empty()).told(id, opening);
          spendable.add(id);
        }
        case 1 -> {
          Gate gate = Gate.of("PlatformMSP/E" + number, Outcome.DELIVERED);
          String own = Note.gatedId(gate, 1);
          String others = Note.gatedId(gate, 2);
          NoteOpening opening = opening(MEMBER, 1 + random.nextInt(1000), own);
          draft.note(own, opening, Optional.of(gate));
          draft.note(others, opening(OTHER, 5, others), Optional.of(gate));
          closed.add(gate);
          gated.put(own, gate);
          untold.put(own, opening);
        }
        case 2 -> {
          for (int i = 0; i < 3 && !closed.isEmpty(); i++) {
            draft.opened.add(closed.remove(random.nextInt(closed.size())));
          }
        }
        case 3 -> {
          if (!untold.isEmpty()) {
            String id = untold.keySet().iterator().next();
            draft.told(id, untold.remove(id));
          }
        }
        default -> {
          if (!spendable.isEmpty()) {
            draft.spent.add(spendable.remove(random.nextInt(spendable.size())));
          }
        }
      }
      for (Map.Entry<String, Gate> note : new TreeMap<>(gated).entrySet()) {
        if (!closed.contains(note.getValue()) && !untold.containsKey(note.getKey())) {
          gated.remove(note.getKey());
          spendable.add(note.getKey());
        }
      }
      history.add(block(number, draft));
    }
    return history;
  }

  static List<JournalEntry> all(JournalStore store) throws SQLException {
    return store.entries(EUR, 1, Long.MAX_VALUE);
  }

  static List<OwnNote> index(JournalStore store) throws SQLException {
    return store.notes().page(NoteIndex.Filter.NONE, NotePlace.FIRST, Integer.MAX_VALUE);
  }

  private static void assertFootsToItsNotes(JournalStore store, long block) throws SQLException {
    long notes =
        store.notesAt(EUR, block, 10_000).values().stream().mapToLong(Money::minorUnits).sum();
    assertThat(store.tip(EUR, block).balance()).as("block " + block).isEqualTo(notes);
  }

  @Test
  void theBalanceIsWhatTheNotesAreWorthAtEveryBlock() throws Exception {
    try (JournalStore store = new JournalStore(folder, MEMBER)) {
      List<SettlementBlock> history = history(200, 1);
      for (SettlementBlock block : history) {
        store.book(block);
      }
      assertThat(all(store)).hasSizeGreaterThan(50);
      for (long block = 0; block < history.size(); block++) {
        assertFootsToItsNotes(store, block);
      }
      assertThat(index(store).stream().filter(n -> n.state() == NoteState.SPENDABLE))
          .as("the index has what the statement has")
          .hasSameSizeAs(store.notesAt(EUR, history.size(), 10_000).keySet())
          .allSatisfy(
              n ->
                  assertThat(store.notesAt(EUR, history.size(), 10_000))
                      .containsEntry(n.noteId(), n.amount()));
      assertThat(index(store)).extracting(OwnNote::state).contains(NoteState.GATED);
    }
  }

  @Test
  void ofAnEscrowThatEndedAnotherWayTheNotesAreVoidUntilTheirOpeningsAreGone() throws Exception {
    Gate delivered = Gate.of("PlatformMSP/E1", Outcome.DELIVERED);
    Gate refunded = Gate.of("PlatformMSP/E1", Outcome.REFUNDED);
    NoteOpening payout = opening(MEMBER, 80, "a");
    NoteOpening refund = opening(MEMBER, 90, "b");
    Draft funded =
        new Draft()
            .note("PlatformMSP/E1.DELIVERED.1", payout, Optional.of(delivered))
            .note("PlatformMSP/E1.REFUNDED.1", refund, Optional.of(refunded))
            .note(
                "PlatformMSP/E10.REFUNDED.1",
                refund,
                Optional.of(Gate.of("PlatformMSP/E10", Outcome.REFUNDED)))
            .told("PlatformMSP/E1.REFUNDED.1", refund)
            .told("PlatformMSP/E10.REFUNDED.1", refund);
    Draft ended = new Draft();
    ended.opened.add(delivered);
    Draft told = new Draft().told("PlatformMSP/E1.DELIVERED.1", payout);
    Draft forgotten = new Draft();
    forgotten.spent.add("PlatformMSP/E1.REFUNDED.1");
    Draft cleared = new Draft();
    cleared.cleared.add("PlatformMSP/E1.REFUNDED.1");
    try (JournalStore store = new JournalStore(folder, MEMBER)) {
      store.book(block(0, funded));
      assertThat(index(store)).extracting(OwnNote::state).containsOnly(NoteState.GATED);
      store.book(block(1, ended));
      store.book(block(2, told));
      assertThat(index(store))
          .extracting(OwnNote::noteId, OwnNote::state)
          .containsExactlyInAnyOrder(
              tuple("PlatformMSP/E1.DELIVERED.1", NoteState.SPENDABLE),
              tuple("PlatformMSP/E1.REFUNDED.1", NoteState.VOID),
              tuple("PlatformMSP/E10.REFUNDED.1", NoteState.GATED));
      store.book(block(3, forgotten));
      assertThat(index(store)).as("its opening is still there").hasSize(3);
      store.book(block(4, cleared));
      assertThat(index(store))
          .extracting(OwnNote::noteId)
          .containsExactly("PlatformMSP/E1.DELIVERED.1", "PlatformMSP/E10.REFUNDED.1");
      assertThat(all(store)).hasSize(1);
    }
  }

  @Test
  void aPayeeThatIsToldAfterAnotherEndHasAVoidNote() throws Exception {
    NoteOpening payout = opening(MEMBER, 80, "a");
    Draft funded =
        new Draft()
            .note(
                "PlatformMSP/E1.DELIVERED.1",
                payout,
                Optional.of(Gate.of("PlatformMSP/E1", Outcome.DELIVERED)));
    Draft ended = new Draft();
    ended.opened.add(Gate.of("PlatformMSP/E10", Outcome.DELIVERED));
    ended.opened.add(Gate.of("PlatformMSP/E1", Outcome.REFUNDED));
    try (JournalStore store = new JournalStore(folder, MEMBER)) {
      store.book(block(0, funded));
      store.book(block(1, ended));
      store.book(block(2, new Draft().told("PlatformMSP/E1.DELIVERED.1", payout)));
      assertThat(index(store)).extracting(OwnNote::state).containsExactly(NoteState.VOID);
      assertThat(all(store)).isEmpty();
    }
  }

  @Test
  void aJournalOfAnotherVersionBeginsAgainAtTheFirstBlock() throws Exception {
    List<SettlementBlock> history = history(40, 3);
    List<OwnNote> notes;
    try (JournalStore store = new JournalStore(folder, MEMBER)) {
      for (SettlementBlock block : history) {
        store.book(block);
      }
      notes = index(store);
    }
    // As the release before left it: its tables, and nothing that tells the version.
    execute(
        "drop table schema_version",
        "drop table projection_position",
        "alter table own_note drop column salt");
    try (JournalStore store = new JournalStore(folder, MEMBER)) {
      assertThat(store.position().next()).isZero();
      assertThat(all(store)).isEmpty();
      for (SettlementBlock block : history) {
        store.book(block);
      }
      assertThat(index(store)).isNotEmpty().isEqualTo(notes);
    }
    try (JournalStore store = new JournalStore(folder, MEMBER)) {
      assertThat(store.position().next()).as("opened again").isEqualTo(40);
    }
    execute("update projection_position set version = version + 1");
    try (JournalStore store = new JournalStore(folder, MEMBER)) {
      assertThat(store.position().next()).isZero();
    }
  }

  @Test
  void aJournalThatKeptItsPositionInAnotherWayGoesOnWhereItWas() throws Exception {
    List<SettlementBlock> history = history(40, 3);
    List<JournalEntry> entries;
    try (JournalStore store = new JournalStore(folder, MEMBER)) {
      store.book(history);
      entries = all(store);
    }
    execute(
        "drop table schema_version",
        "drop table projection_position",
        "create table journal_version (version int not null)",
        "insert into journal_version values (2)",
        "create table journal_position (only_one int primary key, next_block bigint not null,"
            + " ledger_time bigint not null)",
        "insert into journal_position values (1, 40, 0)");
    try (JournalStore store = new JournalStore(folder, MEMBER)) {
      assertThat(store.position())
          .isEqualTo(new JournalStore.Position(40, history.getLast().time()));
      assertThat(all(store)).isNotEmpty().isEqualTo(entries);
    }
    try (JournalStore store = new JournalStore(folder, MEMBER)) {
      assertThat(store.position().next()).as("opened again").isEqualTo(40);
    }
  }

  @Test
  void blocksThatAreBookedTogetherGiveWhatTheyGiveOneByOne() throws Exception {
    List<SettlementBlock> history = history(200, 4);
    try (JournalStore one = new JournalStore(Files.createDirectory(folder.resolve("1")), MEMBER);
        JournalStore many =
            new JournalStore(Files.createDirectory(folder.resolve("many")), MEMBER)) {
      for (SettlementBlock block : history) {
        one.book(block);
      }
      for (int from = 0; from < history.size(); from += 33) {
        many.book(history.subList(from, Math.min(from + 33, history.size())));
      }
      assertThat(many.position()).isEqualTo(one.position());
      assertThat(all(many)).isNotEmpty().isEqualTo(all(one));
      assertThat(index(many)).isEqualTo(index(one));
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:h2:file:" + folder.resolve("journal"), "gateway", "");
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** The file as a process that is killed leaves it, after every single block. */
  @Test
  void aJournalThatWasKilledAfterAnyBlockGoesOnToTheSameEntries() throws Exception {
    List<SettlementBlock> history = history(60, 2);
    List<JournalEntry> expected;
    List<OwnNote> notes;
    try (JournalStore store =
        new JournalStore(Files.createDirectory(folder.resolve("one")), MEMBER)) {
      for (SettlementBlock block : history) {
        store.book(block);
        Path killed = Files.createDirectory(folder.resolve("killed" + block.number()));
        Files.copy(folder.resolve("one").resolve("journal.mv.db"), killed.resolve("journal.mv.db"));
      }
      expected = all(store);
      notes = index(store);
    }
    for (int kill = 0; kill < history.size(); kill += 7) {
      try (JournalStore store = new JournalStore(folder.resolve("killed" + kill), MEMBER)) {
        assertThat(store.position().next()).isEqualTo(kill + 1);
        // The block that was under way comes again, and so may older ones.
        for (SettlementBlock block : history.subList(Math.max(0, kill - 3), history.size())) {
          store.book(block);
        }
        assertThat(all(store)).isEqualTo(expected);
        assertThat(index(store)).isEqualTo(notes);
      }
    }
  }

  @Test
  void ofABlockThatFailsHalfwayNothingIsKept() throws Exception {
    NoteOpening opening = opening(MEMBER, 80, "a");
    Draft good =
        new Draft().note("BankMSP/M1.1", opening, Optional.empty()).told("BankMSP/M1.1", opening);
    // The same id once more cannot be: the store refuses it.
    Draft again = new Draft().note("X1.1", opening(OTHER, 1, "x"), Optional.empty());
    Draft bad = new Draft().note("X1.1", opening(OTHER, 1, "x"), Optional.empty());
    try (JournalStore store = new JournalStore(folder, MEMBER)) {
      assertThatThrownBy(() -> store.book(block(0, good, again, bad)))
          .isInstanceOf(SQLException.class);
      assertThat(store.position().next()).isZero();
      assertThat(all(store)).isEmpty();
      assertThat(store.notesAt(EUR, 0, 10)).isEmpty();

      store.book(block(0, good, again));
      assertThat(all(store)).hasSize(1);
    }
  }

  @Test
  void aBlockIsNeverLeftOut() throws Exception {
    try (JournalStore store = new JournalStore(folder, MEMBER)) {
      store.book(block(0));
      assertThatThrownBy(() -> store.book(block(2)))
          .hasRootCauseInstanceOf(IllegalStateException.class);
      assertThat(store.position()).isEqualTo(new JournalStore.Position(1, START));
    }
  }

  @Test
  void entriesKeepEverythingTheyWereBookedWith() throws Exception {
    Gate gate = Gate.of("PlatformMSP/E1", Outcome.DELIVERED);
    NoteOpening opening = opening(MEMBER, 80, "a");
    Draft created = new Draft().note("PlatformMSP/E1.DELIVERED.1", opening, Optional.of(gate));
    Draft opens = new Draft();
    opens.opened.add(gate);
    Draft told = new Draft().told("PlatformMSP/E1.DELIVERED.1", opening);
    List<JournalEntry> before;
    try (JournalStore store = new JournalStore(folder, MEMBER)) {
      store.book(block(0, created));
      store.book(block(1, opens));
      store.book(block(2, told));
      before = all(store);
      assertThat(before).hasSize(1);
      assertThat(before.getFirst().booked().block()).isEqualTo(2);
      assertThat(before.getFirst().postings().getFirst().valued())
          .isEqualTo(new LedgerPoint(1, 0, "tx1.0", START.plusSeconds(1)));
      assertThat(store.tip(EUR, 1)).isEqualTo(new Books.Tip(0, 0));
      assertThat(store.tip(EUR, 2)).isEqualTo(new Books.Tip(1, 80));
    }
    try (JournalStore store = new JournalStore(folder, MEMBER)) {
      assertThat(all(store)).isEqualTo(before);
      assertThat(store.currencies()).containsExactly(EUR);
      assertThat(store.firstBlockFrom(START.plusMillis(1))).hasValue(1);
      assertThat(store.firstBlockFrom(START.plusSeconds(3))).isEmpty();
      assertThat(store.timeAt(9)).hasValue(START.plusSeconds(2));
    }
  }

  private static Redemption redemption(
      String id, String owner, String bank, RedemptionState state) {
    return new Redemption(
        id,
        owner,
        bank,
        List.of("BankMSP/M1.1"),
        new Commitment(Sha256.hex("order")),
        new Uetr("97ed4827-7b6f-4491-a06f-b548d5a7512d"),
        START,
        Sha256.hex("payload"),
        state);
  }

  @Test
  void aBankFindsWhatItReturnedAndNobodyElsesReturns() throws Exception {
    RedemptionOrder order =
        new RedemptionOrder(
            new Money(EUR, 80), "Creditor", new Iban("DE89370400440532013000"), Sha256.hex("s"));
    RedemptionState requested = new RedemptionState.Requested();
    RedemptionState returned =
        new RedemptionState.Returned(
            new ReturnReason("AC04"), START, Sha256.hex("r"), Optional.empty(), Optional.empty());
    Draft ordered = new Draft();
    ordered.redemptions.add(redemption("SupplierMSP/R1", OTHER, MEMBER, requested));
    ordered.redemptions.add(redemption("SupplierMSP/R2", OTHER, MEMBER, requested));
    ordered.redemptions.add(redemption("SupplierMSP/R3", MEMBER, "BankMSP", requested));
    ordered.orders.put("SupplierMSP/R1", order);
    Draft back = new Draft();
    back.redemptions.add(redemption("SupplierMSP/R1", OTHER, MEMBER, returned));
    back.redemptions.add(redemption("SupplierMSP/R3", MEMBER, "BankMSP", returned));
    back.redemptions.add(redemption("SupplierMSP/R4", OTHER, "BankMSP", returned));
    try (JournalStore store = new JournalStore(folder, MEMBER)) {
      store.book(block(0, ordered));
      store.book(block(1, back));
      assertThat(store.returned(0, 0, 10)).isEmpty();
      assertThat(store.returned(1, 1, 10))
          .containsExactly(
              new Journal.Paid(
                  redemption("SupplierMSP/R1", OTHER, MEMBER, returned), Optional.of(order)));
    }
  }
}
