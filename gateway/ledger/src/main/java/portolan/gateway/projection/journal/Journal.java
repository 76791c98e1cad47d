// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.journal;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.journal.AccountStatement;
import portolan.domain.settlement.journal.Books;
import portolan.domain.settlement.journal.JournalEntry;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.health.HealthSource;
import portolan.gateway.projection.MissingPrivateDataException;
import portolan.gateway.projection.Projection;
import portolan.gateway.projection.ReachedBlock;

/**
 * A member's journal. Where it cannot read a block it stands still, rather than leave out an entry.
 */
public final class Journal implements Projection, HealthSource, AutoCloseable {
  /** A journal of another version is built anew, from block 0. */
  static final int VERSION = 2;

  private final String member;
  private final JournalStore store;
  private final BlockReader reader;
  private final ReachedBlock reached;
  private volatile JournalStore.Position position;

  /** Opens it in a folder, or makes it. */
  public Journal(Path directory, String member) throws SQLException {
    this.member = member;
    store = new JournalStore(directory, member);
    reader = new BlockReader(member);
    position = store.position();
    reached = new ReachedBlock(position.next());
  }

  @Override
  public String name() {
    return "journal";
  }

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public long position() {
    return reached.next();
  }

  @Override
  public void apply(List<CommittedBlock> blocks) throws MissingPrivateDataException, SQLException {
    Instant time = position.time();
    List<SettlementBlock> read = new ArrayList<>();
    for (CommittedBlock block : blocks) {
      if (block.number() >= position.next()) {
        read.add(reader.read(block, time));
        time = read.getLast().time();
      }
    }
    position = store.book(read);
    reached.moveTo(position.next());
  }

  @Override
  public void standsStill(Optional<String> why) {
    reached.standsStill(why);
  }

  /** Number of the latest block that is in the journal; -1 if there is none. */
  public long latestBlock() {
    return reached.latest();
  }

  /** What is wrong with its file; a block that it cannot read is not, see {@link #halted}. */
  @Override
  public Optional<String> trouble() {
    return store.trouble();
  }

  /** Why it stands still; empty if it does not. */
  public Optional<String> halted() {
    return reached.halted();
  }

  /** Waits until a block is in the journal; false if it does not come within the time. */
  public boolean await(long block, Duration atMost) throws InterruptedException {
    return reached.await(block, atMost);
  }

  /** Currencies that were ever booked. */
  public List<Currency> currencies() throws SQLException {
    return store.currencies();
  }

  /** The first block at whose end the ledger's time had reached this moment, if there is one. */
  public OptionalLong firstBlockFrom(Instant time) throws SQLException {
    return store.firstBlockFrom(time);
  }

  /**
   * Makes a page of a statement. The same question has the same answer for ever.
   *
   * @param from first block
   * @param to last block, no later than {@link #latestBlock()}
   * @param page from 1; one that does not exist is empty
   * @param pageSize most entries of a page
   * @param maxPostings most postings of a page
   * @return empty if the page has more postings than that
   */
  public Optional<AccountStatement> statement(
      Currency currency, long from, long to, int page, int pageSize, long maxPostings)
      throws SQLException {
    if (to > latestBlock()) {
      throw new IllegalArgumentException("expected a block that is in the journal");
    }
    Books.Tip opening = store.tip(currency, from - 1);
    Books.Tip closing = store.tip(currency, to);
    long first = Math.min(opening.number() + (page - 1L) * pageSize, closing.number()) + 1;
    long last = Math.min(first + pageSize - 1, closing.number());
    if (store.postings(currency, first, last) > maxPostings) {
      return Optional.empty();
    }
    List<JournalEntry> entries = first > last ? List.of() : store.entries(currency, first, last);
    boolean isLast = last >= closing.number();
    Instant ends = store.timeAt(to).orElse(Instant.EPOCH);
    // What is before the first settlement transaction has no time of its own.
    Optional<Instant> start = store.timeAt(from - 1);
    Instant begins =
        (start.isPresent() ? start : store.firstTime().filter(t -> !t.isAfter(ends))).orElse(ends);
    long before;
    long after;
    if (entries.isEmpty()) {
      // Not from an entry, so that one that is missing is noticed.
      before = page == 1 ? opening.balance() : closing.balance();
      after = closing.balance();
    } else {
      before = page == 1 ? opening.balance() : entries.getFirst().balanceBefore();
      after = isLast ? closing.balance() : entries.getLast().balance();
    }
    return Optional.of(
        new AccountStatement(
            member,
            currency,
            new AccountStatement.Range(from, to, begins, ends),
            before,
            entries,
            after,
            page,
            pageSize,
            isLast));
  }

  /** The member's unspent notes at {@link #latestBlock()}, or a later block by now. */
  public NoteIndex notes() {
    return store.notes();
  }

  /** The notes that could be spent at the end of a block, at most so many, by id. */
  public Map<String, Money> notesAt(Currency currency, long block, int limit) throws SQLException {
    return store.notesAt(currency, block, limit);
  }

  /**
   * A redemption of which the member is owner or bank.
   *
   * @param redemption as it is by now
   * @param order empty if it was not sealed to the member
   */
  public record Paid(Redemption redemption, Optional<RedemptionOrder> order) {}

  /** The redemptions that these entries are about, by id. */
  public Map<String, Redemption> redemptions(List<JournalEntry> entries) throws SQLException {
    return store.redemptions(entries);
  }

  /** Redemptions that the member, as their bank, returned in these blocks, at most so many. */
  public List<Paid> returned(long from, long to, int limit) throws SQLException {
    return store.returned(from, to, limit);
  }

  @Override
  public void close() {
    store.close();
  }
}
