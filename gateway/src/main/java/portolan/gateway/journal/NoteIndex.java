package portolan.gateway.journal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.journal.OwnNote;
import portolan.gateway.outbox.FileDatabase;

/**
 * The unspent notes of a member, as its journal knows them. Every question reads as many rows as it
 * answers, however many notes there are or were: the order of each is that of an index, named in
 * full, because the database sorts what it finds by a part of one.
 */
public final class NoteIndex implements NoteStock {
  private static final String SPENDABLE =
      "select * from wallet_note where state = 'SPENDABLE' and issuer = ? and currency = ?";
  static final String LARGEST =
      SPENDABLE
          + " order by state desc, issuer desc, currency desc, amount desc, note_id desc limit ?";
  static final String SMALLEST =
      SPENDABLE + " order by state, issuer, currency, amount, note_id limit ?";
  static final String AT_LEAST =
      SPENDABLE + " and amount >= ? order by state, issuer, currency, amount, note_id limit ?";
  private static final String BY_ID = "select * from wallet_note where note_id = any(?)";

  private final String member;
  private final FileDatabase database;

  NoteIndex(String member, FileDatabase database) {
    this.member = member;
    this.database = database;
  }

  @Override
  public List<OwnNote> largest(String issuer, Currency currency, int limit) throws SQLException {
    return rows(LARGEST, issuer, currency.code(), limit);
  }

  @Override
  public List<OwnNote> smallest(String issuer, Currency currency, int limit) throws SQLException {
    return rows(SMALLEST, issuer, currency.code(), limit);
  }

  @Override
  public List<OwnNote> atLeast(String issuer, Money amount, int limit) throws SQLException {
    return rows(AT_LEAST, issuer, amount.currency().code(), amount.minorUnits(), limit);
  }

  /** The unspent notes among these, by id. */
  public Map<String, OwnNote> named(Collection<String> noteIds) throws SQLException {
    return database.transaction(
        c -> {
          Map<String, OwnNote> found = new LinkedHashMap<>();
          try (PreparedStatement s = c.prepareStatement(BY_ID)) {
            s.setArray(1, c.createArrayOf("varchar", noteIds.toArray()));
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                OwnNote note = SqlBooks.ownNote(r, member);
                found.put(note.noteId(), note);
              }
            }
          }
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

    /** The question for a page, with a place for each value, the last id and the limit. */
    String sql() {
      List<String> conditions = new ArrayList<>();
      // Notes of one subject are few.
      List<String> order = new ArrayList<>();
      if (subject.isPresent()) {
        conditions.add("subject = ?");
        order.add("subject");
      }
      if (state.isPresent()) {
        conditions.add("state = ?");
        if (subject.isEmpty()) {
          order.add("state");
        }
      }
      if (currency.isPresent()) {
        conditions.add("currency = ?");
        if (subject.isEmpty()) {
          order.add("currency");
        }
      }
      conditions.add("note_id > ?");
      order.add("note_id");
      return "select * from wallet_note where %s order by %s limit ?"
          .formatted(String.join(" and ", conditions), String.join(", ", order));
    }

    List<Object> values() {
      List<Object> values = new ArrayList<>();
      subject.ifPresent(values::add);
      state.ifPresent(s -> values.add(s.name()));
      currency.ifPresent(c -> values.add(c.code()));
      return values;
    }
  }

  /**
   * A page of notes in the order of their ids.
   *
   * @param after the last id that was shown; empty for the first page
   */
  public List<OwnNote> page(Filter filter, String after, int limit) throws SQLException {
    List<Object> values = filter.values();
    values.add(after);
    values.add(limit);
    return rows(filter.sql(), values.toArray());
  }

  private List<OwnNote> rows(String sql, Object... values) throws SQLException {
    return database.transaction(
        c -> {
          try (PreparedStatement s = c.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
              s.setObject(i + 1, values[i]);
            }
            try (ResultSet r = s.executeQuery()) {
              List<OwnNote> notes = new ArrayList<>();
              while (r.next()) {
                notes.add(SqlBooks.ownNote(r, member));
              }
              return notes;
            }
          }
        });
  }
}
