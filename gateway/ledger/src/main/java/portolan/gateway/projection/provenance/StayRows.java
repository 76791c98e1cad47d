// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Stays, as the events of one transaction change them. Those of the objects that the transaction
 * changes are known here; what else is in a parent is asked for when it is emptied.
 */
final class StayRows {
  private static final String COLUMNS = "child_id, parent_id, from_number, known_from";
  private static final String OPEN = "to_number is null and known_until is null";

  private final Connection c;
  private final Map<Long, Open> open = new HashMap<>();

  private record Open(long child, long parent, long from, long known) {}

  /** An event that changes stays. */
  record At(long number, long micros) {}

  StayRows(Connection c, Collection<Long> changed) throws SQLException {
    this.c = c;
    if (!changed.isEmpty()) {
      load("child_id = any(?) and " + OPEN, changed);
    }
  }

  private List<Open> load(String condition, Object... arguments) throws SQLException {
    List<Open> found =
        Rows.all(
            c,
            r -> new Open(r.getLong(1), r.getLong(2), r.getLong(3), r.getLong(4)),
            "select %s from provenance_stay where %s order by child_id"
                .formatted(COLUMNS, condition),
            arguments);
    found.forEach(stay -> open.put(stay.child(), stay));
    return found;
  }

  /** They are in the parent from here on. */
  void begin(long parent, Collection<Long> children, At at) throws SQLException {
    List<Long> moved = new ArrayList<>();
    List<Object[]> added = new ArrayList<>();
    for (long child : children) {
      Open before = open.get(child);
      if (before == null || before.parent() != parent) {
        if (before != null) {
          moved.add(child);
        }
        added.add(new Object[] {child, parent, at.number(), at.number(), at.micros()});
      }
    }
    end(moved, at);
    Rows.changeAll(
        c,
        "insert into provenance_stay (%s, from_time) values (?, ?, ?, ?, ?)".formatted(COLUMNS),
        added);
    for (Object[] row : added) {
      open.put((long) row[0], new Open((long) row[0], parent, at.number(), at.number()));
    }
  }

  /** They are in nothing from here on. */
  void end(Collection<Long> children, At at) throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    for (long child : children) {
      Open stay = open.remove(child);
      if (stay != null) {
        rows.add(new Object[] {at.number(), at.micros(), child, stay.from(), stay.known()});
      }
    }
    Rows.changeAll(
        c,
        "update provenance_stay set to_number = ?, to_time = ?"
            + " where child_id = ? and from_number = ? and known_from = ?",
        rows);
  }

  /** Nothing is in the parent from here on. */
  void empty(long parent, At at) throws SQLException {
    end(children(parent, Long.MAX_VALUE), at);
  }

  /** As {@link #empty}, but for what has gone into it since this event. */
  void emptyOfEarlier(long parent, long event, At at) throws SQLException {
    end(children(parent, event), at);
  }

  private List<Long> children(long parent, long before) throws SQLException {
    return load("parent_id = ? and from_number < ? and " + OPEN, parent, before).stream()
        .map(Open::child)
        .toList();
  }

  /**
   * What an event began did not begin, and what it ended went on: but for what the ledger has
   * changed by itself since.
   *
   * @param objects that the declaration changes, as parents or children
   */
  void undo(long event, Collection<Long> objects, At declaration) throws SQLException {
    Map<List<Long>, Object[]> wrong = new LinkedHashMap<>();
    for (String side : List.of("parent_id", "child_id")) {
      Rows.all(
              c,
              StayRows::whole,
              "select "
                  + COLUMNS
                  + ", from_time, to_number from provenance_stay s where s."
                  + side
                  + " = any(?) and known_until is null and (from_number = ? or to_number = ? and"
                  + " not exists (select 1 from provenance_holding h where h.object_id = s.child_id"
                  + " and h.number > ? and h.number < ?)) order by child_id, from_number",
              objects,
              event,
              event,
              event,
              declaration.number())
          .forEach(stay -> wrong.put(List.of((long) stay[0], (long) stay[2]), stay));
    }
    List<Object[]> forgotten = new ArrayList<>();
    List<Object[]> again = new ArrayList<>();
    for (Object[] stay : wrong.values()) {
      forgotten.add(new Object[] {declaration.number(), stay[0], stay[2], stay[3]});
      open.remove((long) stay[0]);
      if ((long) stay[5] == event && (long) stay[2] != event) {
        again.add(new Object[] {stay[0], stay[1], stay[2], declaration.number(), stay[4]});
        open.put(
            (long) stay[0],
            new Open((long) stay[0], (long) stay[1], (long) stay[2], declaration.number()));
      }
    }
    Rows.changeAll(
        c,
        "update provenance_stay set known_until = ?"
            + " where child_id = ? and from_number = ? and known_from = ?",
        forgotten);
    Rows.changeAll(
        c,
        "insert into provenance_stay (%s, from_time) values (?, ?, ?, ?, ?)".formatted(COLUMNS),
        again);
  }

  private static Object[] whole(ResultSet r) throws SQLException {
    return new Object[] {
      r.getLong(1), r.getLong(2), r.getLong(3), r.getLong(4), r.getLong(5), r.getLong(6)
    };
  }

  /**
   * What the ledger says of an object in the end, which decides.
   *
   * @param parent what it is in; empty for nothing
   */
  void settle(long child, OptionalLong parent, At last) throws SQLException {
    if (parent.isEmpty()) {
      end(List.of(child), last);
    } else {
      Open now = open.get(child);
      if (now == null || now.parent() != parent.getAsLong()) {
        // An event of a changed build may say that it went into something else.
        Rows.change(
            c,
            "delete from provenance_stay"
                + " where child_id = ? and from_number = ? and known_from = ?",
            child,
            last.number(),
            last.number());
      }
      begin(parent.getAsLong(), List.of(child), last);
    }
  }
}
