// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import portolan.domain.trace.Conversion;
import portolan.domain.trace.History;
import portolan.domain.trace.Holding;
import portolan.domain.trace.Moment;
import portolan.domain.trace.Stay;

/** The facts of the index as of the end of a block. */
final class IndexHistory implements History {
  private static final String STAY =
      "select child.name, parent.name, s.from_time, s.from_number, s.to_time, s.to_number"
          + " from provenance_stay s"
          + " join provenance_object child on child.id = s.child_id"
          + " join provenance_object parent on parent.id = s.parent_id"
          + " where s.known_from <= ? and (s.known_until is null or s.known_until > ?)";

  private static final String OVERLAPPING =
      " and s.from_time <= ? and (s.to_time is null or s.to_number > ? or s.to_time >= ?)"
          + " order by s.from_number, s.child_id";

  private final Connection c;
  private final long number;

  /**
   * As of a place in the order.
   *
   * @param number of the last event that is known
   */
  IndexHistory(Connection c, long number) {
    this.c = c;
    this.number = number;
  }

  /** A question that failed; the history is no place for what is SQL's. */
  static final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient SQLException failure;

    FailedException(SQLException failure) {
      super(failure);
      this.failure = failure;
    }

    SQLException failure() {
      return failure;
    }
  }

  private interface Question<T> {
    T ask(long object) throws SQLException;
  }

  private <T> T of(String object, T nothing, Question<T> question) {
    try {
      OptionalLong id = ObjectNames.find(c, object);
      return id.isEmpty() ? nothing : question.ask(id.getAsLong());
    } catch (SQLException e) {
      throw new FailedException(e);
    }
  }

  @Override
  public List<Stay> parents(String child, Moment from, Moment to) {
    return stays("s.child_id", child, from, to);
  }

  @Override
  public List<Stay> children(String parent, Moment from, Moment to) {
    return stays("s.parent_id", parent, from, to);
  }

  private List<Stay> stays(String column, String object, Moment from, Moment to) {
    return of(
        object,
        List.of(),
        id ->
            Rows.all(
                    c,
                    this::stay,
                    STAY + " and " + column + " = ?" + OVERLAPPING,
                    number,
                    number,
                    id,
                    Rows.micros(to.time()),
                    number,
                    Rows.micros(from.time()))
                .stream()
                .filter(stay -> stay.from().compareTo(to) <= 0)
                .filter(stay -> stay.to().map(end -> end.compareTo(from) >= 0).orElse(true))
                .toList());
  }

  private Stay stay(ResultSet r) throws SQLException {
    Moment from = Rows.moment(r.getLong(3), r.getLong(4));
    long toTime = r.getLong(5);
    long to = r.getLong(6);
    boolean open = r.wasNull() || to > number;
    return new Stay(
        r.getString(1),
        r.getString(2),
        from,
        open ? Optional.empty() : Optional.of(Rows.moment(toTime, to)));
  }

  @Override
  public Optional<Stay> lastStay(String child, long upTo) {
    return of(
        child,
        Optional.empty(),
        id ->
            Rows.first(
                c,
                this::stay,
                STAY
                    + " and s.child_id = ? and s.from_number <= ? order by s.from_number desc"
                    + " limit 1",
                number,
                number,
                id,
                upTo));
  }

  @Override
  public Optional<Holding> holding(String object, long upTo) {
    return of(
        object,
        Optional.<Holding>empty(),
        id ->
            Rows.first(
                    c,
                    r ->
                        Optional.ofNullable(r.getString(1)).map(custodian -> holding(custodian, r)),
                    "select custodian, receiver, disposition, number from provenance_holding"
                        + " where object_id = ? and number <= ? order by number desc limit 1",
                    id,
                    Math.min(upTo, number))
                .flatMap(its -> its));
  }

  private static Holding holding(String custodian, ResultSet r) {
    try {
      return new Holding(
          custodian, Optional.ofNullable(r.getString(2)), r.getString(3), r.getLong(4));
    } catch (SQLException e) {
      throw new FailedException(e);
    }
  }

  @Override
  public List<Conversion> madeOf(String output) {
    return conversions("o.object_id", output);
  }

  @Override
  public List<Conversion> madeInto(String input) {
    return conversions("i.object_id", input);
  }

  /** Within one event, and of all events of a transformationID. */
  private List<Conversion> conversions(String column, String object) {
    String select =
        "select input.name, i.event_time, i.number, output.name, o.event_time, o.number";
    String right =
        " join provenance_object input on input.id = i.object_id"
            + " join provenance_object output on output.id = o.object_id"
            + " join provenance_event e on e.number = i.number"
            + " join provenance_event f on f.number = o.number"
            + " where i.role = 'INPUT' and o.role = 'OUTPUT' and "
            + column
            + " = ? and i.number <= ? and o.number <= ?"
            // Nobody joins a transformation of another by naming its id.
            + " and e.captured_by = f.captured_by"
            + " and (e.undone_from is null or e.undone_from > ?) and e.declared_at is null"
            + " and (f.undone_from is null or f.undone_from > ?) and f.declared_at is null";
    return of(
        object,
        List.of(),
        id ->
            Rows.all(
                c,
                r ->
                    new Conversion(
                        r.getString(1),
                        Rows.moment(r.getLong(2), r.getLong(3)),
                        r.getString(4),
                        Rows.moment(r.getLong(5), r.getLong(6))),
                select
                    + " from provenance_naming i join provenance_naming o on o.number = i.number"
                    + right
                    + " union "
                    + select
                    + " from provenance_naming i"
                    + " join provenance_naming t on t.number = i.number"
                    + " and t.role = 'TRANSFORMATION'"
                    + " join provenance_naming u on u.object_id = t.object_id"
                    + " and u.role = 'TRANSFORMATION'"
                    + " join provenance_naming o on o.number = u.number"
                    + right
                    + " order by 3, 6, 1, 4",
                id,
                number,
                number,
                number,
                number,
                id,
                number,
                number,
                number,
                number));
  }
}
