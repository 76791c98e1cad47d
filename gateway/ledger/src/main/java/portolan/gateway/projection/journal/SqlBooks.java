// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.journal;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.LockGate;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.journal.Account;
import portolan.domain.settlement.journal.Books;
import portolan.domain.settlement.journal.JournalEntry;
import portolan.domain.settlement.journal.LedgerPoint;
import portolan.domain.settlement.journal.Origin;
import portolan.domain.settlement.journal.OwnNote;
import portolan.domain.settlement.journal.Posting;
import portolan.domain.settlement.journal.UnclaimedNote;

/** The books, within one transaction of the database. */
final class SqlBooks implements Books, AutoCloseable {
  /** Characters of one row of opened gates. */
  private static final int MAX_GATES = 500_000;

  /** Notes of one row that are not in their order yet. */
  private static final int UNSORTED = 1_000;

  private final Connection connection;
  private final String member;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  /** What was read of them, and written since. */
  private final Map<Currency, Tip> tips = new HashMap<>();

  /** Notes that became something else, until {@link #finish}: one row for all, not one each. */
  private final List<String> unsorted = new ArrayList<>();

  SqlBooks(Connection connection, String member) {
    this.connection = connection;
    this.member = member;
  }

  /** What the database said, where the domain's interface knows no database. */
  static final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedException(SQLException cause) {
      super(cause);
    }

    SQLException failure() {
      return (SQLException) getCause();
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T with(PreparedStatement statement) throws SQLException;
  }

  private <T> T in(String sql, Work<T> work) {
    try {
      PreparedStatement statement = statements.get(sql);
      if (statement == null) {
        statement = connection.prepareStatement(sql);
        statements.put(sql, statement);
      }
      return work.with(statement);
    } catch (SQLException e) {
      throw new FailedException(e);
    }
  }

  @FunctionalInterface
  private interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  private static <T> List<T> rows(PreparedStatement statement, Row<T> row) throws SQLException {
    try (ResultSet r = statement.executeQuery()) {
      List<T> rows = new ArrayList<>();
      while (r.next()) {
        rows.add(row.of(r));
      }
      return rows;
    }
  }

  private void bindAll(PreparedStatement s, int place, Collection<String> texts)
      throws SQLException {
    s.setArray(place, connection.createArrayOf("varchar", texts.toArray()));
  }

  static Fields fields(String json) {
    return Fields.parse("", json.getBytes(StandardCharsets.UTF_8));
  }

  /** Gates as they are stored: canonical, so that equal ones are equal texts. */
  private static String text(NoteGate gate) {
    return gate.toJson().toString();
  }

  @Override
  public Map<String, OwnNote> own(Collection<String> noteIds) {
    return in(
        "select * from own_note where note_id = any(?) and state <> 'SPENT'",
        s -> {
          bindAll(s, 1, noteIds);
          Map<String, OwnNote> found = new HashMap<>();
          rows(s, r -> ownNote(r, member)).forEach(note -> found.put(note.noteId(), note));
          return found;
        });
  }

  @Override
  public Collection<OwnNote> waitingFor(Collection<NoteGate> gates) {
    return in(
        "select * from own_note where subject = any(?) and state = 'GATED' and became is null",
        s -> {
          bindAll(s, 1, gates.stream().map(NoteGate::subject).toList());
          return rows(s, r -> ownNote(r, member));
        });
  }

  /** A row of the unspent notes of a member. */
  static OwnNote ownNote(ResultSet r, String member) throws SQLException {
    return new OwnNote(
        r.getString("note_id"),
        new NoteOpening(
            new Money(new Currency(r.getString("currency")), r.getLong("amount")),
            member,
            r.getString("salt")),
        r.getString("issuer"),
        origin(r),
        Optional.ofNullable(r.getString("gate")).map(SqlBooks::fields).map(NoteGate::fromJson),
        NoteState.valueOf(Objects.requireNonNullElse(r.getString("became"), r.getString("state"))));
  }

  private static Origin origin(ResultSet r) throws SQLException {
    return new Origin(Account.valueOf(r.getString("account")), r.getString("reference"));
  }

  @Override
  public void put(Collection<OwnNote> notes, LedgerPoint at) {
    in(
        "merge into own_note (note_id, state, issuer, currency, amount, salt, account,"
            + " reference, gate, subject, booked_in) key (note_id)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        s -> {
          for (OwnNote note : notes) {
            s.setString(1, note.noteId());
            s.setString(2, note.state().name());
            s.setString(3, note.issuer());
            s.setString(4, note.amount().currency().code());
            s.setLong(5, note.amount().minorUnits());
            s.setString(6, note.opening().salt());
            s.setString(7, note.origin().account().name());
            s.setString(8, note.origin().reference());
            s.setString(9, note.gate().map(SqlBooks::text).orElse(null));
            s.setString(10, note.gate().map(NoteGate::subject).orElse(null));
            if (note.state() == NoteState.SPENDABLE) {
              s.setLong(11, at.block());
            } else {
              s.setNull(11, Types.BIGINT);
            }
            s.addBatch();
          }
          return s.executeBatch();
        });
  }

  @Override
  public void freed(Collection<String> noteIds, LedgerPoint at) {
    move("became = 'SPENDABLE', booked_in = ?", noteIds, at);
    unsorted.addAll(noteIds);
  }

  @Override
  public void spent(Collection<String> noteIds, LedgerPoint at) {
    move(
        "state = 'SPENT', became = null, spent_in = ?, salt = '', gate = null, subject = null",
        noteIds,
        at);
  }

  private void move(String change, Collection<String> noteIds, LedgerPoint at) {
    in(
        "update own_note set " + change + " where note_id = any(?)",
        s -> {
          s.setLong(1, at.block());
          bindAll(s, 2, noteIds);
          return s.executeUpdate();
        });
  }

  @Override
  public void voided(Collection<String> noteIds) {
    in(
        "update own_note set became = 'VOID' where note_id = any(?) and state <> 'VOID'",
        s -> {
          bindAll(s, 1, noteIds);
          return s.executeUpdate();
        });
    unsorted.addAll(noteIds);
  }

  /** Writes what was kept until the end of what is booked together. */
  void finish() {
    if (unsorted.isEmpty()) {
      return;
    }
    in(
        "insert into unsorted_notes (note_ids) values (?)",
        s -> {
          for (int from = 0; from < unsorted.size(); from += UNSORTED) {
            int to = Math.min(unsorted.size(), from + UNSORTED);
            s.setString(1, String.join("\n", unsorted.subList(from, to)));
            s.addBatch();
          }
          return s.executeBatch();
        });
    unsorted.clear();
  }

  /** Whether all notes are where they belong. */
  static boolean isSorted(Connection c) throws SQLException {
    try (PreparedStatement s = c.prepareStatement("select 1 from unsorted_notes limit 1");
        ResultSet r = s.executeQuery()) {
      return !r.next();
    }
  }

  /**
   * Moves notes to their places in the order, at most those of so many rows.
   *
   * @return whether all are where they belong
   */
  static boolean sort(Connection c, int rows) throws SQLException {
    List<Long> sorted = new ArrayList<>();
    try (PreparedStatement s =
            c.prepareStatement("select * from unsorted_notes order by number limit ?");
        PreparedStatement move =
            c.prepareStatement(
                "update own_note set state = became, became = null where note_id = any(?) and"
                    + " became is not null")) {
      s.setInt(1, rows);
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          move.setArray(1, c.createArrayOf("varchar", r.getString("note_ids").split("\n", -1)));
          move.executeUpdate();
          sorted.add(r.getLong("number"));
        }
      }
    }
    if (!sorted.isEmpty()) {
      try (PreparedStatement s =
          c.prepareStatement("delete from unsorted_notes where number <= ?")) {
        s.setLong(1, sorted.getLast());
        s.executeUpdate();
      }
    }
    return sorted.size() < rows;
  }

  @Override
  public void forget(Collection<String> noteIds) {
    in(
        "delete from own_note where note_id = any(?) and state <> 'SPENT'",
        s -> {
          bindAll(s, 1, noteIds);
          return s.executeUpdate();
        });
  }

  @Override
  public Map<String, UnclaimedNote> unclaimed(Collection<String> noteIds) {
    return in(
        "select * from unclaimed_note where note_id = any(?)",
        s -> {
          bindAll(s, 1, noteIds);
          Map<String, UnclaimedNote> found = new HashMap<>();
          rows(
                  s,
                  r ->
                      new UnclaimedNote(
                          r.getString("note_id"),
                          Note.fromJson(fields(r.getString("note"))),
                          origin(r),
                          point(r, "block", "place", "transaction_id", "created_at")))
              .forEach(note -> found.put(note.noteId(), note));
          return found;
        });
  }

  private static LedgerPoint point(
      ResultSet r, String block, String place, String transactionId, String time)
      throws SQLException {
    return new LedgerPoint(
        r.getLong(block),
        r.getInt(place),
        r.getString(transactionId),
        Instant.ofEpochMilli(r.getLong(time)));
  }

  @Override
  public void putUnclaimed(Collection<UnclaimedNote> notes) {
    in(
        "insert into unclaimed_note (note_id, note, account, reference, block, place,"
            + " transaction_id, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
        s -> {
          for (UnclaimedNote note : notes) {
            s.setString(1, note.noteId());
            s.setString(2, note.note().toJson().toString());
            s.setString(3, note.origin().account().name());
            s.setString(4, note.origin().reference());
            bind(s, 5, note.created());
            s.addBatch();
          }
          return s.executeBatch();
        });
  }

  /** Four columns from that place on. */
  private static void bind(PreparedStatement s, int place, LedgerPoint point) throws SQLException {
    s.setLong(place, point.block());
    s.setInt(place + 1, point.place());
    s.setString(place + 2, point.transactionId());
    s.setLong(place + 3, point.time().toEpochMilli());
  }

  @Override
  public void forgetUnclaimed(Collection<String> noteIds) {
    in(
        "delete from unclaimed_note where note_id = any(?)",
        s -> {
          bindAll(s, 1, noteIds);
          return s.executeUpdate();
        });
  }

  @Override
  public void opened(Collection<NoteGate> gates, LedgerPoint at) {
    StringBuilder lines = new StringBuilder("\n");
    int part = 0;
    for (NoteGate gate : gates) {
      if (lines.length() > MAX_GATES) {
        insertOpened(lines.toString(), part++, at);
        lines.setLength(1);
      }
      lines.append(text(gate)).append('\n');
    }
    insertOpened(lines.toString(), part, at);
  }

  private void insertOpened(String lines, int part, LedgerPoint at) {
    in(
        "insert into opened_gates (block, place, transaction_id, opened_at, gates, part)"
            + " values (?, ?, ?, ?, ?, ?)",
        s -> {
          bind(s, 1, at);
          s.setString(5, lines);
          s.setInt(6, part);
          return s.executeUpdate();
        });
  }

  @Override
  public Optional<End> endSince(LedgerPoint from, NoteGate gate) {
    return in(
        "select * from opened_gates where block >= ? order by block, place, part",
        s -> {
          s.setLong(1, from.block());
          String wanted = "\n" + beginning(gate);
          try (ResultSet r = s.executeQuery()) {
            while (r.next()) {
              String gates = r.getString("gates");
              int found = gates.indexOf(wanted);
              if (found >= 0) {
                String opened = gates.substring(found + 1, gates.indexOf('\n', found + 1));
                return Optional.of(
                    new End(
                        point(r, "block", "place", "transaction_id", "opened_at"),
                        NoteGate.fromJson(fields(opened))));
              }
            }
          }
          return Optional.empty();
        });
  }

  /** How the gates of one subject begin, as they are stored. */
  private static String beginning(NoteGate gate) {
    JsonObject.Builder subject = Json.object();
    switch (gate) {
      case Gate g -> subject.put("escrowId", g.escrowId());
      case LockGate g -> subject.put("lockId", g.lockId());
    }
    String json = subject.build().toString();
    return json.substring(0, json.length() - 1) + ",";
  }

  @Override
  public Map<Origin, Long> setAside(Currency currency, Set<Origin> origins) {
    return in(
        "select account, reference, min(number) as number from journal_posting where"
            + " reference = any(?) and currency = ? and amount < 0 group by account, reference",
        s -> {
          bindAll(s, 1, origins.stream().map(Origin::reference).toList());
          s.setString(2, currency.code());
          Map<Origin, Long> found = new HashMap<>();
          try (ResultSet r = s.executeQuery()) {
            while (r.next()) {
              found.put(origin(r), r.getLong("number"));
            }
          }
          found.keySet().retainAll(origins);
          return found;
        });
  }

  @Override
  public Tip tip(Currency currency) {
    return tips.computeIfAbsent(currency, its -> tip(its, Long.MAX_VALUE));
  }

  /** How far the entries had come at the end of a block. */
  Tip tip(Currency currency, long block) {
    return in(
        "select number, balance from journal_entry where currency = ? and number ="
            + " (select max(number) from journal_entry where currency = ? and block <= ?)",
        s -> {
          s.setString(1, currency.code());
          s.setString(2, currency.code());
          s.setLong(3, block);
          try (ResultSet r = s.executeQuery()) {
            return r.next() ? new Tip(r.getLong(1), r.getLong(2)) : new Tip(0, 0);
          }
        });
  }

  /** Entries by their numbers, both included. */
  List<JournalEntry> entries(Currency currency, long first, long last) {
    Map<Long, List<Posting>> postings = postings(currency, first, last);
    return in(
        "select * from journal_entry where currency = ? and number between ? and ?"
            + " order by number",
        s -> {
          s.setString(1, currency.code());
          s.setLong(2, first);
          s.setLong(3, last);
          return rows(
              s,
              r ->
                  new JournalEntry(
                      r.getLong("number"),
                      currency,
                      point(r, "block", "place", "transaction_id", "booked_at"),
                      postings.get(r.getLong("number")),
                      r.getLong("balance")));
        });
  }

  private Map<Long, List<Posting>> postings(Currency currency, long first, long last) {
    return in(
        "select * from journal_posting where currency = ? and number between ? and ?"
            + " order by number, place",
        s -> {
          s.setString(1, currency.code());
          s.setLong(2, first);
          s.setLong(3, last);
          Map<Long, List<Posting>> found = new HashMap<>();
          try (ResultSet r = s.executeQuery()) {
            while (r.next()) {
              found.computeIfAbsent(r.getLong("number"), n -> new ArrayList<>()).add(posting(r));
            }
          }
          return found;
        });
  }

  private static Posting posting(ResultSet r) throws SQLException {
    long original = r.getLong("original");
    return new Posting(
        origin(r),
        r.getLong("amount"),
        point(r, "valued_block", "valued_place", "valued_transaction_id", "valued_at"),
        original == 0 ? OptionalLong.empty() : OptionalLong.of(original));
  }

  @Override
  public void append(JournalEntry entry) {
    in(
        "insert into journal_entry (currency, number, balance, postings, block, place,"
            + " transaction_id, booked_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
        s -> {
          s.setString(1, entry.currency().code());
          s.setLong(2, entry.number());
          s.setLong(3, entry.balance());
          s.setInt(4, entry.postings().size());
          bind(s, 5, entry.booked());
          return s.executeUpdate();
        });
    in(
        "insert into journal_posting (currency, number, place, account, reference, amount,"
            + " original, valued_block, valued_place, valued_transaction_id, valued_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        s -> {
          int place = 0;
          for (Posting posting : entry.postings()) {
            s.setString(1, entry.currency().code());
            s.setLong(2, entry.number());
            s.setInt(3, place++);
            s.setString(4, posting.origin().account().name());
            s.setString(5, posting.origin().reference());
            s.setLong(6, posting.amount());
            if (posting.original().isPresent()) {
              s.setLong(7, posting.original().getAsLong());
            } else {
              s.setNull(7, Types.BIGINT);
            }
            bind(s, 8, posting.valued());
            s.addBatch();
          }
          return s.executeBatch();
        });
    tips.put(entry.currency(), new Tip(entry.number(), entry.balance()));
  }

  @Override
  public void close() {
    for (PreparedStatement statement : statements.values()) {
      try {
        statement.close();
      } catch (SQLException e) {
        throw new FailedException(e);
      }
    }
  }
}
