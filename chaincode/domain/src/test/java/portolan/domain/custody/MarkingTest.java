// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.RefusedException;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.gs1.Gtin;
import portolan.domain.gs1.Identity;
import portolan.domain.gs1.KeyedEpc;

/** What marks of recalls do to objects, to what they are in and to what comes out of them. */
class MarkingTest {
  private static final String ACTOR = "SupplierMSP";
  private static final String FIRST = "SupplierMSP/R1";
  private static final String SECOND = "SupplierMSP/R2";
  private static final String ORDER = "PlatformMSP/O-1";

  private static final Epc UNIT = unit("1");
  private static final Epc OTHER = unit("2");
  private static final Epc CASE = pallet("1234567891");
  private static final Epc PALLET = pallet("1234567890");

  private final Rules rules = new Rules();

  private static Epc unit(String serial) {
    return Epc.parse("urn:epc:id:sgtin:0614141.112345." + serial);
  }

  private static Epc pallet(String serial) {
    return Epc.parse("urn:epc:id:sscc:0614141." + serial);
  }

  /** The rules, with a ledger that forgets nothing. */
  private static final class Rules implements World {
    final Map<Epc, Possession> ledger = new HashMap<>();
    final Map<Epc, List<Possession>> history = new HashMap<>();
    final Map<Inside, EpochEnd> epochs = new HashMap<>();
    final Map<Changes.Held, Long> held = new HashMap<>();
    final Set<String> lifted = new HashSet<>();
    final Set<String> classes = new HashSet<>();
    private int number;

    Rules apply(JsonObject event) {
      return apply(event, ACTOR);
    }

    Rules apply(JsonObject event, String actor) {
      write(CustodyRules.apply(event(event), "event", actor, this));
      return this;
    }

    boolean undo(JsonObject event) {
      Changes changes = CustodyRules.undo(event(event), "event", ACTOR, this);
      write(changes);
      return changes.warnings().isEmpty();
    }

    String refusal(JsonObject event) {
      try {
        CustodyRules.apply(event(event), "event", ACTOR, this);
        return "";
      } catch (RefusedException e) {
        return e.refusal().code() + "|" + e.refusal().field();
      }
    }

    private static CustodyEvent event(JsonObject event) {
      return CustodyEvent.fromJson(Fields.parse("event", event.canonical().getBytes(UTF_8)));
    }

    void mark(String recall, Epc... objects) {
      write(Marking.mark(recall, List.of(objects), "item", "names", this));
    }

    void unmark(String recall, Epc... objects) {
      write(Marking.unmark(recall, List.of(objects), this));
    }

    private void write(Changes changes) {
      changes
          .freed()
          .forEach((epc, s) -> history.computeIfAbsent(epc, e -> new ArrayList<>()).add(s));
      changes
          .possessions()
          .forEach(
              (epc, state) -> {
                if (state.isEmpty()) {
                  ledger.remove(epc);
                } else {
                  Possession read = Possession.fromJson(Fields.of("epc", state.get().toJson()));
                  assertThat(read).isEqualTo(state.get());
                  ledger.put(epc, read);
                  history.computeIfAbsent(epc, e -> new ArrayList<>()).add(read);
                }
              });
      changes
          .epochs()
          .forEach(
              (inside, end) ->
                  end.ifPresentOrElse(
                      e -> epochs.put(inside, EpochEnd.fromJson(Fields.of("e", e.toJson()))),
                      () -> epochs.remove(inside)));
      changes
          .held()
          .forEach(
              (key, objects) -> {
                long sum = held.getOrDefault(key, 0L) + objects;
                assertThat(sum).isNotNegative();
                held.put(key, sum);
                held.values().removeIf(count -> count == 0);
              });
    }

    Possession state(Epc epc) {
      return ledger.get(epc);
    }

    JsonObject.Builder begin(String type, String action, String step) {
      number++;
      return Json.object()
          .put("eventID", "urn:uuid:" + number)
          .put("type", type)
          .put("eventTime", "2026-11-21T08:30:00.000+00:00")
          .put("eventTimeZoneOffset", "+00:00")
          .put("action", action)
          .put("bizStep", step);
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
      return Optional.of(ACTOR);
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
      return true;
    }

    @Override
    public Set<String> partiesOf(String orderId) {
      return orderId.startsWith("PlatformMSP/")
          ? Set.of("PlatformMSP", ACTOR)
          : Set.of("LogisticsMSP");
    }

    @Override
    public Optional<String> recallOf(EpcClass kind) {
      return classes.contains(kind.canonical()) ? Optional.of(FIRST) : Optional.empty();
    }

    @Override
    public boolean isOpen(String recallId) {
      return !lifted.contains(recallId);
    }
  }

  private static List<String> names(Collection<Epc> epcs) {
    return epcs.stream().map(Epc::canonical).toList();
  }

  private JsonObject objects(String action, String step, Epc... epcs) {
    return rules
        .begin("ObjectEvent", action, step)
        .putTexts("epcList", names(Arrays.asList(epcs)))
        .build();
  }

  private JsonObject commissioning(Epc... epcs) {
    return objects("ADD", "commissioning", epcs);
  }

  private JsonObject shipping(Epc... epcs) {
    return objects("OBSERVE", "shipping", epcs).toBuilder()
        .putAll(
            "destinationList",
            List.of(
                Json.object()
                    .put("type", "possessing_party")
                    .put("destination", "urn:portolan:member:LogisticsMSP")
                    .build()))
        .build();
  }

  private JsonObject returning(Epc... epcs) {
    return shipping(epcs).toBuilder().put("disposition", "returned").build();
  }

  private static JsonObject forOrder(JsonObject event, String order) {
    return event.toBuilder()
        .putAll(
            "bizTransactionList",
            List.of(
                Json.object()
                    .put("type", "po")
                    .put("bizTransaction", "urn:portolan:order:" + order)
                    .build()))
        .build();
  }

  private JsonObject aggregation(String action, Epc parent, Epc... children) {
    return rules
        .begin("AggregationEvent", action, action.equals("ADD") ? "packing" : "unpacking")
        .put("parentID", parent.canonical())
        .putTexts("childEPCs", names(Arrays.asList(children)))
        .build();
  }

  private JsonObject packing(Epc parent, Epc... children) {
    return aggregation("ADD", parent, children);
  }

  private JsonObject unpacking(Epc parent, Epc... children) {
    return aggregation("DELETE", parent, children);
  }

  private JsonObject unpackingAll(Epc parent) {
    return rules
        .begin("AggregationEvent", "DELETE", "unpacking")
        .put("parentID", parent.canonical())
        .build();
  }

  private JsonObject transforming(Epc input, Epc output) {
    JsonObject event =
        rules
            .begin("TransformationEvent", "ADD", "commissioning")
            .putTexts("inputEPCList", names(List.of(input)))
            .putTexts("outputEPCList", names(List.of(output)))
            .build();
    return event.toBuilder().remove("action").build();
  }

  private Marks marks(Epc epc) {
    return rules.state(epc).marks();
  }

  private void assertBlocked(JsonObject event) {
    assertThat(rules.refusal(event)).startsWith("RECALLED|event.");
  }

  private void assertAllowed(JsonObject event) {
    assertThat(rules.refusal(event)).isEmpty();
  }

  private void unitInCaseOnPallet() {
    rules
        .apply(commissioning(UNIT, OTHER))
        .apply(packing(CASE, UNIT, OTHER))
        .apply(packing(PALLET, CASE));
  }

  @Test
  void whatIsMarkedIsNeitherPackedNorShippedNorSoldNorTransformed() {
    rules.apply(commissioning(UNIT, OTHER));
    rules.mark(FIRST, UNIT);
    assertBlocked(packing(PALLET, UNIT));
    assertBlocked(shipping(UNIT));
    assertBlocked(objects("OBSERVE", "retail_selling", UNIT));
    assertBlocked(transforming(UNIT, unit("9")));
    assertAllowed(packing(PALLET, OTHER));
    assertAllowed(shipping(OTHER));
  }

  @Test
  void whatIsMarkedReturnsIsSeenIsDestroyedAndEnds() {
    rules.apply(commissioning(UNIT));
    rules.mark(FIRST, UNIT);
    assertAllowed(returning(UNIT));
    assertAllowed(objects("OBSERVE", "holding", UNIT));
    assertAllowed(objects("OBSERVE", "destroying", UNIT));
    assertAllowed(objects("DELETE", "decommissioning", UNIT));
  }

  @Test
  void whatIsOnItsWayIsVoidedThoughItIsMarked() {
    rules.apply(commissioning(UNIT)).apply(shipping(UNIT));
    rules.mark(FIRST, UNIT);
    rules.apply(objects("OBSERVE", "void_shipping", UNIT));
    assertBlocked(shipping(UNIT));
  }

  @Test
  void whatItIsInKnowsAllTheWayUp() {
    unitInCaseOnPallet();
    rules.mark(FIRST, UNIT, OTHER);
    assertThat(marks(CASE).own()).isEmpty();
    assertThat(marks(CASE).inside().counts()).containsOnly(Map.entry(FIRST, 2L));
    assertThat(marks(PALLET).inside().counts()).containsOnly(Map.entry(FIRST, 1L));
    assertBlocked(shipping(PALLET));
    assertBlocked(packing(PALLET, unit("3")));
  }

  @Test
  void whatIsInVeryManyParentsIsMarked() {
    rules.apply(commissioning(UNIT));
    Epc inner = UNIT;
    for (int i = 0; i < 3000; i++) {
      Epc outer = pallet("%010d".formatted(i));
      rules.apply(packing(outer, inner));
      inner = outer;
    }
    rules.mark(FIRST, UNIT);
    assertBlocked(shipping(inner));
    rules.unmark(FIRST, UNIT);
    assertAllowed(shipping(inner));
  }

  @Test
  void aMarkTwiceIsOne() {
    unitInCaseOnPallet();
    rules.mark(FIRST, UNIT);
    rules.mark(FIRST, UNIT);
    assertThat(marks(CASE).inside().counts()).containsOnly(Map.entry(FIRST, 1L));
    assertThat(Marking.mark(FIRST, List.of(UNIT), "item", "names", rules).isNone()).isTrue();
  }

  @Test
  void aParentGoesWhenNothingMarkedIsLeftInIt() {
    unitInCaseOnPallet();
    rules.mark(FIRST, UNIT);
    rules.apply(unpacking(PALLET, CASE));
    assertThat(marks(PALLET).isNone()).isTrue();
    assertAllowed(shipping(PALLET));
    assertBlocked(shipping(CASE));
    rules.apply(unpacking(CASE, UNIT));
    assertThat(marks(CASE).isNone()).isTrue();
    assertAllowed(shipping(CASE));
    assertBlocked(shipping(UNIT));
  }

  @Test
  void whatComesOutOfAMarkedParentIsMarkedAndWhatComesOutOfOneThatOnlyContainsIsNot() {
    unitInCaseOnPallet();
    rules.mark(FIRST, UNIT);
    rules.mark(SECOND, PALLET);
    rules.apply(unpacking(PALLET, CASE)).apply(unpacking(CASE, UNIT, OTHER));
    assertThat(marks(UNIT).own()).containsExactly(FIRST, SECOND);
    assertThat(marks(OTHER).own()).containsExactly(SECOND);
    assertThat(marks(PALLET).own()).containsExactly(SECOND);
  }

  @Test
  void anUnpackingOfAllCarriesTheMarksOfTheParentAndLetsThoseOfTheContentGo() {
    rules.apply(commissioning(UNIT, OTHER)).apply(packing(PALLET, UNIT, OTHER));
    rules.mark(FIRST, UNIT);
    rules.mark(SECOND, PALLET);
    rules.apply(unpackingAll(PALLET));
    assertThat(marks(PALLET).inside().isNone()).isTrue();
    rules.lifted.add(SECOND);
    assertAllowed(shipping(PALLET));
    assertAllowed(shipping(OTHER));
    assertBlocked(shipping(UNIT));
    rules.lifted.remove(SECOND);
    assertBlocked(shipping(OTHER));
  }

  @Test
  void whatIsSaidToHaveBeenMissingIsMarkedAsWhatItShouldHaveBeenIn() {
    unitInCaseOnPallet();
    rules.apply(shipping(PALLET));
    rules.mark(FIRST, PALLET);
    rules
        .apply(objects("OBSERVE", "receiving", PALLET), "LogisticsMSP")
        .apply(
            objects("OBSERVE", "inspecting", UNIT).toBuilder()
                .put("disposition", "mismatch_instance")
                .build(),
            "LogisticsMSP");
    assertThat(rules.state(UNIT).custodian()).isEqualTo(ACTOR);
    assertThat(marks(UNIT).own()).containsExactly(FIRST);
  }

  @Test
  void anUnpackingOfAllThatIsTakenBackKnowsAgainWhatIsInside() {
    rules.apply(commissioning(UNIT)).apply(packing(PALLET, UNIT));
    rules.mark(FIRST, UNIT);
    JsonObject all = unpackingAll(PALLET);
    rules.apply(all);
    assertAllowed(shipping(PALLET));
    assertThat(rules.undo(all)).isTrue();
    assertBlocked(shipping(PALLET));
  }

  @Test
  void aMarkSurvivesThatTheEventBeforeItIsTakenBack() {
    rules.apply(commissioning(UNIT));
    JsonObject packed = packing(PALLET, UNIT);
    rules.apply(packed);
    rules.mark(FIRST, UNIT);
    assertThat(rules.undo(packed)).isTrue();
    assertThat(rules.state(UNIT).parent()).isEmpty();
    assertBlocked(shipping(UNIT));
    assertThat(marks(PALLET).isNone()).isTrue();
  }

  @Test
  void theBeginningOfWhatIsMarkedIsNotTakenBack() {
    JsonObject begun = commissioning(UNIT);
    rules.apply(begun);
    rules.mark(FIRST, UNIT);
    assertThat(rules.undo(begun)).isFalse();
    rules.lifted.add(FIRST);
    assertThat(rules.undo(begun)).isTrue();
  }

  @Test
  void twoRecallsOfOneObjectAreLiftedEachByItself() {
    unitInCaseOnPallet();
    rules.mark(FIRST, UNIT);
    rules.mark(SECOND, UNIT, OTHER);
    rules.unmark(FIRST, UNIT);
    assertThat(marks(CASE).inside().counts()).containsOnly(Map.entry(SECOND, 2L));
    assertBlocked(shipping(PALLET));
    rules.lifted.add(SECOND);
    assertAllowed(shipping(PALLET));
  }

  @Test
  void whatAWholeLiftingLeavesBehindGoesWithTheNextChange() {
    unitInCaseOnPallet();
    rules.mark(FIRST, UNIT);
    rules.lifted.add(FIRST);
    rules.apply(shipping(PALLET));
    assertThat(marks(PALLET).isNone()).isTrue();
  }

  @Test
  void aNumberThatBeginsAgainIsAnotherObject() {
    rules.apply(commissioning(UNIT));
    rules.mark(FIRST, UNIT);
    rules.apply(objects("DELETE", "decommissioning", UNIT)).apply(commissioning(UNIT));
    assertThat(marks(UNIT).isNone()).isTrue();
  }

  @Test
  void whatNeverBeganOrHasEndedStaysAsItIs() {
    rules.apply(commissioning(UNIT)).apply(objects("DELETE", "decommissioning", UNIT));
    assertThat(Marking.mark(FIRST, List.of(UNIT, OTHER), "item", "names", rules).isNone()).isTrue();
  }

  @Test
  void aProductOrALotThatIsRecalledAsAWholeDoesNotMoveThoughNothingIsMarked() {
    rules.apply(commissioning(UNIT));
    rules.classes.add("https://id.gs1.org/01/10614141123459");
    assertBlocked(shipping(UNIT));
    assertBlocked(packing(PALLET, UNIT));
    assertAllowed(returning(UNIT));
  }

  // Orders.

  private Long held(String order, String recall) {
    return rules.held.getOrDefault(new Changes.Held(order, recall), 0L);
  }

  @Test
  void anOrderIsHeldByWhatTravelsForItAndIsMarkedOrHasSomethingMarkedInIt() {
    rules
        .apply(commissioning(UNIT, OTHER))
        .apply(packing(PALLET, UNIT, OTHER))
        .apply(forOrder(shipping(PALLET), ORDER));
    rules.mark(FIRST, UNIT);
    assertThat(held(ORDER, FIRST)).isEqualTo(1);
    rules.unmark(FIRST, UNIT);
    assertThat(rules.held).isEmpty();
  }

  @Test
  void anOrderThatIsNamedAfterTheMarkIsHeldToo() {
    rules.apply(commissioning(UNIT));
    rules.mark(FIRST, UNIT);
    rules.apply(forOrder(returning(UNIT), ORDER));
    assertThat(held(ORDER, FIRST)).isEqualTo(1);
  }

  @Test
  void noOtherOrderTakesTheHoldAway() {
    rules.apply(commissioning(UNIT)).apply(forOrder(shipping(UNIT), ORDER));
    rules.mark(FIRST, UNIT);
    rules
        .apply(objects("OBSERVE", "void_shipping", UNIT))
        .apply(forOrder(returning(UNIT), "PlatformMSP/O-2"));
    assertThat(held(ORDER, FIRST)).isEqualTo(1);
    assertThat(rules.state(UNIT).order()).contains(ORDER);
  }

  @Test
  void whatBeginsAgainLeavesNoHoldBehind() {
    rules.apply(forOrder(commissioning(UNIT), ORDER));
    rules.mark(FIRST, UNIT);
    rules.apply(objects("DELETE", "decommissioning", UNIT));
    JsonObject again = commissioning(UNIT);
    rules.apply(again);
    assertThat(rules.held).isEmpty();
    assertThat(rules.undo(again)).isTrue();
    assertThat(rules.held).isEmpty();
  }

  @Test
  void whatIsMarkedAsItsFormerParentHoldsItsOrderOnceItIsMarkedItself() {
    rules.apply(forOrder(commissioning(UNIT), ORDER)).apply(packing(PALLET, UNIT));
    rules.mark(FIRST, PALLET);
    rules.apply(unpackingAll(PALLET));
    rules.mark(FIRST, UNIT);
    assertThat(held(ORDER, FIRST)).isEqualTo(1);
    assertThat(marks(UNIT).own()).containsExactly(FIRST);
    rules.unmark(FIRST, UNIT);
    assertThat(rules.held).isEmpty();
    assertAllowed(shipping(UNIT));
  }

  /** With a recall of goods of his own he would hold the payment of others. */
  @Test
  void whoIsNoPartyOfAnOrderHoldsItByNothingThatHeNames() {
    rules.apply(forOrder(commissioning(PALLET), ORDER), "MerchantMSP");
    rules.mark("MerchantMSP/R1", PALLET);
    assertThat(rules.state(PALLET).order()).isEmpty();
    assertThat(rules.held).isEmpty();
  }

  @Test
  void whoTakesGoodsFromAPartyOfTheirOrderCanNameIt() {
    rules.apply(commissioning(UNIT)).apply(shipping(UNIT));
    rules.apply(forOrder(objects("OBSERVE", "receiving", UNIT), ORDER), "LogisticsMSP");
    rules.mark(FIRST, UNIT);
    assertThat(held(ORDER, FIRST)).isEqualTo(1);
  }

  @Test
  void whoIsNoPartyOfTheirOrderTakesNoGoodsOutOfIt() {
    rules.apply(commissioning(UNIT)).apply(forOrder(shipping(UNIT), ORDER));
    JsonObject taken = forOrder(objects("OBSERVE", "receiving", UNIT), "LogisticsMSP/O-9");
    rules.apply(taken, "LogisticsMSP");
    assertThat(rules.state(UNIT).order()).contains(ORDER);
  }

  @Test
  void whatComesOutOfAPalletTravelsOnForItsOrder() {
    rules
        .apply(commissioning(UNIT, OTHER))
        .apply(packing(PALLET, UNIT, OTHER))
        .apply(forOrder(shipping(PALLET), ORDER));
    rules.mark(FIRST, UNIT);
    rules.apply(objects("OBSERVE", "receiving", PALLET), "LogisticsMSP");
    rules.apply(aggregation("DELETE", PALLET, UNIT), "LogisticsMSP");
    assertThat(rules.state(UNIT).order()).contains(ORDER);
    assertThat(held(ORDER, FIRST)).isEqualTo(1);

    rules.apply(unpackingAll(PALLET), "LogisticsMSP");
    rules.apply(objects("OBSERVE", "storing", OTHER), "LogisticsMSP");
    rules.apply(packing(CASE, OTHER), "LogisticsMSP");
    assertThat(rules.state(OTHER).order()).contains(ORDER);
  }

  /** Anybody can claim goods of others. */
  @Test
  void whoClaimsGoodsChangesNothingOfTheirOrder() {
    rules.apply(forOrder(commissioning(UNIT), ORDER)).apply(commissioning(OTHER));
    rules.mark(FIRST, OTHER);
    JsonObject claims = forOrder(objects("OBSERVE", "receiving", UNIT, OTHER), "PlatformMSP/O-2");
    rules.apply(claims, "LogisticsMSP");
    assertThat(rules.state(UNIT).claim()).isPresent();
    assertThat(rules.state(UNIT).order()).contains(ORDER);
    assertThat(rules.state(OTHER).order()).isEmpty();
    assertThat(rules.held).isEmpty();
  }

  @Test
  void anotherMembersRecallsHaveABound() {
    rules.apply(commissioning(UNIT));
    for (int i = 0; i < 100; i++) {
      rules.mark("SupplierMSP/R" + i, UNIT);
    }
    assertThatThrownBy(() -> rules.mark("SupplierMSP/R100", UNIT))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().code()).isEqualTo("TOO_MANY_RECALLS"));
    rules.lifted.add("SupplierMSP/R7");
    rules.mark("SupplierMSP/R100", UNIT);
    assertThat(marks(UNIT).own()).hasSize(100).doesNotContain("SupplierMSP/R7");
  }

  // All together.

  /** What every parent says of its content is what is in it, whatever has happened. */
  @Test
  void countsAreThoseOfWhatIsInside() {
    List<Epc> units = List.of(unit("1"), unit("2"), unit("3"), unit("4"));
    List<Epc> parents = List.of(pallet("1234567890"), pallet("1234567891"), pallet("1234567892"));
    List<Epc> all = new ArrayList<>(units);
    all.addAll(parents);
    int done = 0;
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      MarkingTest story = new MarkingTest();
      story.rules.apply(story.commissioning(units.toArray(Epc[]::new)));
      for (int step = 0; step < 60; step++) {
        Epc one = all.get(random.nextInt(all.size()));
        Epc parent = parents.get(random.nextInt(parents.size()));
        String recall = random.nextBoolean() ? FIRST : SECOND;
        try {
          switch (random.nextInt(8)) {
            case 0, 1, 2 -> story.rules.apply(story.packing(parent, one));
            case 3 -> story.rules.apply(story.unpacking(parent, one));
            case 4 -> story.rules.apply(story.unpackingAll(parent));
            case 5 -> story.rules.mark(recall, one);
            case 6 -> story.rules.unmark(recall, one);
            default -> story.rules.apply(story.returning(one));
          }
          done++;
        } catch (RefusedException e) {
          // What is refused changes nothing.
        }
        story.requireTrueCounts(all);
      }
    }
    assertThat(done).isGreaterThan(1000);
  }

  private void requireTrueCounts(List<Epc> all) {
    Map<Epc, Map<String, Long>> expected = new HashMap<>();
    for (Epc epc : all) {
      Possession state = rules.state(epc);
      Optional<Inside> in = state == null ? Optional.empty() : state.parent();
      if (in.isPresent() && rules.state(in.get().parent()).epoch() == in.get().epoch()) {
        for (String recall : new TreeSet<>(state.marks().recalls())) {
          expected
              .computeIfAbsent(in.get().parent(), p -> new HashMap<>())
              .merge(recall, 1L, Long::sum);
        }
      }
    }
    Map<Epc, Map<String, Long>> found =
        all.stream()
            .filter(epc -> rules.state(epc) != null && !marks(epc).inside().isNone())
            .collect(Collectors.toMap(epc -> epc, epc -> Map.copyOf(marks(epc).inside().counts())));
    assertThat(found).isEqualTo(expected);
  }
}
