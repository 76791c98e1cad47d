// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.gs1.Gtin;
import portolan.domain.gs1.Identity;
import portolan.domain.gs1.Sgtin;
import portolan.domain.trace.Journey;
import portolan.domain.trace.Span;
import portolan.domain.trace.Standing;

/** What is asked of the index, in one connection and as of the end of one block. */
final class IndexQuestions {
  private final Connection c;
  private final AsOf asOf;
  private final IndexHistory history;

  IndexQuestions(Connection c, AsOf asOf) {
    this.c = c;
    this.asOf = asOf;
    history = new IndexHistory(c, asOf.number());
  }

  /** The end of a block that is in the index. */
  static AsOf asOf(Connection c, long block) throws SQLException {
    return Rows.first(
            c,
            r -> new AsOf(block, Instant.ofEpochMilli(r.getLong(1)), r.getLong(2)),
            "select at, last_number from provenance_block where block <= ?"
                + " order by block desc limit 1",
            block)
        .orElse(new AsOf(block, Instant.EPOCH, 0));
  }

  /** Nothing if no event names it. */
  Optional<ObjectTrace> trace(Identity object, boolean withIngredients, EventPage.Cut cut)
      throws SQLException {
    String name = object.canonical();
    OptionalLong known = ObjectNames.find(c, name);
    if (known.isEmpty() || lastOf(known.getAsLong()).isEmpty()) {
      return Optional.empty();
    }
    List<Span> spans = Journey.of(name, history);
    return Optional.of(
        new ObjectTrace(
            Standing.of(name, asOf.number(), history),
            product(object),
            orders(spans),
            lastSeen(spans),
            page(withIngredients ? Journey.withIngredients(name, history) : spans, cut)));
  }

  private OptionalLong lastOf(long object) throws SQLException {
    return Rows.number(
        c,
        "select max(number) from provenance_naming where object_id = ? and number <= ?"
            + " having max(number) is not null",
        object,
        asOf.number());
  }

  private Optional<ObjectTrace.Product> product(Identity object) throws SQLException {
    Optional<String> gtin =
        switch (object) {
          case Sgtin unit -> Optional.of(unit.gtin().digits());
          case EpcClass kind -> kind.gtin().map(Gtin::digits);
          case Epc other -> Optional.empty();
        };
    return gtin.isEmpty()
        ? Optional.empty()
        : Rows.first(
            c,
            r -> new ObjectTrace.Product(r.getString(1), r.getString(2), r.getString(3)),
            "select gtin, name, origin_country from provenance_product"
                + " where gtin = ? and block <= ?",
            gtin.get(),
            asOf.block());
  }

  /** The events of all spans, each once: with the object that is nearest to what is traced. */
  private EventPage page(List<Span> spans, EventPage.Cut cut) throws SQLException {
    Map<Long, Span> found = new TreeMap<>();
    for (Span span : spans) {
      for (long number : numbers(span, cut)) {
        found.merge(number, span, (one, other) -> one.depth() <= other.depth() ? one : other);
      }
    }
    List<Long> first = found.keySet().stream().limit(cut.size() + 1L).toList();
    return page(first, cut, number -> found.get(number).object());
  }

  private List<Long> numbers(Span span, EventPage.Cut cut) throws SQLException {
    OptionalLong object = ObjectNames.find(c, span.object());
    if (object.isEmpty()) {
      return List.of();
    }
    List<Object> arguments = new ArrayList<>();
    arguments.add(object.getAsLong());
    arguments.add(cut.after());
    arguments.add(asOf.number());
    arguments.addAll(Rows.within(span.from(), span.to()));
    arguments.add(cut.size() + 1);
    return Rows.all(
        c,
        r -> r.getLong(1),
        "select distinct number from provenance_naming where object_id = ? and number > ? and"
            + " number <= ? and "
            + Rows.WITHIN.formatted("")
            + " order by number limit ?",
        arguments.toArray());
  }

  /** Its own events know best, then those of what it was in: a pallet goes for many orders. */
  private List<String> orders(List<Span> spans) throws SQLException {
    Map<Integer, Long> last = new TreeMap<>();
    for (Span span : spans) {
      if (span.relation() != Span.Relation.INGREDIENT) {
        OptionalLong number =
            lastIn(
                span,
                "max(n.number)",
                " and exists (select 1 from"
                    + " provenance_naming o where o.number = n.number and o.role = 'ORDER')");
        if (number.isPresent()) {
          last.merge(span.depth(), number.getAsLong(), Math::max);
        }
      }
    }
    return last.isEmpty()
        ? List.of()
        : Rows.all(
            c,
            r -> r.getString(1),
            "select o.name from provenance_naming n join provenance_object o on o.id = n.object_id"
                + " where n.number = ? and n.role = 'ORDER' order by n.part",
            last.values().iterator().next());
  }

  private Instant lastSeen(List<Span> spans) throws SQLException {
    long latest = 0;
    for (Span span : spans) {
      latest = Math.max(latest, lastIn(span, "max(e.record_time)", "").orElse(0));
    }
    return Instant.ofEpochMilli(latest);
  }

  private OptionalLong lastIn(Span span, String what, String condition) throws SQLException {
    OptionalLong object = ObjectNames.find(c, span.object());
    if (object.isEmpty()) {
      return OptionalLong.empty();
    }
    List<Object> arguments = new ArrayList<>();
    arguments.add(object.getAsLong());
    arguments.add(asOf.number());
    arguments.addAll(Rows.within(span.from(), span.to()));
    return Rows.number(
        c,
        "select "
            + what
            + " from provenance_naming n join provenance_event e on e.number = n.number"
            + " where n.object_id = ? and n.number <= ? and "
            + Rows.WITHIN.formatted("n.")
            + condition
            + " having count(*) > 0",
        arguments.toArray());
  }

  /** Events that a filter lets through. */
  EventPage list(EventFilter filter, EventPage.Cut cut) throws SQLException {
    StringBuilder query = new StringBuilder();
    List<Object> arguments = new ArrayList<>();
    for (String name : filter.named()) {
      OptionalLong id = ObjectNames.find(c, name);
      if (id.isEmpty()) {
        return new EventPage(asOf, List.of(), false);
      }
      query
          .append(" and exists (select 1 from provenance_naming n where n.number = e.number")
          .append(" and n.object_id = ?)");
      arguments.add(id.getAsLong());
    }
    add(query, arguments, "e.event_id = ?", filter.eventId());
    add(query, arguments, "e.biz_step = ?", filter.bizStep());
    add(query, arguments, "e.captured_by = ?", filter.capturedBy());
    add(query, arguments, "e.event_time >= ?", filter.from().map(Rows::micros));
    add(query, arguments, "e.event_time < ?", filter.to().map(Rows::micros));
    List<Object> all = new ArrayList<>();
    String from = " from provenance_event e where e.number > ? and e.number <= ?";
    if (!filter.named().isEmpty()) {
      // What names it is few among all events.
      from =
          " from (select distinct number from provenance_naming where object_id = ?) f"
              + " join provenance_event e on e.number = f.number"
              + " where e.number > ? and e.number <= ?";
      all.add(arguments.getFirst());
    }
    all.add(cut.after());
    all.add(asOf.number());
    all.addAll(arguments);
    all.add(cut.size() + 1);
    List<Long> numbers =
        Rows.all(
            c,
            r -> r.getLong(1),
            "select e.number" + from + query + " order by e.number limit ?",
            all.toArray());
    return page(numbers, cut, number -> filter.named().isEmpty() ? "" : filter.named().getFirst());
  }

  private static void add(
      StringBuilder query, List<Object> arguments, String condition, Optional<?> value) {
    if (value.isPresent()) {
      query.append(" and ").append(condition);
      arguments.add(value.get());
    }
  }

  /** Which object of what was asked for an event names. */
  private interface Naming {
    String of(long number);
  }

  /**
   * Ends earlier than asked when the events would become too large together; one event at least.
   *
   * @param numbers one more than are wanted, if there is one
   */
  private EventPage page(List<Long> numbers, EventPage.Cut cut, Naming naming) throws SQLException {
    Map<Long, Integer> sizes = new TreeMap<>();
    if (!numbers.isEmpty()) {
      Rows.all(
          c,
          r -> sizes.put(r.getLong(1), r.getInt(2)),
          "select number, body_bytes from provenance_event where number = any(?)",
          numbers);
    }
    List<Long> shown = new ArrayList<>();
    long bytes = 0;
    for (long number : numbers) {
      int size = sizes.get(number);
      bytes += size > EventIndex.MAX_BODY_BYTES ? 0 : size;
      if (shown.size() == cut.size() || (!shown.isEmpty() && bytes > EventIndex.MAX_PAGE_BYTES)) {
        break;
      }
      shown.add(number);
    }
    List<IndexedEvent> events =
        shown.isEmpty()
            ? List.of()
            : Rows.all(
                c,
                r -> event(r, naming),
                "select * from provenance_event where number = any(?) order by number",
                shown);
    return new EventPage(asOf, events, shown.size() < numbers.size());
  }

  private IndexedEvent event(ResultSet r, Naming naming) throws SQLException {
    long number = r.getLong("number");
    int bytes = r.getInt("body_bytes");
    long wrongFrom = r.getLong("wrong_from");
    boolean wrong = !r.wasNull() && wrongFrom <= asOf.number();
    String declaredAt = r.getString("declared_at");
    return new IndexedEvent(
        number,
        naming.of(number),
        r.getString("event_id"),
        r.getString("hash"),
        r.getString("type"),
        r.getString("biz_step"),
        r.getString("time_text"),
        Instant.ofEpochMilli(r.getLong("record_time")),
        r.getString("captured_by"),
        r.getString("read_point"),
        r.getLong("block"),
        r.getString("transaction_id"),
        Optional.ofNullable(declaredAt).map(time -> new IndexedEvent.Declaration(time, reason(r))),
        wrong,
        bytes > EventIndex.MAX_BODY_BYTES
            ? Optional.empty()
            : Optional.of(
                new String(Body.inflate(r.getBytes("body"), bytes), StandardCharsets.UTF_8)));
  }

  private static String reason(ResultSet r) {
    try {
      return r.getString("reason");
    } catch (SQLException e) {
      throw new IndexHistory.FailedException(e);
    }
  }
}
