// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import portolan.domain.trace.Moment;

/** Questions and changes in SQL, and how values stand in the tables. */
final class Rows {
  private Rows() {}

  /** Makes something of the row that the result is at. */
  interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  static <T> List<T> all(Connection c, Reading<T> reading, String query, Object... arguments)
      throws SQLException {
    try (PreparedStatement s = c.prepareStatement(query)) {
      set(c, s, arguments);
      try (ResultSet r = s.executeQuery()) {
        List<T> rows = new ArrayList<>();
        while (r.next()) {
          rows.add(reading.of(r));
        }
        return rows;
      }
    }
  }

  static <T> Optional<T> first(Connection c, Reading<T> reading, String query, Object... arguments)
      throws SQLException {
    return all(c, reading, query, arguments).stream().findFirst();
  }

  /** The only number of the only row; empty if it is null or there is no row. */
  static OptionalLong number(Connection c, String query, Object... arguments) throws SQLException {
    return first(c, r -> OptionalLong.of(r.getLong(1)), query, arguments)
        .orElse(OptionalLong.empty());
  }

  static int change(Connection c, String statement, Object... arguments) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(statement)) {
      set(c, s, arguments);
      return s.executeUpdate();
    }
  }

  /** One statement with the values of each row. */
  static void changeAll(Connection c, String statement, List<Object[]> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement s = c.prepareStatement(statement)) {
      for (Object[] row : rows) {
        set(c, s, row);
        s.addBatch();
      }
      s.executeBatch();
    }
  }

  private static void set(Connection c, PreparedStatement s, Object... arguments)
      throws SQLException {
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case Collection<?> many -> s.setArray(i + 1, c.createArrayOf(type(many), many.toArray()));
        case null, default -> s.setObject(i + 1, arguments[i]);
      }
    }
  }

  private static String type(Collection<?> many) {
    return many.stream().allMatch(Long.class::isInstance) ? "bigint" : "varchar";
  }

  /** A time of an event; anything finer than a microsecond is cut off. */
  static long micros(Instant time) {
    if (time.equals(Instant.MIN)) {
      return Long.MIN_VALUE;
    }
    return time.equals(Instant.MAX)
        ? Long.MAX_VALUE
        : ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  static Moment moment(long micros, long number) {
    return new Moment(instant(micros), number);
  }

  /** That {@code event_time} and {@code number} are not before a moment, nor after another. */
  static final String WITHIN =
      "(%1$sevent_time > ? or (%1$sevent_time = ? and %1$snumber >= ?))"
          + " and (%1$sevent_time < ? or (%1$sevent_time = ? and %1$snumber <= ?))";

  static List<Object> within(Moment from, Moment to) {
    return List.of(
        micros(from.time()),
        micros(from.time()),
        from.order(),
        micros(to.time()),
        micros(to.time()),
        to.order());
  }
}
