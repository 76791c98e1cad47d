// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Tuple;
import org.assertj.core.api.SoftAssertions;
import portolan.domain.custody.CustodyModel.Verdict;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.RefusedException;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.gs1.Gtin;
import portolan.domain.gs1.Identity;
import portolan.domain.gs1.KeyedEpc;
import portolan.domain.gs1.Sgtin;
import portolan.domain.gs1.Sscc;

/**
 * The rules against a second description of the same world, with some 20,000 events. With {@code
 * -Dportolan.histories=10000} so many further histories of 100 events each are played.
 */
class CustodyModelTest {
  private static final List<String> MEMBERS = List.of("SupplierMSP", "LogisticsMSP", "PlatformMSP");
  private static final String ENTITLED = "whoever may";
  private static final int TRIES = 200;
  private static final int DRAWN = 40;
  private static final int MOST_HISTORIES = 200;
  private static final Gtin OWN = new Gtin("10614141123459");
  private static final Gtin FOREIGN = new Gtin("80614141123458");
  private static final Sgtin FIRST = new Sgtin(OWN, "1");
  private static final Sgtin SECOND = new Sgtin(OWN, "2");
  private static final Sgtin OTHER = new Sgtin(FOREIGN, "1");
  private static final List<Epc> OBJECTS =
      List.of(FIRST, SECOND, OTHER, new Sscc("006141411234567890"), new Sscc("106141412345678908"));
  private static final Map<Sgtin, String> OWNERS =
      Map.of(FIRST, "SupplierMSP", SECOND, "SupplierMSP", OTHER, "PlatformMSP");
  private static final Instant BEGINNING = Instant.parse("2026-11-21T08:00:00Z");

  /** What somebody tries. */
  enum Kind {
    COMMISSION,
    DECOMMISSION,
    PACK,
    UNPACK,
    UNPACK_ITS_PARENT,
    UNPACK_ALL,
    SHIP,
    VOID_SHIPPING,
    RECEIVE,
    ACCEPT,
    SELL,
    SHORTAGE,
    MARK,
    DECLARE_WRONG
  }

  record Attempt(
      Kind kind,
      String actor,
      Epc first,
      Epc second,
      String receiver,
      String disposition,
      int earlier,
      int which) {

    CustodyEvent event(int n, CustodyModel model) {
      EventHeader header =
          new EventHeader(
              "urn:uuid:" + n,
              String.format("%043d", n),
              BEGINNING.plusSeconds(60L * Math.max(0, n - earlier)),
              disposition.isEmpty() ? Optional.empty() : Optional.of(disposition),
              Set.of(),
              Set.of(),
              List.of(),
              Optional.empty());
      Goods goods = new Goods(List.of(first), "epcList", List.of(), "quantityList");
      return switch (kind) {
        case COMMISSION ->
            new CustodyEvent.Commission(
                header(header, Blocking.allowsBeginning(disposition)), goods, Optional.empty());
        case DECOMMISSION -> new CustodyEvent.Decommission(header, goods, "inactive");
        case PACK -> new CustodyEvent.Pack(header, second, goods);
        case UNPACK -> new CustodyEvent.Unpack(header, second, goods);
        case UNPACK_ITS_PARENT ->
            new CustodyEvent.Unpack(
                header,
                model.lives(first) && model.things.get(first).inside != null
                    ? model.things.get(first).inside
                    : second,
                goods);
        case UNPACK_ALL -> new CustodyEvent.UnpackAll(header, second);
        case SHIP -> new CustodyEvent.Ship(header, goods, new Party.Member(receiver));
        case VOID_SHIPPING -> new CustodyEvent.VoidShipping(header, goods, Optional.empty());
        case RECEIVE -> new CustodyEvent.Receive(header, goods, false);
        case ACCEPT -> new CustodyEvent.Receive(header, goods, true);
        case SELL -> new CustodyEvent.Sell(header, goods, "retail_sold");
        case SHORTAGE -> new CustodyEvent.Shortage(header, goods);
        case MARK, DECLARE_WRONG -> new CustodyEvent.Mark(header, goods);
      };
    }

    private static EventHeader header(EventHeader header, boolean withDisposition) {
      return withDisposition
          ? header
          : new EventHeader(
              header.eventId(),
              header.identity(),
              header.eventTime(),
              Optional.empty(),
              Set.of(),
              Set.of(),
              List.of(),
              Optional.empty());
    }
  }

  /** A wrong state that a wrong rule could leave: the model has to find each. */
  enum Mistake {
    NONE,
    LOSES_WHO_RECEIVES,
    LOSES_WHO_HAS_SENT,
    LOSES_CLAIMS,
    LOSES_PARENTS,
    BLOCKS_NOTHING,
    KNOWS_NO_TIME,
    ENDS_NOTHING,
    EMPTIES_NOTHING,
    FORGETS_THAT_IT_IS_A_PARENT,
    HANDS_OVER_AT_ONCE;

    Possession made(Possession right) {
      PossessionChange change = new PossessionChange(right);
      switch (this) {
        case NONE -> {
          return right;
        }
        case LOSES_WHO_RECEIVES -> change.receiver = Optional.empty();
        case LOSES_WHO_HAS_SENT -> change.sender = Optional.empty();
        case LOSES_CLAIMS -> change.claim = Optional.empty();
        case LOSES_PARENTS -> change.parent = Optional.empty();
        case BLOCKS_NOTHING -> change.disposition = "active";
        case KNOWS_NO_TIME -> change.since = BEGINNING;
        case ENDS_NOTHING -> change.isEnded = false;
        case EMPTIES_NOTHING -> change.epoch = 0;
        case FORGETS_THAT_IT_IS_A_PARENT -> change.isParent = false;
        case HANDS_OVER_AT_ONCE -> change.custodian = change.receiver.orElse(change.custodian);
      }
      return change.asItIs();
    }
  }

  /** The rules, with a ledger that forgets nothing. */
  private static final class Rules implements World {
    private final Mistake mistake;
    private final Map<Epc, Possession> ledger = new LinkedHashMap<>();
    private final Map<Epc, List<Possession>> history = new HashMap<>();
    private final Map<Inside, EpochEnd> epochs = new HashMap<>();

    Rules(Mistake mistake) {
      this.mistake = mistake;
    }

    Verdict apply(CustodyEvent event, String actor) {
      try {
        return write(CustodyRules.apply(event, "event", actor, this));
      } catch (RefusedException e) {
        return Verdict.REFUSED;
      }
    }

    Verdict declareWrong(CustodyEvent event, String actor) {
      return write(CustodyRules.undo(event, "event", actor, this));
    }

    private Verdict write(Changes changes) {
      if (!changes.warnings().isEmpty()) {
        assertThat(changes.isNone()).isTrue();
        return Verdict.valueOf(changes.warnings().getFirst().code());
      }
      changes
          .freed()
          .forEach(
              (epc, state) -> history.computeIfAbsent(epc, none -> new ArrayList<>()).add(state));
      changes
          .possessions()
          .forEach(
              (epc, state) -> {
                // Through the form on the ledger, so that nothing lives in objects only.
                Optional<Possession> read =
                    state.map(s -> Possession.fromJson(Fields.of("epc", s.toJson())));
                assertThat(read).isEqualTo(state);
                read.ifPresentOrElse(
                    s -> {
                      ledger.put(epc, mistake.made(s));
                      history.computeIfAbsent(epc, none -> new ArrayList<>()).add(s);
                    },
                    () -> ledger.remove(epc));
              });
      changes
          .epochs()
          .forEach(
              (inside, end) ->
                  end.ifPresentOrElse(
                      e -> epochs.put(inside, EpochEnd.fromJson(Fields.of("epoch", e.toJson()))),
                      () -> assertThat(epochs.remove(inside)).isNotNull()));
      return Verdict.DONE;
    }

    @Override
    public Optional<Possession> find(Epc epc) {
      return Optional.ofNullable(ledger.get(epc));
    }

    @Override
    public Optional<EpochEnd> epochEnd(Inside epoch) {
      return Optional.ofNullable(epochs.get(epoch));
    }

    @Override
    public Stock stock(Stock.Key key) {
      return Stock.NONE;
    }

    @Override
    public Optional<Possession> before(Epc epc, String hash) {
      return history.getOrDefault(epc, List.of()).stream()
          .filter(state -> state.hash().equals(hash))
          .findFirst();
    }

    @Override
    public Optional<String> productOwner(Gtin gtin) {
      return Optional.of(gtin.equals(OWN) ? "SupplierMSP" : "PlatformMSP");
    }

    @Override
    public boolean mayBegin(Identity key, String member) {
      return true;
    }

    @Override
    public Optional<String> memberOf(KeyedEpc party) {
      return Optional.empty();
    }

    @Override
    public boolean canReceive(String member) {
      return MEMBERS.contains(member);
    }

    @Override
    public Set<String> partiesOf(String orderId) {
      return Set.of();
    }

    @Override
    public Optional<String> recallOf(EpcClass kind) {
      return Optional.empty();
    }

    @Override
    public boolean isOpen(String recallId) {
      return false;
    }
  }

  @Property(tries = TRIES)
  void theRulesAgreeWithTheModel(@ForAll("attempts") List<Attempt> tried) {
    play(tried, Mistake.NONE);
  }

  @Example
  void whatIsDrawnReachesWhatIsAcceptedWhatIsLateAndWhatIsSuperseded() {
    RandomGenerator<List<Attempt>> generator = attempts().generator(1000, true);
    int accepted = 0;
    int late = 0;
    int superseded = 0;
    for (long history = 0; history < DRAWN; history++) {
      Map<Verdict, Integer> verdicts =
          play(generator.next(new Random(history)).value(), Mistake.NONE);
      accepted += verdicts.getOrDefault(Verdict.DONE, 0) >= 10 ? 1 : 0;
      late += verdicts.containsKey(Verdict.LATE) ? 1 : 0;
      superseded += verdicts.containsKey(Verdict.SUPERSEDED) ? 1 : 0;
    }
    assertThat(accepted).as("histories of %d with 10 accepted events", DRAWN).isGreaterThan(32);
    assertThat(late).as("histories of %d with a late event", DRAWN).isGreaterThan(12);
    assertThat(superseded).as("histories of %d with a late declaration", DRAWN).isGreaterThan(10);
  }

  @Property(tries = 1)
  void theRulesAgreeWithTheModelForLong(@ForAll("attempts") List<Attempt> tried) {
    RandomGenerator<List<Attempt>> generator = attempts().generator(1000, true);
    for (long history = 0; history < Integer.getInteger("portolan.histories", 0); history++) {
      play(generator.next(new Random(history)).value(), Mistake.NONE);
    }
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void everyMistakeIsFound(@ForAll Mistake mistake) {
    RandomGenerator<List<Attempt>> generator = attempts().generator(1000, true);
    int histories = 0;
    boolean found = mistake == Mistake.NONE;
    while (!found && histories < MOST_HISTORIES) {
      List<Attempt> tried = generator.next(new Random(histories++)).value();
      try {
        play(tried, mistake);
      } catch (AssertionError | NoSuchElementException e) {
        found = true;
      }
    }
    assertThat(found).as("%s in %d histories", mistake, histories).isTrue();
  }

  private static Map<Verdict, Integer> play(List<Attempt> tried, Mistake mistake) {
    CustodyModel model = new CustodyModel(OWNERS);
    Rules rules = new Rules(mistake);
    Map<Verdict, Integer> verdicts = new HashMap<>();
    List<String> story = new ArrayList<>();
    for (int n = 0; n < tried.size(); n++) {
      Attempt attempt = tried.get(n);
      if (attempt.first().equals(attempt.second())) {
        continue;
      }
      Verdict byModel;
      Verdict byRules;
      if (attempt.kind() == Kind.DECLARE_WRONG) {
        List<Integer> done = List.copyOf(model.done.keySet());
        if (done.isEmpty()) {
          continue;
        }
        int wrong = done.get(Math.max(0, done.size() - 1 - attempt.which()));
        CustodyModel.Done was = model.done.get(wrong);
        byRules = rules.declareWrong(was.event(), was.actor());
        byModel = model.declareWrong(wrong);
        model.done.remove(wrong);
        story.add(n + " declares " + wrong + " wrong: " + byModel);
      } else {
        CustodyEvent event = attempt.event(n, model);
        String actor =
            attempt.actor().equals(ENTITLED) ? entitled(attempt, event, model) : attempt.actor();
        byRules = rules.apply(event, actor);
        byModel = model.apply(n, event, actor);
        story.add(n + " " + actor + " " + event + ": " + byModel);
      }
      assertThat(byRules).as(String.join("\n", story)).isEqualTo(byModel);
      verdicts.merge(byModel, 1, Integer::sum);
      requireSame(model, rules, story);
    }
    return verdicts;
  }

  private static void requireSame(CustodyModel model, Rules rules, List<String> story) {
    SoftAssertions same = new SoftAssertions();
    String told = String.join("\n", story);
    same.assertThat(rules.ledger.keySet()).as(told).isEqualTo(model.things.keySet());
    model.things.forEach(
        (epc, thing) -> {
          EventHeader none = header();
          Handling.Found found =
              new Handling(none, "event", "NobodyMSP", rules).find(epc).orElseThrow();
          Possession now = found.now();
          String where = epc + " after\n" + told;
          same.assertThat(now.isEnded()).as(where).isEqualTo(thing.over);
          same.assertThat(now.parent().map(Inside::parent))
              .as(where)
              .isEqualTo(Optional.ofNullable(thing.inside));
          same.assertThat(now.receiver())
              .as(where)
              .isEqualTo(Optional.ofNullable(thing.onItsWayTo));
          same.assertThat(now.custodian()).as(where).isEqualTo(thing.holder);
          same.assertThat(now.disposition()).as(where).isEqualTo(thing.disposition);
          same.assertThat(now.sender()).as(where).isEqualTo(Optional.ofNullable(thing.from));
          same.assertThat(now.claim().map(Possession.Claim::member))
              .as(where)
              .isEqualTo(Optional.ofNullable(thing.claimedBy));
          same.assertThat(now.since()).as(where).isEqualTo(thing.since);
        });
    same.assertAll();
  }

  private static EventHeader header() {
    return new EventHeader(
        "urn:uuid:none",
        "0".repeat(43),
        BEGINNING,
        Optional.empty(),
        Set.of(),
        Set.of(),
        List.of(),
        Optional.empty());
  }

  /** Who could do this, if anybody: else hardly anything would ever be accepted. */
  private static String entitled(Attempt attempt, CustodyEvent event, CustodyModel model) {
    Epc epc = CustodyModel.named(event).getFirst();
    if (event instanceof CustodyEvent.Commission && epc instanceof Sgtin unit) {
      return OWNERS.get(unit);
    }
    if (event instanceof CustodyEvent.Pack && !model.things.containsKey(epc)) {
      epc = attempt.first();
    }
    CustodyModel.Thing thing = model.things.get(epc);
    if (thing == null) {
      return MEMBERS.getFirst();
    }
    CustodyModel.Thing outer = model.things.get(model.outermost(epc));
    boolean receives = event instanceof CustodyEvent.Receive && thing.onItsWayTo != null;
    return receives ? thing.onItsWayTo : outer.holder;
  }

  @Provide
  Arbitrary<List<Attempt>> attempts() {
    Arbitrary<String> actor =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.just(ENTITLED)), Tuple.of(2, Arbitraries.of(MEMBERS)));
    Arbitrary<String> disposition =
        Arbitraries.frequency(
            Tuple.of(90, ""),
            Tuple.of(2, "damaged"),
            Tuple.of(2, "returned"),
            Tuple.of(1, "recalled"),
            Tuple.of(1, "stolen"),
            Tuple.of(1, "destroyed"));
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(6, Kind.COMMISSION),
                Tuple.of(1, Kind.DECOMMISSION),
                Tuple.of(8, Kind.PACK),
                Tuple.of(1, Kind.UNPACK),
                Tuple.of(4, Kind.UNPACK_ITS_PARENT),
                Tuple.of(3, Kind.UNPACK_ALL),
                Tuple.of(6, Kind.SHIP),
                Tuple.of(2, Kind.VOID_SHIPPING),
                Tuple.of(8, Kind.RECEIVE),
                Tuple.of(1, Kind.ACCEPT),
                Tuple.of(1, Kind.SELL),
                Tuple.of(3, Kind.SHORTAGE),
                Tuple.of(2, Kind.MARK),
                Tuple.of(6, Kind.DECLARE_WRONG)),
            actor,
            Arbitraries.of(OBJECTS),
            Arbitraries.of(OBJECTS),
            Arbitraries.of(MEMBERS),
            disposition,
            Arbitraries.frequency(Tuple.of(8, 0), Tuple.of(1, 3), Tuple.of(1, 30)),
            Arbitraries.frequency(Tuple.of(6, 0), Tuple.of(2, 1), Tuple.of(1, 4)))
        .as(Attempt::new)
        .list()
        .ofMinSize(50)
        .ofMaxSize(150)
        .withSizeDistribution(RandomDistribution.uniform());
  }
}
