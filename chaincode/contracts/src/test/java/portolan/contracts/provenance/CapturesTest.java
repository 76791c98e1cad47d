// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.provenance.Trade.KETTLE;
import static portolan.contracts.provenance.Trade.PALLET;
import static portolan.contracts.provenance.Trade.accepted;
import static portolan.contracts.provenance.Trade.allOrNone;
import static portolan.contracts.provenance.Trade.at;
import static portolan.contracts.provenance.Trade.commissioning;
import static portolan.contracts.provenance.Trade.declaredWrong;
import static portolan.contracts.provenance.Trade.existing;
import static portolan.contracts.provenance.Trade.lot;
import static portolan.contracts.provenance.Trade.observed;
import static portolan.contracts.provenance.Trade.packing;
import static portolan.contracts.provenance.Trade.product;
import static portolan.contracts.provenance.Trade.receiving;
import static portolan.contracts.provenance.Trade.refused;
import static portolan.contracts.provenance.Trade.shipping;
import static portolan.contracts.provenance.Trade.together;
import static portolan.contracts.provenance.Trade.unit;
import static portolan.contracts.provenance.Trade.unnamed;
import static portolan.contracts.provenance.Trade.unpacking;
import static portolan.contracts.provenance.Trade.with;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import portolan.contracts.fixture.TestChannel;
import portolan.domain.custody.Capture;
import portolan.domain.custody.CaptureAnchor;
import portolan.domain.custody.CaptureResults;
import portolan.domain.custody.CustodyEvent;
import portolan.domain.custody.EventMark;
import portolan.domain.custody.Possession;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.gs1.Epc;
import portolan.domain.worldstate.ProvenanceKeys;

/** What a capture costs and promises, and how events are known again. */
class CapturesTest {
  private final TestChannel channel = Trade.channel();

  @BeforeEach
  void registerProduct() {
    accepted(channel.as("SupplierMSP").group("provenance", "registerProducts", product(KETTLE)));
  }

  private List<ItemResult> capture(String member, JsonObject... captures) {
    return channel.as(member).group("provenance", "capture", captures);
  }

  private List<ItemResult> events(String member, int count, JsonObject capture) {
    return CaptureResults.ofEvents(capture(member, capture).getFirst(), count);
  }

  private void capturedBy(String member, JsonObject... captures) {
    for (JsonObject capture : captures) {
      ItemResult.Accepted result = accepted(capture(member, capture));
      assertThat(result.warnings()).isEmpty();
      assertThat(result.details().members()).isEmpty();
    }
  }

  private Set<String> keys(String member, JsonObject... captures) {
    return channel.as(member).endorse("provenance", "capture", captures).writtenKeys();
  }

  private static String key(String epc) {
    return ProvenanceKeys.epc(Epc.parse(epc).canonical());
  }

  private Optional<Possession> find(String epc) {
    return channel
        .state("provenance", key(epc))
        .map(text -> Possession.fromJson(Fields.parse(key(epc), text.getBytes(UTF_8))));
  }

  private static String captureKey(String member, JsonObject... events) {
    return ProvenanceKeys.capture(
        member,
        Capture.id(
            member,
            List.of(events).stream()
                .map(
                    e ->
                        EventMark.of(CustodyEvent.fromJson(Fields.of("", Trade.event(e))).header()))
                .toList()));
  }

  // Keys.

  @Test
  void whatIsSeenHasNoKeyAndWhatChangesHasOneForEachObject() {
    JsonObject begin = unnamed(commissioning("1", unit("1"), unit("2")));
    JsonObject seen = unnamed(observed("2", "inspecting", unit("1")));
    JsonObject seenAgain = unnamed(observed("3", "storing", unit("1")));
    assertThat(keys("SupplierMSP", together(begin, seen, seenAgain)))
        .containsExactlyInAnyOrder(
            key(unit("1")), key(unit("2")), captureKey("SupplierMSP", begin, seen, seenAgain));
    assertThat(keys("SupplierMSP", together(seen, seenAgain)))
        .containsExactly(captureKey("SupplierMSP", seen, seenAgain));
  }

  @Test
  void anEventIdOfItsAuthorAndQuantitiesHaveAKeyOfTheirOwn() {
    JsonObject seen = observed("2", "inspecting", unit("1"));
    assertThat(keys("SupplierMSP", seen))
        .containsExactlyInAnyOrder("event/SupplierMSP/urn:uuid:2", captureKey("SupplierMSP", seen));
    JsonObject lots =
        unnamed(
            with(
                Trade.bare("3", "ObjectEvent", "ADD", "commissioning"),
                "quantityList",
                JsonArray.of(List.of(lot("L1", "10", "KGM")))));
    assertThat(keys("SupplierMSP", lots)).hasSize(3).anyMatch(k -> k.startsWith("event/"));
    capturedBy("SupplierMSP", lots);
    existing(capture("SupplierMSP", together(lots, lots)));
  }

  @Test
  void theAnchorIsTheRootOverWhatWasCaptured() {
    JsonObject begin = commissioning("1", unit("1"));
    JsonObject again = commissioning("2", unit("1"));
    JsonObject seen = unnamed(observed("3", "inspecting", unit("1")));
    assertThat(events("SupplierMSP", 3, together(begin, again, seen)))
        .extracting(ItemResult.Accepted.class::isInstance)
        .containsExactly(true, false, true);
    String stored =
        channel.state("provenance", captureKey("SupplierMSP", begin, again, seen)).orElseThrow();
    List<String> marks =
        List.of(begin, seen).stream()
            .map(e -> EventMark.of(CustodyEvent.fromJson(Fields.of("", Trade.event(e))).header()))
            .toList();
    assertThat(stored)
        .isEqualTo(CaptureAnchor.over(Trade.SALT, marks, List.of(1)).toJson().canonical());
  }

  // Captures again.

  @Test
  void theSameCaptureIsAnsweredAsBeforeAndWhatWasRefusedIsTriedAnew() {
    JsonObject capture =
        together(
            unnamed(observed("1", "inspecting", unit("1"))),
            commissioning("2", unit("1")),
            shipping("3", "LogisticsMSP", unit("2")));
    List<ItemResult> first = events("SupplierMSP", 3, capture);
    refused(first.get(2), "NOT_FOUND", "items[0].events[2].epcList[0]");
    List<ItemResult> second = events("SupplierMSP", 3, capture);
    assertThat(second.subList(0, 2)).containsOnly(ItemResult.Accepted.before());
    refused(second.get(2), "NOT_FOUND", "items[0].events[2].epcList[0]");
    capturedBy("SupplierMSP", commissioning("4", unit("2")));
    assertThat(events("SupplierMSP", 3, capture))
        .containsExactly(
            ItemResult.Accepted.before(), ItemResult.Accepted.before(), ItemResult.Accepted.now());
    existing(capture("SupplierMSP", capture));
  }

  @Test
  void whatIsTwiceInACaptureIsCapturedOnce() {
    JsonObject seen = unnamed(observed("1", "inspecting", unit("1")));
    JsonObject named = observed("2", "inspecting", unit("1"));
    assertThat(events("SupplierMSP", 4, together(seen, seen, named, named)))
        .containsExactly(
            ItemResult.Accepted.now(),
            ItemResult.Accepted.before(),
            ItemResult.Accepted.now(),
            ItemResult.Accepted.before());
  }

  /** The gateway's index knows them; the ledger has no key that tells. */
  @Test
  void whatOnlyIsSeenIsCapturedAgainInAnotherCapture() {
    JsonObject seen = unnamed(observed("1", "inspecting", unit("1")));
    capturedBy("SupplierMSP", seen);
    existing(capture("SupplierMSP", seen));
    accepted(capture("SupplierMSP", together(seen, unnamed(observed("2", "storing", unit("1"))))));
  }

  // Proceed and rollback.

  @Test
  void aFaultyEventCostsItself() {
    JsonObject wrong = with(commissioning("2", unit("2")), "action", Json.text("OBSERVE"));
    List<ItemResult> results =
        events(
            "SupplierMSP",
            3,
            together(commissioning("1", unit("1")), wrong, commissioning("3", unit("3"))));
    refused(results.get(1), "INVALID_ARGUMENT", "items[0].events[1].action");
    assertThat(find(unit("1"))).isPresent();
    assertThat(find(unit("2"))).isEmpty();
    assertThat(find(unit("3"))).isPresent();
  }

  @Test
  void aRollbackRefusesAllNamesAllFaultsAndLeavesNothing() {
    JsonObject capture =
        allOrNone(
            commissioning("1", unit("1")),
            with(commissioning("2", unit("2")), "action", Json.text("OBSERVE")),
            packing("3", PALLET, unit("1"), unit("9")));
    ItemResult.Refused item = (ItemResult.Refused) capture("SupplierMSP", capture).getFirst();
    assertThat(item.refusal().code()).isEqualTo("INVALID_ARGUMENT");
    List<ItemResult> results = CaptureResults.ofEvents(item, 3);
    refused(results.get(0), "ROLLED_BACK", "items[0].events[0]");
    refused(results.get(1), "INVALID_ARGUMENT", "items[0].events[1].action");
    refused(results.get(2), "NOT_FOUND", "items[0].events[2].childEPCs[1]");
    assertThat(find(unit("1"))).isEmpty();
    capturedBy(
        "SupplierMSP", allOrNone(commissioning("1", unit("1")), packing("3", PALLET, unit("1"))));
  }

  @Test
  void whatComesAfterARollbackInItsTransactionKnowsNothingOfIt() {
    List<ItemResult> results =
        capture(
            "SupplierMSP",
            commissioning("0", unit("0")),
            allOrNone(
                unnamed(commissioning("1", unit("1"))),
                unnamed(shipping("2", "LogisticsMSP", unit("0"))),
                shipping("3", "LogisticsMSP", unit("9"))),
            unnamed(commissioning("1", unit("1"))),
            unnamed(shipping("2", "LogisticsMSP", unit("0"))));
    assertThat(results.get(1)).isInstanceOf(ItemResult.Refused.class);
    assertThat(results.get(2)).isEqualTo(ItemResult.Accepted.now());
    assertThat(results.get(3)).isEqualTo(ItemResult.Accepted.now());
    assertThat(find(unit("1"))).isPresent();
  }

  // Bounds.

  private static String[] units(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> unit("u" + i)).toArray(String[]::new);
  }

  @Test
  void aTransactionWritesAtMostSoManyKeysUnlessOneEventDoes() {
    JsonObject large = unnamed(commissioning("1", units(0, Capture.MAX_KEYS)));
    JsonObject small = unnamed(commissioning("2", units(5_000, 5_001)));
    for (JsonObject both : List.of(together(large, small), allOrNone(large, small))) {
      ItemResult.Refused refused = (ItemResult.Refused) capture("SupplierMSP", both).getFirst();
      assertThat(refused.refusal().toErrorMessage())
          .startsWith(
              "INVALID_ARGUMENT|items[0].events|expected events that write at most 2000 keys")
          .contains("found 2002");
    }
    List<ItemResult> together = capture("SupplierMSP", small, large);
    assertThat(together.getFirst()).isEqualTo(ItemResult.Accepted.now());
    refused(together.getLast(), "INVALID_ARGUMENT", "items[1].events");
    capturedBy("SupplierMSP", large);
  }

  // Known again by what it has changed.

  @Test
  void whatHasChangedCustodyIsKnownAgainInAnyOtherCapture() {
    JsonObject begin = unnamed(commissioning("1", unit("1"), unit("2")));
    JsonObject pack = unnamed(at("08:31", packing("2", PALLET, unit("1"))));
    JsonObject ship = unnamed(at("08:32", shipping("3", "LogisticsMSP", PALLET)));
    JsonObject other = unnamed(observed("0", "inspecting", PALLET));
    capturedBy("SupplierMSP", begin, pack, ship);
    for (JsonObject event : List.of(begin, pack, ship)) {
      assertThat(events("SupplierMSP", 2, together(other, event)).getLast())
          .isEqualTo(ItemResult.Accepted.before());
      assertThat(events("SupplierMSP", 2, together(event, other)).getFirst())
          .isEqualTo(ItemResult.Accepted.before());
    }
  }

  /** A receiving may be older than its shipping: nothing but the history tells it again. */
  @Test
  void anOldReceivingDoesNotTakeWhatWasShippedAnew() {
    JsonObject receipt = unnamed(at("08:32", receiving("3", unit("1"))));
    JsonObject seen = unnamed(observed("0", "inspecting", unit("1")));
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    capturedBy("SupplierMSP", at("08:31", shipping("2", "LogisticsMSP", unit("1"))));
    capturedBy("LogisticsMSP", receipt);
    capturedBy("LogisticsMSP", at("08:33", shipping("4", "SupplierMSP", unit("1"))));
    capturedBy("SupplierMSP", at("08:34", receiving("5", unit("1"))));
    capturedBy("SupplierMSP", at("08:35", shipping("6", "LogisticsMSP", unit("1"))));
    assertThat(events("LogisticsMSP", 2, together(seen, receipt)).getLast())
        .isEqualTo(ItemResult.Accepted.before());
    assertThat(find(unit("1")).orElseThrow().custodian()).isEqualTo("SupplierMSP");
  }

  /** The ledger's history has only what a transaction leaves at its end. */
  @Test
  void whatATransactionHasChangedMoreThanOnceIsKnownAgain() {
    JsonObject ship = unnamed(shipping("2", "LogisticsMSP", unit("1")));
    JsonObject withdrawn = unnamed(observed("3", "void_shipping", unit("1")));
    JsonObject inspected = unnamed(observed("9", "inspecting", unit("1")));
    capturedBy(
        "SupplierMSP",
        together(
            unnamed(commissioning("1", unit("1"))),
            ship,
            withdrawn,
            unnamed(packing("4", PALLET, unit("1"))),
            unnamed(unpacking("5", PALLET, unit("1")))));
    assertThat(events("SupplierMSP", 3, together(inspected, ship, withdrawn)).subList(1, 3))
        .containsOnly(ItemResult.Accepted.before());
    assertThat(find(unit("1")).orElseThrow().receiver()).isEmpty();
  }

  // Declarations of events under their hash.

  @Test
  void whatWasTakenBackDoesNotComeAgain() {
    JsonObject begin = unnamed(commissioning("1", unit("1")));
    JsonObject seen = unnamed(observed("0", "inspecting", unit("1")));
    capturedBy("SupplierMSP", begin);
    capturedBy("SupplierMSP", declaredWrong("08:40", begin));
    assertThat(find(unit("1"))).isEmpty();
    assertThat(events("SupplierMSP", 2, together(seen, begin)).getLast())
        .isEqualTo(ItemResult.Accepted.before());
    assertThat(events("SupplierMSP", 2, together(seen, declaredWrong("08:40", begin))).getLast())
        .isEqualTo(ItemResult.Accepted.before());
    assertThat(find(unit("1"))).isEmpty();
  }

  /** Whoever has seen an event can capture the same one, and declare that. */
  @Test
  void nobodyTakesBackTheEventOfAnotherWithTheSameHash() {
    JsonObject pack = unnamed(packing("2", PALLET, unit("1")));
    capturedBy("SupplierMSP", commissioning("1", unit("1")), pack);
    capturedBy("SupplierMSP", at("08:31", shipping("3", "LogisticsMSP", PALLET)));
    refused(capture("LogisticsMSP", pack), "PERMISSION_DENIED", "items[0].events[0].parentID");
    capturedBy("LogisticsMSP", at("08:32", receiving("4", PALLET)));
    accepted(capture("LogisticsMSP", declaredWrong("08:40", pack)));
    assertThat(find(unit("1")).orElseThrow().parent()).isPresent();
    accepted(capture("SupplierMSP", declaredWrong("08:40", pack)));
    assertThat(find(unit("1")).orElseThrow().parent()).isPresent();
  }

  /** A claim leaves the time of the last change as it was, and others clear it. */
  @Test
  void aClaimIsMadeOnceWhateverHasHappenedSince() {
    JsonObject claim = unnamed(at("08:20", receiving("0", unit("1"))));
    capturedBy("SupplierMSP", at("08:00", commissioning("1", unit("1"))));
    capturedBy("LogisticsMSP", claim);
    capturedBy("SupplierMSP", at("08:10", shipping("2", "PlatformMSP", unit("1"))));
    JsonObject seen = observed("3", "holding", unit("7"));
    ItemResult onItsWay = events("LogisticsMSP", 2, together(seen, claim)).get(1);
    assertThat(onItsWay).isEqualTo(ItemResult.Accepted.before());
    capturedBy("PlatformMSP", at("08:15", receiving("4", unit("1"))));
    ItemResult after =
        events("LogisticsMSP", 2, together(observed("5", "holding", unit("7")), claim)).get(1);
    assertThat(after).isEqualTo(ItemResult.Accepted.before());
    assertThat(find(unit("1")).orElseThrow().claim()).isEmpty();
  }
}
