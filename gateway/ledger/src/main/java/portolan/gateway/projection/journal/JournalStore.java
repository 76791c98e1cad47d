// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import portolan.domain.encoding.Fields;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.journal.Account;
import portolan.domain.settlement.journal.Bookkeeper;
import portolan.domain.settlement.journal.Books;
import portolan.domain.settlement.journal.JournalEntry;
import portolan.domain.settlement.journal.NoteMovements;
import portolan.domain.settlement.journal.Posting;
import portolan.gateway.projection.ProjectionStore;
import portolan.gateway.store.Schema;
import portolan.gateway.store.StoreFile;

/**
 * A member's journal on disk. A block's entries, what is needed to go on, and how far the journal
 * has come are written together or not at all.
 */
final class JournalStore implements AutoCloseable {
  /** The position of a release that knew no steps. */
  private static final List<String> FORMER = List.of("journal_position", "journal_version");

  private static final List<String> TABLES =
      List.of(
          "ledger_time",
          "journal_entry",
          "journal_posting",
          "own_note",
          "unsorted_notes",
          "unclaimed_note",
          "opened_gates",
          "redemption");

  private static final List<String> FIRST =
      List.of(
          // Only blocks that move the ledger's time.
          """
          create table if not exists ledger_time (
            block bigint primary key,
            at bigint not null)
          """,
          "create index if not exists ledger_time_at on ledger_time(at)",
          """
          create table if not exists journal_entry (
            currency varchar(3) not null,
            number bigint not null,
            block bigint not null,
            place int not null,
            transaction_id varchar(64) not null,
            booked_at bigint not null,
            balance bigint not null,
            postings int not null,
            primary key (currency, number))
          """,
          "create index if not exists journal_entry_block on journal_entry(currency, block)",
          """
          create table if not exists journal_posting (
            currency varchar(3) not null,
            number bigint not null,
            place int not null,
            account varchar(20) not null,
            reference varchar(160) not null,
            amount bigint not null,
            valued_block bigint not null,
            valued_place int not null,
            valued_transaction_id varchar(64) not null,
            valued_at bigint not null,
            original bigint,
            primary key (currency, number, place))
          """,
          "create index if not exists journal_posting_origin on journal_posting(reference,"
              + " account)",
          // Statements are of the notes that are booked, payments choose from those that are
          // spendable.
          """
          create table if not exists own_note (
            note_id varchar(200) primary key,
            state varchar(9) not null,
            became varchar(9),
            issuer varchar(64) not null,
            currency varchar(3) not null,
            amount bigint not null,
            salt varchar(128) not null,
            account varchar(20) not null,
            reference varchar(200) not null,
            gate varchar(400),
            subject varchar(200),
            booked_in bigint,
            spent_in bigint)
          """,
          // Whatever is asked of unspent notes has this order: each index more is paid at every
          // delivery.
          "create index if not exists own_note_order"
              + " on own_note(state, issuer, currency, amount, note_id)",
          "create index if not exists own_note_subject on own_note(subject)",
          // Notes that became something else and are not in their order yet: a delivery only says
          // so
          // here, which costs a fraction of moving them, and whoever asks for the order moves them.
          """
          create table if not exists unsorted_notes (
            number bigint generated always as identity primary key,
            note_ids varchar(1000000) not null)
          """,
          """
          create table if not exists unclaimed_note (
            note_id varchar(200) primary key,
            note varchar(600) not null,
            account varchar(20) not null,
            reference varchar(160) not null,
            block bigint not null,
            place int not null,
            transaction_id varchar(64) not null,
            created_at bigint not null)
          """,
          // One row for all gates of a transaction: most of them concern nobody here.
          """
          create table if not exists opened_gates (
            block bigint not null,
            place int not null,
            part int not null,
            transaction_id varchar(64) not null,
            opened_at bigint not null,
            gates varchar(1000000) not null,
            primary key (block, place, part))
          """,
          """
          create table if not exists redemption (
            redemption_id varchar(129) primary key,
            bank varchar(64) not null,
            redemption varchar(20000) not null,
            payment_order varchar(2000),
            returned_in bigint,
            returned_place int)
          """,
          "create index if not exists redemption_returned on redemption(bank, returned_in)");

  /** What makes the tables. */
  static final Schema SCHEMA =
      new Schema(
          Stream.concat(FORMER.stream(), TABLES.stream()).toList(),
          List.of(FIRST, FORMER.stream().map(table -> "drop table if exists " + table).toList()));

  private final String member;
  private final ProjectionStore database;

  /** Opens it in a folder, or makes it. */
  JournalStore(Path directory, String member) throws SQLException {
    this.member = member;
    database =
        new ProjectionStore(
            directory,
            StoreFile.JOURNAL,
            "journal",
            Journal.VERSION,
            SCHEMA,
            JournalStore::formerPosition);
  }

  /** What is wrong with the file, if it cannot be written just now. */
  Optional<String> trouble() {
    return database.trouble();
  }

  /** Of a journal of this version whose position was kept in another way. */
  private static OptionalLong formerPosition(Connection c) throws SQLException {
    for (String table : FORMER) {
      try (PreparedStatement s =
          c.prepareStatement(
              "select 1 from information_schema.tables where lower(table_name) = ?")) {
        s.setString(1, table);
        try (ResultSet r = s.executeQuery()) {
          if (!r.next()) {
            return OptionalLong.empty();
          }
        }
      }
    }
    return number(
        c,
        "select max(next_block) from journal_position where exists"
            + " (select 1 from journal_version where version = ?)",
        Journal.VERSION);
  }

  /** The member's unspent notes. */
  NoteIndex notes() {
    return new NoteIndex(member, database);
  }

  /**
   * How far the journal has come.
   *
   * @param next number of the first block that is not in it
   * @param time the ledger's time before that block
   */
  record Position(long next, Instant time) {}

  Position position() throws SQLException {
    return database.transaction(this::position);
  }

  private Position position(Connection c) throws SQLException {
    return new Position(
        database.position(c),
        time(number(c, "select max(at) from ledger_time where at > ?", 0)).orElse(Instant.EPOCH));
  }

  /** As {@link #book(List)}, one block. */
  Position book(SettlementBlock block) throws SQLException {
    return book(List.of(block));
  }

  /**
   * Books blocks, all or none. One that is in the journal already changes nothing.
   *
   * @return how far the journal has come
   * @throws IllegalStateException when a block before one of them is missing
   */
  Position book(List<SettlementBlock> blocks) throws SQLException {
    return database.transaction(
        c -> {
          Position position = position(c);
          try (SqlBooks books = new SqlBooks(c, member)) {
            for (SettlementBlock block : blocks) {
              Bookkeeper bookkeeper = new Bookkeeper(member, books);
              if (block.number() > position.next()) {
                throw new IllegalStateException(
                    "expected block " + position.next() + ", found " + block.number());
              }
              if (block.number() == position.next()) {
                for (NoteMovements movements : block.transactions()) {
                  bookkeeper.book(movements);
                  keepRedemptions(c, movements);
                }
                keepTime(c, position, block);
                position = new Position(block.number() + 1, block.time());
              }
            }
            books.finish();
          } catch (SqlBooks.FailedException e) {
            throw e.failure();
          }
          database.moveTo(c, position.next());
          return position;
        });
  }

  private static void keepTime(Connection c, Position before, SettlementBlock block)
      throws SQLException {
    if (block.time().isAfter(before.time())) {
      try (PreparedStatement s =
          c.prepareStatement("insert into ledger_time (block, at) values (?, ?)")) {
        s.setLong(1, block.number());
        s.setLong(2, block.time().toEpochMilli());
        s.executeUpdate();
      }
    }
  }

  /** Those of the member, as owner or bank: statements and returns name their payments. */
  private void keepRedemptions(Connection c, NoteMovements movements) throws SQLException {
    for (Redemption redemption : movements.redemptions()) {
      if (redemption.owner().equals(member) || redemption.bank().equals(member)) {
        keep(c, redemption, movements);
      }
    }
  }

  private static void keep(Connection c, Redemption redemption, NoteMovements movements)
      throws SQLException {
    String id = redemption.redemptionId();
    boolean returned = redemption.state() instanceof RedemptionState.Returned;
    RedemptionOrder order = movements.orders().get(id);
    String columns =
        order == null
            ? "redemption_id, bank, redemption, returned_in, returned_place"
            : "redemption_id, bank, redemption, returned_in, returned_place, payment_order";
    String values = order == null ? "?, ?, ?, ?, ?" : "?, ?, ?, ?, ?, ?";
    try (PreparedStatement s =
        c.prepareStatement(
            "merge into redemption (%s) key (redemption_id) values (%s)"
                .formatted(columns, values))) {
      s.setString(1, id);
      s.setString(2, redemption.bank());
      s.setString(3, redemption.toJson().toString());
      s.setObject(4, returned ? movements.at().block() : null);
      s.setObject(5, returned ? movements.at().place() : null);
      if (order != null) {
        s.setString(6, order.toJson().toString());
      }
      s.executeUpdate();
    }
  }

  /** The redemptions that these entries are about, by id. */
  Map<String, Redemption> redemptions(List<JournalEntry> entries) throws SQLException {
    Set<String> ids = new TreeSet<>();
    for (JournalEntry entry : entries) {
      for (Posting posting : entry.postings()) {
        if (posting.origin().account() == Account.REDEMPTION) {
          ids.add(posting.origin().reference());
        }
      }
    }
    if (ids.isEmpty()) {
      return Map.of();
    }
    return database.read(
        c -> {
          Map<String, Redemption> found = new LinkedHashMap<>();
          try (PreparedStatement s =
              c.prepareStatement(
                  "select redemption from redemption where redemption_id = any(?)")) {
            s.setArray(1, c.createArrayOf("varchar", ids.toArray()));
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                Redemption redemption = Redemption.fromJson(SqlBooks.fields(r.getString(1)));
                found.put(redemption.redemptionId(), redemption);
              }
            }
          }
          return found;
        });
  }

  private static Journal.Paid paid(ResultSet r) throws SQLException {
    return new Journal.Paid(
        Redemption.fromJson(SqlBooks.fields(r.getString("redemption"))),
        Optional.ofNullable(r.getString("payment_order"))
            .map(SqlBooks::fields)
            .map(fields -> RedemptionOrder.fromJson(Fields.ofSealed("", fields.json()))));
  }

  /** Redemptions that the member, as their bank, returned in these blocks, at most so many. */
  List<Journal.Paid> returned(long from, long to, int limit) throws SQLException {
    return database.read(
        c -> {
          List<Journal.Paid> found = new ArrayList<>();
          try (PreparedStatement s =
              c.prepareStatement(
                  "select redemption, payment_order from redemption where bank = ? and"
                      + " returned_in between ? and ? order by returned_in, returned_place,"
                      + " redemption_id limit ?")) {
            s.setString(1, member);
            s.setLong(2, from);
            s.setLong(3, to);
            s.setInt(4, limit);
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                found.add(paid(r));
              }
            }
          }
          return found;
        });
  }

  /** The first block at whose end the ledger's time had reached this moment, if there is one. */
  OptionalLong firstBlockFrom(Instant time) throws SQLException {
    return database.read(
        c -> number(c, "select min(block) from ledger_time where at >= ?", time.toEpochMilli()));
  }

  /** The ledger's time at the end of a block, if it had one. */
  Optional<Instant> timeAt(long block) throws SQLException {
    return time(
        database.read(c -> number(c, "select max(at) from ledger_time where block <= ?", block)));
  }

  /** The first time of the ledger, if it has one. */
  Optional<Instant> firstTime() throws SQLException {
    return time(database.read(c -> number(c, "select min(at) from ledger_time where at > ?", 0)));
  }

  private static Optional<Instant> time(OptionalLong millis) {
    return millis.isPresent()
        ? Optional.of(Instant.ofEpochMilli(millis.getAsLong()))
        : Optional.empty();
  }

  private static OptionalLong number(Connection c, String query, long argument)
      throws SQLException {
    try (PreparedStatement s = c.prepareStatement(query)) {
      s.setLong(1, argument);
      try (ResultSet r = s.executeQuery()) {
        r.next();
        long number = r.getLong(1);
        return r.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
      }
    }
  }

  /** How far the entries of a currency had come at the end of a block. */
  Books.Tip tip(Currency currency, long block) throws SQLException {
    return database.read(
        c -> {
          try (SqlBooks books = new SqlBooks(c, member)) {
            return books.tip(currency, block);
          } catch (SqlBooks.FailedException e) {
            throw e.failure();
          }
        });
  }

  /** Entries by their numbers, both included. */
  List<JournalEntry> entries(Currency currency, long first, long last) throws SQLException {
    return database.read(
        c -> {
          try (SqlBooks books = new SqlBooks(c, member)) {
            return books.entries(currency, first, last);
          } catch (SqlBooks.FailedException e) {
            throw e.failure();
          }
        });
  }

  /** How many postings these entries have together. */
  long postings(Currency currency, long first, long last) throws SQLException {
    return database.read(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement(
                  "select coalesce(sum(postings), 0) from journal_entry where currency = ? and"
                      + " number between ? and ?")) {
            s.setString(1, currency.code());
            s.setLong(2, first);
            s.setLong(3, last);
            try (ResultSet r = s.executeQuery()) {
              r.next();
              return r.getLong(1);
            }
          }
        });
  }

  /** Currencies of which there are entries. */
  List<Currency> currencies() throws SQLException {
    return database.read(
        c -> {
          try (Statement s = c.createStatement();
              ResultSet r =
                  s.executeQuery(
                      "select currency from journal_entry where number = 1 order by currency")) {
            List<Currency> found = new ArrayList<>();
            while (r.next()) {
              found.add(new Currency(r.getString(1)));
            }
            return found;
          }
        });
  }

  /** The notes that could be spent at the end of a block, at most so many, by id. */
  Map<String, Money> notesAt(Currency currency, long block, int limit) throws SQLException {
    return database.read(
        c -> {
          Map<String, Money> notes = new LinkedHashMap<>();
          try (PreparedStatement s =
              c.prepareStatement(
                  "select note_id, amount from own_note where currency = ? and booked_in <= ? and"
                      + " (spent_in is null or spent_in > ?) order by note_id limit ?")) {
            s.setString(1, currency.code());
            s.setLong(2, block);
            s.setLong(3, block);
            s.setInt(4, limit);
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                notes.put(r.getString(1), new Money(currency, r.getLong(2)));
              }
            }
          }
          return notes;
        });
  }

  @Override
  public void close() {
    database.close();
  }
}
