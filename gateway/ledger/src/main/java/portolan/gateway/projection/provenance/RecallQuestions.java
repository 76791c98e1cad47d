// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import portolan.domain.encoding.Fields;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.gs1.Identity;
import portolan.domain.recall.Recall;
import portolan.domain.recall.Scope;
import portolan.domain.recall.Source;
import portolan.domain.trace.Affected;
import portolan.domain.trace.Moment;
import portolan.domain.trace.Standing;

/** What is asked of recalls, in one connection and as of the end of one block. */
final class RecallQuestions {
  private final Connection c;
  private final AsOf asOf;
  private final IndexHistory history;

  RecallQuestions(Connection c, AsOf asOf) {
    this.c = c;
    this.asOf = asOf;
    history = new IndexHistory(c, asOf.number());
  }

  // What a recall reaches.

  /** Nothing if that is more than is looked at. */
  Optional<RecallReach> reach(List<Source> sources) throws SQLException {
    List<Affected.Fault> faults = new ArrayList<>();
    Set<String> named = new HashSet<>();
    for (Source source : sources) {
      String name = source.what().canonical();
      named.add(name);
      switch (source.what()) {
        case EpcClass kind -> {
          faults.add(new Affected.Fault(name, Moment.BEGINNING, Moment.END));
          for (String member : kind.lot().isEmpty() ? ofProduct(kind) : ofLot(kind)) {
            faults.add(new Affected.Fault(member, Moment.BEGINNING, Moment.END));
          }
        }
        case Epc epc ->
            faults.add(
                new Affected.Fault(
                    name,
                    source
                        .from()
                        .map(time -> new Moment(time, Long.MIN_VALUE))
                        .orElse(Moment.BEGINNING),
                    source.to().map(time -> new Moment(time, Long.MAX_VALUE)).orElse(Moment.END)));
      }
      if (faults.size() > EventIndex.MAX_AFFECTED) {
        return Optional.empty();
      }
    }
    SpreadHistory spread = new SpreadHistory(c, history);
    spread.look(faults.stream().map(Affected.Fault::object).toList());
    Optional<Map<String, Moment>> affected = Affected.by(faults, EventIndex.MAX_AFFECTED, spread);
    return affected.isPresent() ? Optional.of(reach(affected.get(), named)) : Optional.empty();
  }

  private RecallReach reach(Map<String, Moment> affected, Set<String> named) throws SQLException {
    List<String> objects = new ArrayList<>();
    List<String> maximal = new ArrayList<>();
    for (String name : affected.keySet()) {
      Optional<Identity> identity = identity(name);
      if (identity.isEmpty()) {
        continue;
      }
      switch (identity.get()) {
        // What is recalled as a whole is held by its name already; a product is not, for one of it.
        case EpcClass kind -> {
          if (!named.contains(name) && !kind.lot().isEmpty() && kind.gtin().isPresent()) {
            maximal.add(name);
          }
        }
        case Epc epc -> objects.add(name);
      }
    }
    Map<String, Boolean> living = living(objects);
    Set<String> contained = contained(living.keySet(), affected.keySet());
    // The order of what is in something has to be held, whatever that is in.
    living.forEach(
        (name, hasOrder) -> {
          if (hasOrder || !contained.contains(name)) {
            maximal.add(name);
          }
        });
    maximal.sort(Comparator.naturalOrder());
    Map<String, Moment> ordered = new LinkedHashMap<>();
    affected.entrySet().stream()
        .sorted(
            Map.Entry.<String, Moment>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
    return new RecallReach(ordered, maximal, Scope.of(asOf.block(), maximal));
  }

  /** Nothing of a private identifier: events name those too. */
  private static Optional<Identity> identity(String name) {
    try {
      return name.length() <= Epc.MAX_LENGTH ? Optional.of(Identity.parse(name)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Those of these objects that live, and whether they travel for an order. */
  private Map<String, Boolean> living(List<String> objects) throws SQLException {
    Map<String, Boolean> living = new HashMap<>();
    for (List<String> chunk : SpreadHistory.chunks(objects)) {
      Rows.all(
          c,
          r -> living.put(r.getString(1), r.getString(2) != null),
          "select o.name, h.order_id from provenance_object o"
              + " join provenance_holding h on h.object_id = o.id"
              + " where o.name = any(?) and h.custodian is not null and not h.ended"
              + " and h.number = (select max(l.number) from provenance_holding l"
              + " where l.object_id = o.id and l.number <= ?)",
          chunk,
          n());
    }
    return living;
  }

  /** Those of these objects that are in something affected, however deep. */
  private Set<String> contained(Set<String> objects, Set<String> affected) throws SQLException {
    Map<String, String> parents = new HashMap<>();
    Set<String> level = objects;
    while (!level.isEmpty()) {
      Set<String> next = new HashSet<>();
      for (List<String> chunk : SpreadHistory.chunks(List.copyOf(level))) {
        Rows.all(
            c,
            r -> {
              parents.put(r.getString(1), r.getString(2));
              return next.add(r.getString(2));
            },
            "select child.name, parent.name from provenance_stay s"
                + " join provenance_object child on child.id = s.child_id"
                + " join provenance_object parent on parent.id = s.parent_id"
                + " where child.name = any(?) and s.from_number <= ?"
                + " and (s.to_number is null or s.to_number > ?)"
                + " and s.known_from <= ? and (s.known_until is null or s.known_until > ?)",
            chunk,
            n(),
            n(),
            n(),
            n());
      }
      next.removeAll(parents.keySet());
      next.removeAll(objects);
      next.removeAll(affected);
      level = next;
    }
    Set<String> contained = new HashSet<>();
    for (String object : objects) {
      Set<String> path = new HashSet<>();
      String parent = parents.get(object);
      while (parent != null && path.add(parent)) {
        if (affected.contains(parent)) {
          contained.add(object);
          break;
        }
        parent = parents.get(parent);
      }
    }
    return contained;
  }

  /** Units and lots of a product. */
  private List<String> ofProduct(EpcClass kind) throws SQLException {
    return Rows.all(
        c,
        r -> r.getString(1),
        "select o.name from provenance_object o where o.name like ?"
            + " and (exists (select 1 from provenance_holding h"
            + " where h.object_id = o.id and h.number <= ?)"
            + " or exists (select 1 from provenance_naming n"
            + " where n.object_id = o.id and n.number <= ?)) order by o.name limit ?",
        kind.canonical() + "/%",
        asOf.number(),
        asOf.number(),
        EventIndex.MAX_AFFECTED + 1);
  }

  /** Units that master data say are of a lot. */
  private List<String> ofLot(EpcClass lot) throws SQLException {
    return Rows.all(
        c,
        r -> r.getString(1),
        "select distinct o.name from provenance_object o"
            + " join provenance_holding h on h.object_id = o.id"
            + " where o.name like ? and h.lot = ? and h.number <= ? order by o.name limit ?",
        new EpcClass(lot.code(), lot.key(), "").canonical() + "/21/%",
        lot.lot(),
        asOf.number(),
        EventIndex.MAX_AFFECTED + 1);
  }

  // Recalls.

  /** What a recall has marked, by name. */
  List<String> marked(String recallId) throws SQLException {
    return Rows.all(
        c,
        r -> r.getString(1),
        "select o.name from provenance_mark m join provenance_object o on o.id = m.object_id"
            + " where m.recall_id = ? and m.from_number <= ?"
            + " and (m.to_number is null or m.to_number > ?) order by o.name",
        recallId,
        asOf.number(),
        asOf.number());
  }

  Optional<IndexedRecall> recall(String recallId) throws SQLException {
    return Rows.first(
        c, this::recall, RECALL + " where r.recall_id = ?" + LATEST, recallId, n(), n());
  }

  /** In the order in which they were opened. */
  List<IndexedRecall> recalls(long after, int most) throws SQLException {
    List<String> ids =
        Rows.all(
            c,
            r -> r.getString(1),
            "select recall_id from provenance_recall where number <= ? group by recall_id"
                + " having min(number) > ? order by min(number), recall_id limit ?",
            n(),
            after,
            most);
    List<IndexedRecall> recalls = new ArrayList<>();
    for (String id : ids) {
      recall(id).ifPresent(recalls::add);
    }
    recalls.sort(Comparator.comparingLong(IndexedRecall::number));
    return recalls;
  }

  /**
   * Recalls in the order in which something was said of them last: they were opened, lifted, have
   * marked more.
   *
   * @return by that place in the order of the ledger
   */
  SortedMap<Long, IndexedRecall> changed(long after, int most) throws SQLException {
    SortedMap<Long, IndexedRecall> changed = new TreeMap<>();
    Map<String, Long> last = new LinkedHashMap<>();
    Rows.all(
        c,
        r -> last.put(r.getString(1), r.getLong(2)),
        "select recall_id, max(number) from (select recall_id, number from provenance_recall"
            + " union all select recall_id, from_number from provenance_mark) said"
            + " where number <= ? group by recall_id having max(number) > ?"
            + " order by max(number), recall_id limit ?",
        n(),
        after,
        most);
    for (Map.Entry<String, Long> entry : last.entrySet()) {
      Optional<IndexedRecall> recall = recall(entry.getKey());
      if (recall.isPresent()) {
        changed.put(entry.getValue(), recall.get());
      }
    }
    return changed;
  }

  private static final String RECALL =
      "select r.recall_id, r.body, (select min(f.number) from provenance_recall f"
          + " where f.recall_id = r.recall_id), (select min(f.block) from provenance_recall f"
          + " where f.recall_id = r.recall_id) from provenance_recall r";

  private static final String LATEST =
      " and r.number = (select max(l.number) from provenance_recall l"
          + " where l.recall_id = r.recall_id and l.number <= ?) and r.number <= ?";

  private long n() {
    return asOf.number();
  }

  private IndexedRecall recall(ResultSet r) throws SQLException {
    String id = r.getString(1);
    Recall recall = Recall.fromJson(Fields.parse(id, r.getBytes(2)));
    long marked =
        Rows.number(
                c,
                "select count(*) from provenance_mark where recall_id = ? and from_number <= ?"
                    + " and (to_number is null or to_number > ?)",
                id,
                n(),
                n())
            .orElse(0);
    return new IndexedRecall(recall, r.getLong(3), r.getLong(4), marked);
  }

  /**
   * Whether a member has something of what a recall has marked, or of what it recalls as a whole.
   * The first goods that it has decide.
   */
  boolean concerns(IndexedRecall recall, String member) throws SQLException {
    for (String name : marked(recall.recall().opened().recallId())) {
      if (isWith(name, member)) {
        return true;
      }
    }
    for (Source source : recall.recall().opened().sources()) {
      List<String> names =
          switch (source.what()) {
            case EpcClass kind -> kind.lot().isEmpty() ? ofProduct(kind) : ofLot(kind);
            case Epc epc -> List.of(epc.canonical());
          };
      for (String name : names) {
        if (isWith(name, member)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isWith(String name, String member) {
    return Standing.of(name, asOf.number(), history)
        .filter(its -> its.custodian().equals(member) || its.receiver().equals(Optional.of(member)))
        .isPresent();
  }
}
