// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import portolan.domain.registry.RegisteredProduct;

/** Writes what blocks bring, in a transaction of the caller's. */
final class IndexWriter {
  private final Connection c;
  private final ObjectNames names;
  private final MarkRows marks;
  private long lastNumber;
  private long lastTime;

  IndexWriter(Connection c) throws SQLException {
    this.c = c;
    names = new ObjectNames(c);
    marks = new MarkRows(c);
    Rows.first(
            c,
            r -> new long[] {r.getLong(1), r.getLong(2)},
            "select last_number, at from provenance_block order by block desc limit 1")
        .ifPresent(
            last -> {
              lastNumber = last[0];
              lastTime = last[1];
            });
  }

  /** A block that is not in it yet. */
  void write(CapturingBlock block) throws SQLException {
    long before = lastNumber;
    for (RegisteredProduct product : block.products()) {
      write(product, block.number());
    }
    for (CapturingBlock.Captures captures : block.transactions()) {
      new Transaction(block.number(), captures).write();
    }
    long time = Math.max(lastTime, block.time().map(Instant::toEpochMilli).orElse(0L));
    if (time > lastTime || lastNumber > before) {
      Rows.change(
          c,
          "insert into provenance_block (block, at, last_number) values (?, ?, ?)",
          block.number(),
          time,
          lastNumber);
      lastTime = time;
    }
  }

  private void write(RegisteredProduct product, long block) throws SQLException {
    String gtin = product.product().gtin().digits();
    Rows.change(c, "delete from provenance_product where gtin = ?", gtin);
    Rows.change(
        c,
        "insert into provenance_product (gtin, block, name, origin_country) values (?, ?, ?, ?)",
        gtin,
        block,
        product.product().name(),
        product.product().originCountry());
  }

  /** What one transaction captured. */
  private final class Transaction {
    private static final int EPOCH = 3;

    private final long block;
    private final CapturingBlock.Captures captures;
    private final List<CapturedEvent> events;
    private final Map<String, Optional<ObjectState>> states;
    private final Map<String, Long> ids;
    private final Map<Long, StayRows.At> lastNamed = new HashMap<>();
    private final long first = lastNumber + 1;

    Transaction(long block, CapturingBlock.Captures captures) throws SQLException {
      this.block = block;
      this.captures = captures;
      events = captures.events();
      states = captures.states();
      ids =
          names.of(
              Stream.of(
                      events.stream().flatMap(e -> e.namings().stream()).map(Naming::name),
                      states.keySet().stream(),
                      states.values().stream()
                          .flatMap(Optional::stream)
                          .flatMap(state -> state.parent().map(ObjectState.Parent::name).stream()),
                      captures.recalls().classes().keySet().stream())
                  .flatMap(names -> names)
                  .toList());
      // What is written without an event has a place in the order, too.
      lastNumber += Math.max(1, events.size());
    }

    void write() throws SQLException {
      writeEvents();
      writeNamings();
      StayRows stays =
          new StayRows(c, states.keySet().stream().map(ids::get).collect(Collectors.toSet()));
      for (int i = 0; i < events.size(); i++) {
        follow(events.get(i), at(i), stays);
      }
      writeStates(stays);
      writeRecalls();
    }

    private void writeRecalls() throws SQLException {
      Map<Long, Set<String>> marked = new TreeMap<>();
      states.forEach(
          (name, state) ->
              marked.put(ids.get(name), state.map(ObjectState::recalls).orElse(Set.of())));
      captures.recalls().classes().forEach((name, recalls) -> marked.put(ids.get(name), recalls));
      if (!marked.isEmpty()) {
        marks.write(marked, lastNumber);
      }
      List<Object[]> rows = new ArrayList<>();
      captures
          .recalls()
          .recalls()
          .forEach(
              (id, recall) ->
                  rows.add(new Object[] {id, lastNumber, block, recall.toJson().canonicalBytes()}));
      Rows.changeAll(
          c,
          "insert into provenance_recall (recall_id, number, block, body) values (?, ?, ?, ?)",
          rows);
    }

    private StayRows.At at(int index) {
      return new StayRows.At(first + index, Rows.micros(events.get(index).eventTime()));
    }

    /** For what is written without an event. */
    private StayRows.At ofTransaction() {
      return new StayRows.At(lastNumber, Rows.micros(captures.timestamp()));
    }

    private void writeEvents() throws SQLException {
      List<Object[]> rows = new ArrayList<>();
      for (int i = 0; i < events.size(); i++) {
        CapturedEvent event = events.get(i);
        rows.add(
            new Object[] {
              first + i,
              block,
              captures.place(),
              event.item(),
              captures.transactionId(),
              event.eventId(),
              event.hash(),
              event.capturedBy(),
              Rows.micros(event.eventTime()),
              event.timeText(),
              captures.timestamp().toEpochMilli(),
              event.type(),
              event.bizStep(),
              event.readPoint(),
              event.declaration().map(CapturedEvent.Declaration::time).orElse(null),
              event.declaration().map(CapturedEvent.Declaration::reason).orElse(null),
              event.body().size(),
              Body.deflate(event.body().toByteArray())
            });
      }
      Rows.changeAll(
          c,
          "insert into provenance_event (number, block, place, item, transaction_id, event_id,"
              + " hash, captured_by, event_time, time_text, record_time, type, biz_step,"
              + " read_point, declared_at, reason, body_bytes, body)"
              + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          rows);
    }

    private void writeNamings() throws SQLException {
      List<Object[]> rows = new ArrayList<>();
      for (int i = 0; i < events.size(); i++) {
        StayRows.At at = at(i);
        int part = 0;
        for (Naming naming : events.get(i).namings()) {
          long object = ids.get(naming.name());
          lastNamed.put(object, at);
          rows.add(
              new Object[] {
                at.number(),
                part++,
                object,
                naming.role().name(),
                at.micros(),
                naming.amount().map(amount -> amount.toPlainString()).orElse(null),
                naming.unit().orElse(null)
              });
        }
      }
      Rows.changeAll(
          c,
          "insert into provenance_naming (number, part, object_id, role, event_time, amount, unit)"
              + " values (?, ?, ?, ?, ?, ?, ?)",
          rows);
    }

    private void follow(CapturedEvent event, StayRows.At at, StayRows stays) throws SQLException {
      if (event.declaration().isPresent()) {
        declare(event, at, stays);
      } else if (event.follows() && event.isAggregation("ADD")) {
        stays.begin(parent(event), changedChildren(event), at);
      } else if (event.follows() && event.isAggregation("DELETE")) {
        boolean whole = event.named(Role.CHILD).isEmpty();
        if (!whole) {
          stays.end(changedChildren(event), at);
        } else if (states.containsKey(event.named(Role.PARENT).getFirst())) {
          stays.empty(parent(event), at);
        }
      }
    }

    private long parent(CapturedEvent event) {
      return ids.get(event.named(Role.PARENT).getFirst());
    }

    /** What the ledger did not change did not go in or out, whatever the event says. */
    private List<Long> changedChildren(CapturedEvent event) {
      return event.named(Role.CHILD).stream()
          .filter(states::containsKey)
          .map(ids::get)
          .distinct()
          .toList();
    }

    private void declare(CapturedEvent event, StayRows.At at, StayRows stays) throws SQLException {
      OptionalLong original =
          Rows.number(
              c,
              "select max(number) from provenance_event where event_id = ? and captured_by = ?"
                  + " and declared_at is null and number < ?",
              event.eventId(),
              event.capturedBy(),
              at.number());
      if (original.isEmpty()) {
        return;
      }
      Rows.change(
          c,
          "update provenance_event set wrong_from = ? where number = ? and wrong_from is null",
          at.number(),
          original.getAsLong());
      if (event.follows()) {
        Rows.change(
            c,
            "update provenance_event set undone_from = ?"
                + " where number = ? and undone_from is null",
            at.number(),
            original.getAsLong());
        List<Long> changed =
            event.namings().stream()
                .map(Naming::name)
                .filter(states::containsKey)
                .map(ids::get)
                .distinct()
                .toList();
        if (!changed.isEmpty()) {
          stays.undo(original.getAsLong(), changed, at);
        }
      }
    }

    private void writeStates(StayRows stays) throws SQLException {
      Map<Long, Object[]> before = before();
      Map<Long, Long> epochs = new HashMap<>();
      before.forEach((object, row) -> epochs.put(object, (Long) row[EPOCH]));
      List<Object[]> rows = new ArrayList<>();
      for (Map.Entry<String, Optional<ObjectState>> changed : states.entrySet()) {
        long object = ids.get(changed.getKey());
        StayRows.At at = lastNamed.getOrDefault(object, ofTransaction());
        Optional<ObjectState> state = changed.getValue();
        long epoch = state.map(ObjectState::epoch).orElse(0L);
        if (epoch > epochs.getOrDefault(object, 0L)) {
          stays.emptyOfEarlier(object, first, at);
        }
        epochs.put(object, epoch);
        Object[] after = {
          state.map(ObjectState::custodian).orElse(null),
          state.flatMap(ObjectState::receiver).orElse(null),
          state.map(ObjectState::disposition).orElse(null),
          epoch,
          state.flatMap(ObjectState::lot).orElse(null),
          state.flatMap(ObjectState::order).orElse(null),
          state.map(ObjectState::ended).orElse(null)
        };
        // A mark of a recall changes none of this.
        if (lastNamed.containsKey(object) || !Arrays.equals(after, before.get(object))) {
          Object[] row = new Object[after.length + 2];
          row[0] = object;
          row[1] = at.number();
          System.arraycopy(after, 0, row, 2, after.length);
          rows.add(row);
        }
      }
      Rows.changeAll(
          c,
          "insert into provenance_holding (object_id, number, custodian, receiver, disposition,"
              + " epoch, lot, order_id, ended) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
          rows);
      for (Map.Entry<String, Optional<ObjectState>> changed : states.entrySet()) {
        long object = ids.get(changed.getKey());
        stays.settle(
            object,
            changed
                .getValue()
                .flatMap(ObjectState::parent)
                .filter(in -> in.epoch() == epochs.getOrDefault(ids.get(in.name()), 0L))
                .map(in -> OptionalLong.of(ids.get(in.name())))
                .orElse(OptionalLong.empty()),
            lastNamed.getOrDefault(object, ofTransaction()));
      }
    }

    /** Of what changes and of what it is in, before the transaction: as in the table. */
    private Map<Long, Object[]> before() throws SQLException {
      Set<Long> objects = new TreeSet<>();
      for (Map.Entry<String, Optional<ObjectState>> changed : states.entrySet()) {
        objects.add(ids.get(changed.getKey()));
        changed
            .getValue()
            .flatMap(ObjectState::parent)
            .ifPresent(parent -> objects.add(ids.get(parent.name())));
      }
      Map<Long, Object[]> rows = new HashMap<>();
      if (!objects.isEmpty()) {
        Rows.all(
            c,
            r ->
                rows.put(
                    r.getLong(1),
                    new Object[] {
                      r.getString(2),
                      r.getString(3),
                      r.getString(4),
                      r.getLong(5),
                      r.getString(6),
                      r.getString(7),
                      r.getObject(8)
                    }),
            "select object_id, custodian, receiver, disposition, epoch, lot, order_id,"
                + " ended"
                + " from provenance_holding h where object_id = any(?)"
                + " and number = (select max(number) from provenance_holding l"
                + " where l.object_id = h.object_id)",
            objects);
      }
      return rows;
    }
  }
}
