// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.journal.OwnNote;
import portolan.gateway.projection.ProjectionStore;
import portolan.gateway.store.FileDatabase;

/**
 * The unspent notes of a member, as its journal knows them. Every question reads as many rows as it
 * answers, however many notes there are or were: the order of each is that of the one index, named
 * in full, because the database sorts what it finds by a part of one.
 */
public final class NoteIndex implements NoteStock {
  private static final String PURSE =
      "select * from own_note where state = ? and issuer = ? and currency = ?";
  private static final String ORDER = " order by state, issuer, currency, amount, note_id limit ?";

  static final String LARGEST =
      PURSE + " order by state desc, issuer desc, currency desc, amount desc, note_id desc limit ?";
  static final String SMALLEST = PURSE + ORDER;
  static final String AT_LEAST = PURSE + " and amount >= ?" + ORDER;
  static final String SAME_AMOUNT = PURSE + " and amount = ? and note_id > ?" + ORDER;
  static final String NEXT_CURRENCY =
      "select issuer, currency from own_note where state = ? and issuer = ? and currency >= ?"
          + " order by state, issuer, currency, amount, note_id limit 1";
  static final String NEXT_BANK =
      "select issuer, currency from own_note where state = ? and issuer >= ?"
          + " order by state, issuer, currency, amount, note_id limit 1";
  private static final String BY_ID =
      "select * from own_note where note_id = any(?) and state <> 'SPENT'";
  private static final String BY_SUBJECT =
      "select * from own_note where subject = ? and state <> 'SPENT'";
  private static final Set<NoteState> UNSPENT = EnumSet.complementOf(EnumSet.of(NoteState.SPENT));
  private static final Comparator<OwnNote> BY_PLACE = Comparator.comparing(NotePlace::of);

  /** Rows of unsorted notes that are sorted in one transaction: blocks are booked in between. */
  private static final int SORTED_AT_ONCE = 10;

  private final String member;
  private final ProjectionStore database;

  NoteIndex(String member, ProjectionStore database) {
    this.member = member;
    this.database = database;
  }

  @Override
  public List<OwnNote> largest(String issuer, Currency currency, int limit) throws SQLException {
    return spendable(LARGEST, issuer, currency.code(), limit);
  }

  @Override
  public List<OwnNote> smallest(String issuer, Currency currency, int limit) throws SQLException {
    return spendable(SMALLEST, issuer, currency.code(), limit);
  }

  @Override
  public List<OwnNote> atLeast(String issuer, Money amount, int limit) throws SQLException {
    return spendable(AT_LEAST, issuer, amount.currency().code(), amount.minorUnits(), limit);
  }

  private List<OwnNote> spendable(String sql, Object... values) throws SQLException {
    List<Object> all = new ArrayList<>(List.of(NoteState.SPENDABLE.name()));
    all.addAll(List.of(values));
    return asked(c -> rows(c, sql, all.toArray()));
  }

  /** Asks when all notes are in their order. */
  private <T> T asked(FileDatabase.Work<T> question) throws SQLException {
    Optional<T> sorted =
        database.read(c -> SqlBooks.isSorted(c) ? Optional.of(question.in(c)) : Optional.empty());
    if (sorted.isPresent()) {
      return sorted.get();
    }
    while (true) {
      Optional<T> answer =
          database.transaction(
              c ->
                  SqlBooks.sort(c, SORTED_AT_ONCE)
                      ? Optional.of(question.in(c))
                      : Optional.empty());
      if (answer.isPresent()) {
        return answer.get();
      }
    }
  }

  /** The unspent notes among these, by id. */
  public Map<String, OwnNote> named(Collection<String> noteIds) throws SQLException {
    return database.read(
        c -> {
          Map<String, OwnNote> found = new LinkedHashMap<>();
          Object ids = c.createArrayOf("varchar", noteIds.toArray());
          rows(c, BY_ID, ids).forEach(note -> found.put(note.noteId(), note));
          return found;
        });
  }

  /**
   * Which notes a list shows.
   *
   * @param state only notes in this state
   * @param currency only notes in this currency
   * @param subject only notes that wait, or waited, for this {@link NoteGate#subject()}
   */
  public record Filter(
      Optional<NoteState> state, Optional<Currency> currency, Optional<String> subject) {

    /** Shows all. */
    public static final Filter NONE =
        new Filter(Optional.empty(), Optional.empty(), Optional.empty());

    /** Only notes in one state. */
    public static Filter in(NoteState state) {
      return new Filter(Optional.of(state), Optional.empty(), Optional.empty());
    }

    private boolean shows(OwnNote note) {
      return state.filter(s -> s != note.state()).isEmpty()
          && currency.filter(c -> !c.equals(note.amount().currency())).isEmpty();
    }

    private boolean shows(String code) {
      return currency.filter(c -> !c.code().equals(code)).isEmpty();
    }
  }

  /**
   * A page of unspent notes in the order of their places.
   *
   * @param after the place of the last one that was shown; {@link NotePlace#FIRST} at first
   */
  public List<OwnNote> page(Filter filter, NotePlace after, int limit) throws SQLException {
    return asked(c -> page(c, filter, after, limit));
  }

  /** As {@link #page(Filter, NotePlace, int)}, in a connection. */
  List<OwnNote> page(Connection c, Filter filter, NotePlace after, int limit) throws SQLException {
    List<OwnNote> found = new ArrayList<>();
    if (filter.subject().isPresent()) {
      // Of one escrow or lock there are few.
      for (OwnNote note : rows(c, BY_SUBJECT, filter.subject().get())) {
        if (filter.shows(note) && NotePlace.of(note).compareTo(after) > 0) {
          found.add(note);
        }
      }
    } else {
      for (NoteState state : filter.state().map(Set::of).orElse(UNSPENT)) {
        found.addAll(page(c, state, filter, after, limit));
      }
    }
    return found.stream().sorted(BY_PLACE).limit(limit).toList();
  }

  /** The notes of one bank in one currency. */
  private record Purse(String issuer, String currency) {}

  private List<OwnNote> page(
      Connection c, NoteState state, Filter filter, NotePlace after, int limit)
      throws SQLException {
    List<OwnNote> found = new ArrayList<>();
    String issuer = after.issuer();
    if (filter.shows(after.currency())) {
      add(
          found,
          c,
          SAME_AMOUNT,
          limit,
          state,
          issuer,
          after.currency(),
          after.minorUnits(),
          after.noteId());
      add(found, c, AT_LEAST, limit, state, issuer, after.currency(), after.minorUnits() + 1);
    }
    Optional<Purse> purse = next(c, state, new Purse(issuer, after.currency()));
    while (purse.isPresent() && found.size() < limit) {
      if (filter.shows(purse.get().currency())) {
        add(found, c, SMALLEST, limit, state, purse.get().issuer(), purse.get().currency());
      }
      purse = next(c, state, purse.get());
    }
    return found;
  }

  private void add(
      List<OwnNote> found, Connection c, String sql, int limit, NoteState state, Object... values)
      throws SQLException {
    if (found.size() < limit) {
      List<Object> all = new ArrayList<>(List.of(state.name()));
      all.addAll(List.of(values));
      all.add(limit - found.size());
      found.addAll(rows(c, sql, all.toArray()));
    }
  }

  /** The first bank and currency after these of which there are notes in a state. */
  private static Optional<Purse> next(Connection c, NoteState state, Purse after)
      throws SQLException {
    Optional<Purse> sameBank =
        purse(c, NEXT_CURRENCY, state.name(), after.issuer(), next(after.currency()));
    return sameBank.isPresent()
        ? sameBank
        : purse(c, NEXT_BANK, state.name(), next(after.issuer()));
  }

  /**
   * The text that follows a text. The database begins to read at equal ones, however many they are,
   * where a condition says greater.
   */
  static String next(String text) {
    return text + '\0';
  }

  private static Optional<Purse> purse(Connection c, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement s = prepared(c, sql, values);
        ResultSet r = s.executeQuery()) {
      return r.next() ? Optional.of(new Purse(r.getString(1), r.getString(2))) : Optional.empty();
    }
  }

  private List<OwnNote> rows(Connection c, String sql, Object... values) throws SQLException {
    try (PreparedStatement s = prepared(c, sql, values);
        ResultSet r = s.executeQuery()) {
      List<OwnNote> notes = new ArrayList<>();
      while (r.next()) {
        notes.add(SqlBooks.ownNote(r, member));
      }
      return notes;
    }
  }

  private static PreparedStatement prepared(Connection c, String sql, Object... values)
      throws SQLException {
    PreparedStatement s = c.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      s.setObject(i + 1, values[i]);
    }
    return s;
  }
}
