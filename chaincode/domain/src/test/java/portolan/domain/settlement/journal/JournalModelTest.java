// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.LockGate;
import portolan.domain.settlement.LockOutcome;
import portolan.domain.settlement.Mint;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.Uetr;

/**
 * Histories made at random, booked by every member, against a model that keeps nothing but a list
 * of notes with what happened to each and when. What a member can spend at the end of a block it
 * counts anew from that list.
 */
final class JournalModelTest {
  private static final List<String> MEMBERS = List.of("AMSP", "BMSP", "CMSP");
  private static final String BANK = "BankMSP";
  private static final List<Currency> CURRENCIES =
      List.of(new Currency("EUR"), new Currency("JPY"));
  private static final String HASH = Sha256.hex("payload");
  private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");

  enum Step {
    MINT,
    FUND,
    FUND_TWO,
    OPEN,
    TELL,
    OFFER_AND_OPEN,
    LOCK,
    REDEEM,
    RETURN
  }

  record Move(Step step, int a, int b) {}

  /** What the model knows of a note; moments are numbers of blocks. */
  private static final class Piece {
    private final String id;
    private final NoteOpening opening;
    private final Optional<NoteGate> gate;
    private Long told;
    private Long open;
    private Long gone;

    Piece(String id, NoteOpening opening, Optional<NoteGate> gate) {
      this.id = id;
      this.opening = opening;
      this.gate = gate;
    }

    boolean spendableAt(long block) {
      return told != null
          && open != null
          && Math.max(told, open) <= block
          && (gone == null || gone > block);
    }
  }

  /** Plays histories. */
  private static final class History {
    private final List<Piece> pieces = new ArrayList<>();
    private final List<NoteGate> closed = new ArrayList<>();
    private final List<Redemption> redemptions = new ArrayList<>();
    private final Map<String, Long> redeemed = new HashMap<>();
    private final Map<String, MemoryBooks> books = new TreeMap<>();
    private final Map<Currency, Long> minted = new TreeMap<>();
    private int ids;
    private long transactions;

    // The transaction that is being made.
    private SortedMap<String, Note> created;
    private SortedSet<String> spent;
    private List<NoteGate> opened;
    private List<Mint> mints;
    private List<Redemption> changed;
    private Set<String> escrows;
    private Set<String> locks;
    private Map<String, String> advised;
    private Map<String, SortedMap<String, NoteOpening>> sealed;
    private SortedMap<String, Money> setAside;
    private final Map<String, Money> everSetAside = new TreeMap<>();
    private final Map<String, String> funders = new TreeMap<>();
    private String funder;

    History() {
      MEMBERS.forEach(m -> books.put(m, new MemoryBooks()));
      begin();
    }

    private void begin() {
      created = new TreeMap<>();
      spent = new TreeSet<>();
      opened = new ArrayList<>();
      mints = new ArrayList<>();
      changed = new ArrayList<>();
      escrows = new TreeSet<>();
      locks = new TreeSet<>();
      advised = new HashMap<>();
      sealed = new HashMap<>();
      setAside = new TreeMap<>();
      funder = "";
    }

    /** Two transactions in a block. */
    private long block() {
      return transactions / 2;
    }

    private String salt() {
      return Sha256.hex("salt " + ids++);
    }

    private NoteOpening opening(String owner, Currency currency, long units) {
      return new NoteOpening(new Money(currency, units), owner, salt());
    }

    private Piece create(String id, NoteOpening opening, Optional<NoteGate> gate, boolean tell) {
      Piece piece = new Piece(id, opening, gate);
      pieces.add(piece);
      created.put(id, new Note(opening.commitment(), BANK, gate));
      if (gate.isEmpty()) {
        piece.open = block();
      }
      if (tell) {
        tell(piece);
      }
      return piece;
    }

    private void tell(Piece piece) {
      String owner = piece.opening.owner();
      piece.told = block();
      sealed.computeIfAbsent(owner, o -> new TreeMap<>()).put(piece.id, piece.opening);
    }

    private void open(NoteGate gate) {
      opened.add(gate);
      for (Piece piece : pieces) {
        if (piece.gate.equals(Optional.of(gate)) && piece.open == null) {
          piece.open = block();
        }
      }
    }

    private Optional<Piece> spendable(int choice) {
      // Not one that this very transaction or block has made.
      List<Piece> all = pieces.stream().filter(p -> p.spendableAt(block() - 1)).toList();
      List<Piece> left = all.stream().filter(p -> p.gone == null).toList();
      return left.isEmpty() ? Optional.empty() : Optional.of(left.get(choice % left.size()));
    }

    private void spend(Piece piece) {
      piece.gone = block();
      spent.add(piece.id);
    }

    private static String member(int number) {
      return MEMBERS.get(number % MEMBERS.size());
    }

    void play(Move move) {
      switch (move.step()) {
        case MINT -> mint(move.a(), 1 + move.b());
        case FUND -> fund(move.a(), move.b());
        case FUND_TWO -> {
          fund(move.a(), move.b());
          if (escrows.size() == 1) {
            String first = funder;
            fund(move.b(), move.a());
            assertThat(funder).isEqualTo(first);
          }
        }
        case OPEN -> {
          for (int i = 0; i <= move.b() % 3 && !closed.isEmpty(); i++) {
            open(closed.remove(move.a() % closed.size()));
          }
        }
        case TELL -> told(move.a());
        case OFFER_AND_OPEN -> offerAndOpen(move.a(), move.b());
        case LOCK -> lock(move.a(), move.b());
        case REDEEM -> redeem(move.a());
        case RETURN -> giveBack(move.a());
      }
      commit();
    }

    private void mint(int owner, long units) {
      String id = "BankMSP/M" + ids++;
      Currency currency = CURRENCIES.get((int) (units % 2));
      create(id + ".1", opening(member(owner), currency, units), Optional.empty(), true);
      mints.add(
          new Mint(id, "BankMSP/A1", BANK, member(owner), new Money(currency, units), 1, HASH));
      minted.merge(currency, units, Long::sum);
    }

    private void fund(int choice, int part) {
      Optional<Piece> input =
          spendable(choice)
              .filter(p -> p.opening.amount().minorUnits() > 2)
              .filter(p -> funder.isEmpty() || p.opening.owner().equals(funder));
      if (input.isEmpty()) {
        return;
      }
      funder = input.get().opening.owner();
      String id = "PlatformMSP/E" + ids++;
      Currency currency = input.get().opening.amount().currency();
      long units = input.get().opening.amount().minorUnits();
      long change = part % (units - 1);
      long first = 1 + part % (units - change);
      List<NoteOpening> delivered = new ArrayList<>();
      delivered.add(opening(member(part), currency, first));
      if (units - change - first > 0) {
        delivered.add(opening(member(part + 1), currency, units - change - first));
      }
      List<NoteOpening> refunded = List.of(opening(funder, currency, units - change));
      List<NoteOpening> back = change == 0 ? List.of() : List.of(opening(funder, currency, change));
      spend(input.get());
      NoteGate whenDelivered = Gate.of(id, Outcome.DELIVERED);
      for (int i = 0; i < delivered.size(); i++) {
        // Some payees are told at once, some later or never.
        create(
            Note.gatedId(whenDelivered, i + 1),
            delivered.get(i),
            Optional.of(whenDelivered),
            (part + i) % 3 == 0);
      }
      NoteGate whenRefunded = Gate.of(id, Outcome.REFUNDED);
      create(Note.gatedId(whenRefunded, 1), refunded.getFirst(), Optional.of(whenRefunded), true);
      if (change > 0) {
        create(Note.changeId(id, 1), back.getFirst(), Optional.empty(), true);
      }
      escrows.add(id);
      closed.add(part % 2 == 0 ? whenDelivered : whenRefunded);
      setAside.put(id, refunded.getFirst().amount());
      everSetAside.put(id, refunded.getFirst().amount());
      funders.put(id, funder);
    }

    private void told(int choice) {
      List<Piece> untold = pieces.stream().filter(p -> p.told == null).toList();
      if (!untold.isEmpty()) {
        Piece piece = untold.get(choice % untold.size());
        tell(piece);
        advised.put(piece.id, piece.opening.owner());
      }
    }

    /** As an award does: notes and the end of the escrow in one transaction, told afterwards. */
    private void offerAndOpen(int choice, int part) {
      if (!closed.isEmpty() && closed.get(choice % closed.size()) instanceof Gate gate) {
        closed.remove(gate);
        Piece held =
            pieces.stream()
                .filter(p -> p.gate.equals(Optional.of(Gate.of(gate.escrowId(), Outcome.REFUNDED))))
                .findFirst()
                .orElseThrow();
        NoteGate split = new Gate(gate.escrowId(), new Gate.Offered("PlatformMSP/O" + ids++));
        create(
            Note.gatedId(split, 1),
            opening(
                member(part), held.opening.amount().currency(), held.opening.amount().minorUnits()),
            Optional.of(split),
            false);
        open(split);
      }
    }

    private void lock(int choice, int other) {
      Optional<Piece> input = spendable(choice);
      if (input.isEmpty()) {
        return;
      }
      Piece piece = input.get();
      String id = "PlatformMSP/L" + ids++;
      spend(piece);
      Money amount = piece.opening.amount();
      for (LockOutcome outcome : LockOutcome.values()) {
        String owner = outcome == LockOutcome.EXPIRED ? piece.opening.owner() : member(other);
        NoteGate gate = new LockGate(id, outcome);
        create(
            Note.gatedId(gate, 1),
            opening(owner, amount.currency(), amount.minorUnits()),
            Optional.of(gate),
            true);
      }
      locks.add(id);
      closed.add(new LockGate(id, other % 2 == 0 ? LockOutcome.EXECUTED : LockOutcome.EXPIRED));
    }

    private void redeem(int choice) {
      Optional<Piece> input = spendable(choice);
      if (input.isEmpty()) {
        return;
      }
      String id = "SupplierMSP/R" + ids++;
      spend(input.get());
      Redemption redemption =
          new Redemption(
              id,
              input.get().opening.owner(),
              BANK,
              List.of(input.get().id),
              new Commitment(HASH),
              new Uetr("%08d-aaaa-4aaa-8aaa-aaaaaaaaaaaa".formatted(ids)),
              START,
              HASH,
              new RedemptionState.Requested());
      redemptions.add(redemption);
      redeemed.put(id, input.get().opening.amount().minorUnits());
      changed.add(redemption);
    }

    private void giveBack(int choice) {
      if (redemptions.isEmpty()) {
        return;
      }
      Redemption redemption = redemptions.remove(choice % redemptions.size());
      Piece paid =
          pieces.stream()
              .filter(p -> p.id.equals(redemption.notes().getFirst()))
              .findFirst()
              .orElseThrow();
      redeemed.remove(redemption.redemptionId());
      create(
          Note.returnedId(redemption.redemptionId()),
          opening(
              redemption.owner(),
              paid.opening.amount().currency(),
              paid.opening.amount().minorUnits()),
          Optional.empty(),
          true);
      changed.add(redemption.giveBack(new ReturnReason("AC04"), START, HASH));
    }

    private void commit() {
      LedgerPoint at =
          new LedgerPoint(
              block(), (int) (transactions % 2), "tx" + transactions, START.plusSeconds(block()));
      for (String member : MEMBERS) {
        List<JournalEntry> added =
            new Bookkeeper(member, books.get(member))
                .book(
                    new NoteMovements(
                        at,
                        created,
                        spent,
                        opened,
                        mints,
                        changed,
                        escrows,
                        locks,
                        Set.of(),
                        Set.of(),
                        advised,
                        sealed.getOrDefault(member, new TreeMap<>()),
                        Set.of(),
                        member.equals(funder) ? setAside : new TreeMap<>(),
                        Map.of(),
                        Map.of()));
        assertThat(added.stream().map(JournalEntry::currency)).doesNotHaveDuplicates();
        for (JournalEntry entry : added) {
          assertThat(entry.booked()).isEqualTo(at);
          assertThat(entry.lines().stream().mapToLong(JournalEntry.Line::amount).sum()).isZero();
        }
      }
      transactions++;
      begin();
    }

    /** Every block of the past: entries that came later must not change what is true of it. */
    void check() {
      for (String member : MEMBERS) {
        for (Currency currency : CURRENCIES) {
          for (long block = 0; block < block(); block++) {
            long now = block;
            long modelled =
                pieces.stream()
                    .filter(p -> p.opening.owner().equals(member) && p.spendableAt(now))
                    .filter(p -> p.opening.amount().currency().equals(currency))
                    .mapToLong(p -> p.opening.amount().minorUnits())
                    .sum();
            assertThat(statement(member, currency, block).closing())
                .as(member + " " + currency + " at " + block)
                .isEqualTo(modelled);
          }
        }
      }
    }

    /** Makes the statement of all blocks until this one, which checks that it foots. */
    private AccountStatement statement(String member, Currency currency, long block) {
      List<JournalEntry> entries =
          books.get(member).entries.stream()
              .filter(e -> e.currency().equals(currency) && e.booked().block() <= block)
              .toList();
      return new AccountStatement(
          member,
          currency,
          new AccountStatement.Range(0, block, START, START),
          0,
          entries,
          entries.isEmpty() ? 0 : entries.getLast().balance(),
          1,
          Integer.MAX_VALUE,
          true);
    }

    /** All members' accounts of one kind, minor units of one currency. */
    private long total(Account account, Currency currency) {
      return books.values().stream()
          .flatMap(b -> b.entries.stream())
          .filter(e -> e.currency().equals(currency))
          .flatMap(e -> e.lines().stream())
          .filter(l -> l.account() == account)
          .mapToLong(JournalEntry.Line::amount)
          .sum();
    }

    /** What all books say together, against what the model knows by another way. */
    void checkTogether() {
      for (Currency currency : CURRENCIES) {
        assertThat(total(Account.ISSUE, currency)).isEqualTo(-minted.getOrDefault(currency, 0L));
        long paid =
            redemptions.stream()
                .filter(r -> currency.equals(currencyOf(r)))
                .mapToLong(r -> redeemed.get(r.redemptionId()))
                .sum();
        assertThat(total(Account.REDEMPTION, currency)).isEqualTo(paid);
        assertThat(total(Account.OTHER, currency)).isZero();
        // What escrows hold, and what they paid to somebody who was not told of it yet.
        assertThat(total(Account.ESCROW, currency)).isEqualTo(held(currency, false));
        assertThat(total(Account.LOCK, currency)).isEqualTo(held(currency, true));
      }
    }

    /** Escrows of one transaction share what it spent; each is booked with what it holds. */
    void checkEscrows() {
      everSetAside.forEach(
          (id, held) ->
              assertThat(
                      books.get(funders.get(id)).entries.stream()
                          .flatMap(e -> e.postings().stream())
                          .filter(p -> p.amount() < 0)
                          .filter(p -> p.origin().equals(new Origin(Account.ESCROW, id)))
                          .mapToLong(Posting::amount))
                  .containsExactly(-held.minorUnits()));
    }

    private Currency currencyOf(Redemption redemption) {
      return pieces.stream()
          .filter(p -> p.id.equals(redemption.notes().getFirst()))
          .findFirst()
          .orElseThrow()
          .opening
          .amount()
          .currency();
    }

    private long held(Currency currency, boolean inLocks) {
      long sum = 0;
      for (Piece piece : pieces) {
        boolean ofLock = piece.gate.isPresent() && piece.gate.get() instanceof LockGate;
        if (piece.gate.isPresent()
            && ofLock == inLocks
            && piece.opening.amount().currency().equals(currency)) {
          boolean pending = closed.contains(piece.gate.get());
          boolean untold = piece.open != null && piece.told == null;
          sum += pending || untold ? piece.opening.amount().minorUnits() : 0;
        }
      }
      return sum;
    }

    /** Money that comes back names the entry that set it aside; nothing else names any. */
    void checkOriginals() {
      for (MemoryBooks each : books.values()) {
        for (JournalEntry entry : each.entries) {
          for (Posting posting : entry.postings()) {
            List<Long> before =
                each.entries.stream()
                    .filter(e -> e.currency().equals(entry.currency()))
                    .filter(e -> e.number() < entry.number())
                    .filter(
                        e ->
                            e.postings().stream()
                                .anyMatch(
                                    p -> p.amount() < 0 && p.origin().equals(posting.origin())))
                    .map(JournalEntry::number)
                    .toList();
            if (posting.amount() > 0 && !before.isEmpty()) {
              assertThat(posting.original()).hasValue(before.getFirst());
            } else {
              assertThat(posting.original()).isEmpty();
            }
          }
        }
      }
    }
  }

  @Provide
  Arbitrary<List<Move>> moves() {
    return Combinators.combine(
            Arbitraries.of(Step.class),
            Arbitraries.integers().between(0, 1000),
            Arbitraries.integers().between(0, 1000))
        .as(Move::new)
        .list()
        .ofMinSize(10)
        .ofMaxSize(60);
  }

  @Property(tries = 300)
  void everyMembersStatementFootsToItsNotesAtEveryBlock(@ForAll("moves") List<Move> moves) {
    History history = new History();
    moves.forEach(history::play);
    history.check();
    history.checkTogether();
    history.checkEscrows();
    history.checkOriginals();
  }
}
