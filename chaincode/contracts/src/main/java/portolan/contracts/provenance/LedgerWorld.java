// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.custody.Changes;
import portolan.domain.custody.CustodyEvent;
import portolan.domain.custody.EpochEnd;
import portolan.domain.custody.Footprint;
import portolan.domain.custody.Inside;
import portolan.domain.custody.Possession;
import portolan.domain.custody.Stock;
import portolan.domain.custody.World;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.gs1.Gln;
import portolan.domain.gs1.Gtin;
import portolan.domain.gs1.Identity;
import portolan.domain.gs1.KeyedEpc;
import portolan.domain.gs1.Sgtin;
import portolan.domain.membership.Parties;
import portolan.domain.order.PlacedOrder;
import portolan.domain.recall.RecallCounts;
import portolan.domain.worldstate.ProvenanceKeys;

/** What the rules of custody look up, in the state of {@code provenance}. */
final class LedgerWorld implements World {
  /** Deepest nesting of parents that is read ahead; deeper ones are read one by one. */
  private static final int DEPTH = 4;

  /**
   * Beside a state: the events that changed the object before the last one in the same transaction,
   * if nothing else tells of them.
   */
  private static final String EARLIER = "h";

  /** The state before, in a state that has it. */
  private static final String BEFORE = "w";

  /** The event that changed the object last. */
  private static final String LAST = "l";

  private final Transaction transaction;
  private final Ledger ledger;

  /** States as this transaction has left them: each is read and understood once. */
  private final Map<Epc, Optional<Possession>> states = new HashMap<>();

  /** States that this transaction has found or made, and replaced. */
  private final Map<Epc, List<Possession>> replaced = new HashMap<>();

  /** States that this transaction has made: only the last of each object gets into the ledger. */
  private final Map<Epc, List<Possession>> made = new HashMap<>();

  /**
   * Which events have changed an object in this transaction, as far as only the object tells of
   * them: the ledger's history has the last of them alone.
   */
  private final Map<Epc, List<String>> changedBy = new HashMap<>();

  private final Map<Gtin, Optional<String>> issuers = new HashMap<>();

  private final Map<EpcClass, Optional<String>> recalls = new HashMap<>();

  private final Map<String, Set<String>> orders = new HashMap<>();

  /** Read when it is first asked for. */
  private Parties parties;

  LedgerWorld(Transaction transaction) {
    this.transaction = transaction;
    this.ledger = transaction.ledger();
  }

  /** Reads the parents of these objects at once, and theirs, and the ends of their epochs. */
  void fetchParents(Collection<Epc> epcs) {
    Set<Epc> level = new LinkedHashSet<>(epcs);
    for (int depth = 0; depth < DEPTH && !level.isEmpty(); depth++) {
      Set<Inside> insides = new LinkedHashSet<>();
      level.forEach(epc -> find(epc).flatMap(Possession::parent).ifPresent(insides::add));
      ledger.fetch(insides.stream().map(i -> ProvenanceKeys.epc(i.parent().canonical())).toList());
      ledger.fetch(
          insides.stream()
              .filter(i -> find(i.parent()).filter(p -> p.epoch() == i.epoch()).isEmpty())
              .map(LedgerWorld::key)
              .toList());
      level = new LinkedHashSet<>();
      for (Inside inside : insides) {
        level.add(inside.parent());
      }
    }
  }

  /** Reads at once which recalls name the classes and lots of what these events move. */
  void fetchRecalls(Collection<CustodyEvent> events) {
    Set<EpcClass> kinds = new LinkedHashSet<>();
    for (CustodyEvent event : events) {
      if (moves(event)) {
        for (Epc epc : Footprint.objects(event)) {
          find(epc).ifPresent(state -> kinds.addAll(state.classes(epc)));
        }
        CaptureKeys.portions(event).forEach(portion -> kinds.addAll(portion.classes()));
      }
    }
    ledger.fetch(kinds.stream().map(RecallRecords::key).toList());
  }

  private static boolean moves(CustodyEvent event) {
    return switch (event) {
      case CustodyEvent.Pack e -> true;
      case CustodyEvent.Ship e -> true;
      case CustodyEvent.Sell e -> true;
      case CustodyEvent.Transform e -> true;
      case CustodyEvent.Commission e -> false;
      case CustodyEvent.Decommission e -> false;
      case CustodyEvent.Unpack e -> false;
      case CustodyEvent.UnpackAll e -> false;
      case CustodyEvent.VoidShipping e -> false;
      case CustodyEvent.Receive e -> false;
      case CustodyEvent.Shortage e -> false;
      case CustodyEvent.Mark e -> false;
      case CustodyEvent.Observe e -> false;
    };
  }

  /** Writes what a recall changes. */
  void write(Changes changes) {
    write(changes, Optional.empty());
  }

  /**
   * Writes what an event changes.
   *
   * @param identity of the event, if nothing but the objects that it changes tells of it
   */
  void write(Changes changes, Optional<String> identity) {
    changes
        .possessions()
        .forEach(
            (epc, state) -> {
              Optional<Possession> before = states.put(epc, state);
              List<Possession> ofObject = replaced.computeIfAbsent(epc, none -> new ArrayList<>());
              Optional.ofNullable(changes.freed().get(epc)).ifPresent(ofObject::add);
              if (before != null) {
                before.ifPresent(ofObject::add);
              }
              store(
                  ProvenanceKeys.epc(epc.canonical()),
                  state.map(s -> toJson(epc, s, replaced(epc, s, changes))));
              identity.ifPresent(
                  own -> changedBy.computeIfAbsent(epc, none -> new ArrayList<>()).add(own));
              state.ifPresent(s -> made.computeIfAbsent(epc, none -> new ArrayList<>()).add(s));
            });
    changes.epochs().forEach((inside, end) -> store(key(inside), end.map(EpochEnd::toJson)));
    changes
        .stocks()
        .forEach(
            (key, stock) ->
                store(
                    key.onLedger(),
                    stock.isNone() ? Optional.empty() : Optional.of(stock.toJson())));
    changes
        .held()
        .forEach(
            (held, objects) -> {
              String key = ProvenanceKeys.held(held.orderId());
              RecallCounts counts =
                  ledger
                      .find(key)
                      .map(RecallCounts::fromJson)
                      .orElse(RecallCounts.NONE)
                      .plus(held.recallId(), objects);
              store(key, counts.isNone() ? Optional.empty() : Optional.of(counts.toJson()));
            });
  }

  private JsonObject toJson(Epc epc, Possession state, Optional<Possession> replaced) {
    JsonObject json = state.toJson(replaced);
    List<String> lost =
        changedBy.getOrDefault(epc, List.of()).stream()
            .filter(own -> replaced.filter(before -> before.last().equals(own)).isEmpty())
            .toList();
    return lost.isEmpty() ? json : json.toBuilder().putTexts(EARLIER, lost).build();
  }

  /**
   * Whether an event has changed an object, whatever has happened since.
   *
   * @param identity of the event, by its member
   */
  boolean wasChangedBy(Epc epc, String identity) {
    String key = ProvenanceKeys.epc(epc.canonical());
    return changedBy.getOrDefault(epc, List.of()).contains(identity)
        || ledger.history(key).stream().anyMatch(version -> tellsOf(version, identity));
  }

  private static boolean tellsOf(JsonObject version, String identity) {
    Json text = Json.text(identity);
    boolean earlier =
        version.member(EARLIER).orElse(null) instanceof JsonArray list
            && list.values().contains(text);
    boolean before =
        version.member(BEFORE).orElse(null) instanceof JsonObject state
            && state.member(LAST).filter(text::equals).isPresent();
    return earlier || before || version.member(LAST).filter(text::equals).isPresent();
  }

  /** What this has read and written so far. */
  record Snapshot(
      Map<Epc, Optional<Possession>> states,
      Map<Epc, List<Possession>> replaced,
      Map<Epc, List<Possession>> made,
      Map<Epc, List<String>> changedBy) {}

  /** As it is now. */
  Snapshot snapshot() {
    return new Snapshot(new HashMap<>(states), copy(replaced), copy(made), copy(changedBy));
  }

  /** As it was then; what was written since is discarded. */
  void restore(Snapshot snapshot) {
    set(states, snapshot.states());
    set(replaced, snapshot.replaced());
    set(made, snapshot.made());
    set(changedBy, snapshot.changedBy());
  }

  private static <T> Map<Epc, List<T>> copy(Map<Epc, List<T>> lists) {
    Map<Epc, List<T>> copy = new HashMap<>();
    lists.forEach((epc, list) -> copy.put(epc, new ArrayList<>(list)));
    return copy;
  }

  private static <T> void set(Map<Epc, T> map, Map<Epc, T> to) {
    map.clear();
    map.putAll(to);
  }

  private void store(String key, Optional<JsonObject> entity) {
    entity.ifPresentOrElse(json -> ledger.write(key, json), () -> ledger.delete(key));
  }

  private static String key(Inside inside) {
    return ProvenanceKeys.epoch(inside.parent().canonical(), inside.epoch());
  }

  @Override
  public Optional<Possession> find(Epc epc) {
    Optional<Possession> known = states.get(epc);
    if (known == null) {
      known = ledger.find(ProvenanceKeys.epc(epc.canonical())).map(Possession::fromJson);
      states.put(epc, known);
    }
    return known;
  }

  @Override
  public Optional<EpochEnd> epochEnd(Inside epoch) {
    return ledger.find(key(epoch)).map(EpochEnd::fromJson);
  }

  @Override
  public Stock stock(Stock.Key key) {
    return ledger.find(key.onLedger()).map(Stock::fromJson).orElse(Stock.NONE);
  }

  @Override
  public Optional<Possession> before(Epc epc, String hash) {
    String key = ProvenanceKeys.epc(epc.canonical());
    return of(replaced, epc, hash)
        .or(() -> ledger.read(key).flatMap(json -> in(Fields.of(key, json), hash)))
        .or(
            () ->
                ledger.history(key).stream()
                    .flatMap(json -> in(Fields.of(key, json), hash).stream())
                    .findFirst());
  }

  /** The state before, if the ledger will not have it in its history. */
  private Optional<Possession> replaced(Epc epc, Possession state, Changes changes) {
    return Optional.ofNullable(changes.freed().get(epc))
        .or(() -> state.before().flatMap(hash -> of(made, epc, hash)));
  }

  private static Optional<Possession> of(Map<Epc, List<Possession>> states, Epc epc, String hash) {
    return states.getOrDefault(epc, List.of()).stream()
        .filter(state -> state.hash().equals(hash))
        .findFirst();
  }

  /** The state that a version of a key has, or the one before it that came no further. */
  private static Optional<Possession> in(Fields version, String hash) {
    return Stream.concat(
            Stream.of(Possession.fromJson(version)),
            Possession.beforeInSameTransaction(version).stream())
        .filter(state -> state.hash().equals(hash))
        .findFirst();
  }

  @Override
  public Optional<String> productOwner(Gtin gtin) {
    return ProductRegistration.owner(ledger.find(ProvenanceKeys.product(gtin.digits())));
  }

  /** A prefix that nobody has registered is anybody's. */
  @Override
  public boolean mayBegin(Identity key, String member) {
    Optional<String> issuer =
        key instanceof Sgtin unit
            ? issuers.computeIfAbsent(unit.gtin(), parties()::issuer)
            : parties().issuer(key);
    return issuer.isEmpty() || issuer.get().equals(member);
  }

  @Override
  public Optional<String> memberOf(KeyedEpc party) {
    return Gln.of(party).flatMap(parties()::member);
  }

  private Parties parties() {
    if (parties == null) {
      parties = MemberRegistry.parties(transaction);
    }
    return parties;
  }

  @Override
  public boolean canReceive(String member) {
    return transaction.registry().roles(member).stream().anyMatch(EventCapture.ROLES::contains);
  }

  @Override
  public Optional<String> recallOf(EpcClass kind) {
    return recalls.computeIfAbsent(
        kind,
        its -> RecallRecords.of(ledger, its).recalls().stream().filter(this::isOpen).findFirst());
  }

  @Override
  public boolean isOpen(String recallId) {
    return RecallRecords.isOpen(ledger, recallId);
  }

  @Override
  public Set<String> partiesOf(String orderId) {
    return orders.computeIfAbsent(
        orderId,
        id ->
            ledger.find(ProvenanceKeys.order(id)).map(PlacedOrder::fromJson).stream()
                .flatMap(placed -> Stream.of(placed.platform(), placed.order().supplier()))
                .collect(Collectors.toUnmodifiableSet()));
  }
}
