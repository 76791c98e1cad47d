// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.provenance.Trade.KETTLE;
import static portolan.contracts.provenance.Trade.PALLET;
import static portolan.contracts.provenance.Trade.accepted;
import static portolan.contracts.provenance.Trade.at;
import static portolan.contracts.provenance.Trade.bare;
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
import static portolan.contracts.provenance.Trade.unit;
import static portolan.contracts.provenance.Trade.unpacking;
import static portolan.contracts.provenance.Trade.with;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.contracts.fixture.TestChannel;
import portolan.domain.custody.Possession;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.group.Warning;
import portolan.domain.gs1.Epc;
import portolan.domain.worldstate.ProvenanceKeys;

/** What business steps, dispositions, time and error declarations do to custody. */
class CustodyTest {
  private static final String SECOND_PALLET = "urn:epc:id:sscc:0614141.1234567891";
  private static final String FIRST = "items[0].events[0].epcList[0]";

  private final TestChannel channel = Trade.channel();

  @BeforeEach
  void registerProduct() {
    accepted(channel.as("SupplierMSP").group("provenance", "registerProducts", product(KETTLE)));
  }

  private List<ItemResult> capture(String member, JsonObject... events) {
    return channel.as(member).group("provenance", "capture", events);
  }

  private void capturedBy(String member, JsonObject... events) {
    for (ItemResult result : capture(member, events)) {
      assertThat(result)
          .isInstanceOfSatisfying(
              ItemResult.Accepted.class, accepted -> assertThat(accepted.warnings()).isEmpty());
    }
  }

  private void warned(String member, String code, String field, JsonObject event) {
    ItemResult.Accepted accepted = accepted(capture(member, event));
    assertThat(accepted.warnings())
        .extracting(Warning::code, Warning::field)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(code, field));
  }

  private Optional<Possession> find(String epc) {
    String key = ProvenanceKeys.epc(Epc.parse(epc).canonical());
    return channel
        .state("provenance", key)
        .map(text -> Possession.fromJson(Fields.parse(key, text.getBytes(UTF_8))));
  }

  private Possession state(String epc) {
    return find(epc).orElseThrow();
  }

  private static JsonObject unpackingAll(String id, String parent) {
    return with(bare(id, "AggregationEvent", "DELETE", "unpacking"), "parentID", Json.text(parent));
  }

  private static JsonObject ending(String id, String step, String epc) {
    return with(
        bare(id, "ObjectEvent", "DELETE", step), "epcList", JsonArray.ofTexts(List.of(epc)));
  }

  private static JsonObject disposed(String disposition, JsonObject event) {
    return with(event, "disposition", Json.text(disposition));
  }

  private static JsonObject lots(JsonObject event, String list, Json... lots) {
    return with(event, list, JsonArray.of(List.of(lots)));
  }

  private Optional<String> stock(String place) {
    return channel.state(
        "provenance", "stock/https://id.gs1.org/01/10614141123459/10/L1/KGM/" + place);
  }

  // Parents.

  @Test
  void anUnpackingWithoutChildrenFreesAllInTheCustodyThatTheirParentHad() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1"), unit("2")),
        packing("2", PALLET, unit("1"), unit("2")),
        shipping("3", "LogisticsMSP", PALLET));
    capturedBy("LogisticsMSP", receiving("4", PALLET), unpackingAll("5", PALLET));
    refused(
        capture("SupplierMSP", shipping("6", "PlatformMSP", unit("1"))),
        "PERMISSION_DENIED",
        FIRST);
    capturedBy(
        "LogisticsMSP",
        shipping("7", "PlatformMSP", unit("1")),
        packing("8", SECOND_PALLET, unit("2")));
    capturedBy("PlatformMSP", receiving("9", unit("1")));
    assertThat(state(unit("1")).custodian()).isEqualTo("PlatformMSP");
    assertThat(state(unit("1")).sender()).contains("LogisticsMSP");
  }

  @Test
  void anUnpackingOfAllWritesTwoKeysWhateverIsInIt() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1"), unit("2")),
        packing("2", PALLET, unit("1"), unit("2")));
    String before = channel.state("provenance", key(unit("1"))).orElseThrow();
    capturedBy("SupplierMSP", unpackingAll("3", PALLET));
    assertThat(channel.state("provenance", key(unit("1")))).contains(before);
    assertThat(channel.state("provenance", "epoch/https://id.gs1.org/00/106141412345678908/0"))
        .hasValueSatisfying(
            end ->
                assertThat(end)
                    .startsWith("{\"c\":\"SupplierMSP\",\"l\":\"")
                    .endsWith("\",\"t\":1795249800000}"));
    refused(
        capture("SupplierMSP", unpackingAll("4", PALLET)),
        "NOT_PACKED",
        "items[0].events[0].parentID");
    refused(
        capture("SupplierMSP", unpacking("5", PALLET, unit("1"))),
        "NOT_PACKED",
        "items[0].events[0].childEPCs[0]");
  }

  private static String key(String epc) {
    return ProvenanceKeys.epc(Epc.parse(epc).canonical());
  }

  @Test
  void whatIsInACaseStaysInItWhenAllComesOutOfThePallet() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1"), unit("case")),
        packing("2", unit("case"), unit("1")),
        packing("3", PALLET, unit("case")),
        unpackingAll("4", PALLET));
    refused(capture("SupplierMSP", shipping("5", "LogisticsMSP", unit("1"))), "PACKED", FIRST);
    capturedBy("SupplierMSP", unpacking("6", unit("case"), unit("1")));
    capturedBy("SupplierMSP", shipping("7", "LogisticsMSP", unit("1")));
  }

  @Test
  void thelivesOfANumberDoNotMix() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1"), unit("2")),
        packing("2", PALLET, unit("1")),
        ending("3", "decommissioning", PALLET));
    assertThat(state(PALLET).isEnded()).isTrue();
    refused(capture("SupplierMSP", shipping("4", "LogisticsMSP", PALLET)), "ENDED", FIRST);
    capturedBy(
        "SupplierMSP", packing("5", PALLET, unit("2")), shipping("6", "LogisticsMSP", PALLET));
    capturedBy("LogisticsMSP", receiving("7", PALLET));
    // The first was in it in its earlier life.
    refused(
        capture("LogisticsMSP", unpacking("8", PALLET, unit("1"))),
        "NOT_PACKED",
        "items[0].events[0].childEPCs[0]");
    capturedBy("SupplierMSP", shipping("9", "PlatformMSP", unit("1")));
    capturedBy("LogisticsMSP", unpacking("10", PALLET, unit("2")));
  }

  @Test
  void whatIsDecommissionedCanBeginAgain() {
    capturedBy(
        "SupplierMSP", commissioning("1", unit("1")), ending("2", "decommissioning", unit("1")));
    capturedBy("SupplierMSP", at("08:40", commissioning("3", unit("1"))));
    assertThat(state(unit("1")).isEnded()).isFalse();
    refused(
        capture("SupplierMSP", at("08:00", commissioning("4", unit("1")))),
        "ALREADY_COMMISSIONED",
        FIRST);
  }

  // From hand to hand.

  @Test
  void aShippingThatNobodyHasReceivedIsVoided() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1")),
        shipping("2", "PlatformMSP", unit("1")),
        observed("3", "void_shipping", unit("1")),
        shipping("4", "LogisticsMSP", unit("1")));
    refused(
        capture("PlatformMSP", observed("5", "void_shipping", unit("1"))),
        "PERMISSION_DENIED",
        FIRST);
    capturedBy("LogisticsMSP", receiving("6", unit("1")));
    refused(
        capture("SupplierMSP", observed("7", "void_shipping", unit("1"))),
        "PERMISSION_DENIED",
        FIRST);
    refused(
        capture("LogisticsMSP", observed("8", "void_shipping", unit("1"))),
        "NOT_IN_TRANSIT",
        FIRST);
  }

  @Test
  void aReceivingBeforeItsShippingWaitsAndTakesEffectWithIt() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    capturedBy("LogisticsMSP", at("08:45", receiving("2", unit("1"))));
    assertThat(state(unit("1")).custodian()).isEqualTo("SupplierMSP");
    refused(capture("PlatformMSP", receiving("3", unit("1"))), "ALREADY_CLAIMED", FIRST);
    capturedBy("SupplierMSP", at("08:40", shipping("4", "LogisticsMSP", unit("1"))));
    assertThat(state(unit("1")).custodian()).isEqualTo("LogisticsMSP");
    assertThat(state(unit("1")).receiver()).isEmpty();
    assertThat(state(unit("1")).since()).hasToString("2026-11-21T08:45:00Z");
  }

  @Test
  void aClaimOfOneMemberKeepsNoOtherFromReceivingWhatIsShippedToIt() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    capturedBy("PlatformMSP", receiving("2", unit("1")));
    capturedBy("SupplierMSP", shipping("3", "LogisticsMSP", unit("1")));
    refused(capture("PlatformMSP", receiving("4", unit("1"))), "PERMISSION_DENIED", FIRST);
    capturedBy("LogisticsMSP", receiving("5", unit("1")));
    assertThat(state(unit("1")).claim()).isEmpty();
  }

  @Test
  void acceptingAfterReceivingChangesNothing() {
    capturedBy(
        "SupplierMSP", commissioning("1", unit("1")), shipping("2", "LogisticsMSP", unit("1")));
    capturedBy("LogisticsMSP", receiving("3", unit("1")));
    String before = channel.state("provenance", key(unit("1"))).orElseThrow();
    capturedBy("LogisticsMSP", observed("4", "accepting", unit("1")));
    assertThat(channel.state("provenance", key(unit("1")))).contains(before);
  }

  @Test
  void clocksOfSenderAndReceiverMayDiffer() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1")),
        at("08:50", shipping("2", "LogisticsMSP", unit("1"))));
    capturedBy("LogisticsMSP", at("08:49", receiving("3", unit("1"))));
    assertThat(state(unit("1")).custodian()).isEqualTo("LogisticsMSP");
    assertThat(state(unit("1")).since()).hasToString("2026-11-21T08:50:00Z");
  }

  @Test
  void whatWasNotThereStaysWithWhoHasSentIt() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1"), unit("2")),
        packing("2", PALLET, unit("1"), unit("2")),
        shipping("3", "LogisticsMSP", PALLET));
    capturedBy(
        "LogisticsMSP",
        receiving("4", PALLET),
        unpacking("5", PALLET, unit("1")),
        disposed("mismatch_instance", observed("6", "inspecting", unit("2"))));
    assertThat(state(unit("2")).custodian()).isEqualTo("SupplierMSP");
    assertThat(state(unit("2")).parent()).isEmpty();
    capturedBy("SupplierMSP", shipping("7", "LogisticsMSP", unit("2")));
  }

  @Test
  void whatWasNotThereIsReportedAlsoAfterAllCameOut() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1"), unit("2")),
        packing("2", PALLET, unit("1")),
        shipping("3", "LogisticsMSP", PALLET, unit("2")));
    capturedBy(
        "LogisticsMSP",
        receiving("4", PALLET, unit("2")),
        unpackingAll("5", PALLET),
        disposed("mismatch_quantity", observed("6", "inspecting", unit("1"), unit("2"))));
    assertThat(state(unit("1")).custodian()).isEqualTo("SupplierMSP");
    assertThat(state(unit("2")).custodian()).isEqualTo("SupplierMSP");
  }

  @Test
  void whoPacksSomethingItselfCannotGiveItToTheSenderOfThePallet() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1"), unit("2")),
        packing("2", PALLET, unit("1")),
        shipping("3", "LogisticsMSP", PALLET));
    capturedBy("SecondCarrierMSP", observed("4", "storing", unit("2")));
    capturedBy("SupplierMSP", shipping("5", "LogisticsMSP", unit("2")));
    capturedBy(
        "LogisticsMSP",
        receiving("6", PALLET, unit("2")),
        packing("7", PALLET, unit("2")),
        disposed("mismatch_instance", observed("8", "inspecting", unit("2"))));
    assertThat(state(unit("2")).parent()).isPresent();
    // Nor somebody who has not received it.
    capturedBy(
        "PlatformMSP", disposed("mismatch_instance", observed("9", "inspecting", unit("1"))));
    assertThat(state(unit("1")).parent()).isPresent();
  }

  @Test
  void onlyTheHolderOfACompanyPrefixBeginsANumberUnderIt() {
    String foreign = "urn:epc:id:sscc:7654321.1234567890";
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    refused(
        capture("SupplierMSP", packing("2", foreign, unit("1"))),
        "PERMISSION_DENIED",
        "items[0].events[0].parentID");
    refused(
        capture("SupplierMSP", commissioning("3", "urn:epc:id:grai:7654321.12345.400")),
        "PERMISSION_DENIED",
        FIRST);
    capturedBy("SecondSupplierMSP", commissioning("4", foreign));
    assertThat(state(foreign).custodian()).isEqualTo("SecondSupplierMSP");
  }

  @Test
  void aReceiverIsNamedByItsGln() {
    capturedBy("SupplierMSP", commissioning("1", unit("1"), unit("2")));
    capturedBy(
        "SupplierMSP",
        with(
            shipping("2", "LogisticsMSP", unit("1")),
            "destinationList",
            JsonArray.of(List.of(possessing("urn:epc:id:pgln:7654321.00001")))));
    assertThat(state(unit("1")).receiver()).contains("SecondSupplierMSP");
    refused(
        capture(
            "SupplierMSP",
            with(
                shipping("3", "LogisticsMSP", unit("2")),
                "destinationList",
                JsonArray.of(List.of(possessing("urn:epc:id:pgln:0614141.00001"))))),
        "NOT_FOUND",
        "items[0].events[0].destinationList");
  }

  private static JsonObject possessing(String party) {
    return Json.object().put("type", "possessing_party").put("destination", party).build();
  }

  // Dispositions.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "destroyed",
        "disposed",
        "inactive",
        "retail_sold",
        "dispensed",
        "stolen",
        "recalled",
        "expired"
      })
  void aBlockingDispositionKeepsGoodsFromMoving(String disposition) {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1"), unit("2")),
        disposed(disposition, observed("2", "inspecting", unit("1"))));
    refused(capture("SupplierMSP", shipping("3", "LogisticsMSP", unit("1"))), "BLOCKED", FIRST);
    refused(
        capture("SupplierMSP", packing("4", PALLET, unit("2"), unit("1"))),
        "BLOCKED",
        "items[0].events[0].childEPCs[1]");
    refused(
        capture("SupplierMSP", packing("5", unit("1"), unit("2"))),
        "BLOCKED",
        "items[0].events[0].parentID");
    refused(capture("SupplierMSP", observed("6", "retail_selling", unit("1"))), "BLOCKED", FIRST);
    capturedBy("SupplierMSP", ending("7", "decommissioning", unit("1")));
  }

  @Test
  void blockedGoodsAreSentBack() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1")),
        disposed("recalled", observed("2", "inspecting", unit("1"))),
        disposed("returned", shipping("3", "LogisticsMSP", unit("1"))));
    capturedBy("LogisticsMSP", receiving("4", unit("1")));
    assertThat(state(unit("1")).disposition()).isEqualTo("recalled");
    capturedBy("LogisticsMSP", ending("5", "destroying", unit("1")));
    assertThat(state(unit("1")).disposition()).isEqualTo("destroyed");
  }

  @Test
  void whatIsSoldIsSoldAgainOnlyAfterItCameBack() {
    capturedBy(
        "SupplierMSP", commissioning("1", unit("1")), observed("2", "retail_selling", unit("1")));
    assertThat(state(unit("1")).disposition()).isEqualTo("retail_sold");
    capturedBy("SupplierMSP", disposed("returned", receiving("3", unit("1"))));
    assertThat(state(unit("1")).disposition()).isEqualTo("returned");
    capturedBy("SupplierMSP", observed("4", "retail_selling", unit("1")));
  }

  @Test
  void aPersistentDispositionBlocksUntilItIsUnset() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1")),
        with(
            observed("2", "inspecting", unit("1")),
            "persistentDisposition",
            Json.object().putTexts("set", List.of("recalled", "conformant")).build()));
    refused(capture("SupplierMSP", shipping("3", "LogisticsMSP", unit("1"))), "BLOCKED", FIRST);
    capturedBy(
        "SupplierMSP",
        disposed(
            "active",
            with(
                observed("4", "inspecting", unit("1")),
                "persistentDisposition",
                Json.object().putTexts("unset", List.of("recalled")).build())),
        shipping("5", "LogisticsMSP", unit("1")));
  }

  @Test
  void onlyWhoHoldsGoodsOrIsToReceiveThemSaysThatTheyAreStolen() {
    capturedBy(
        "SupplierMSP", commissioning("1", unit("1")), shipping("2", "LogisticsMSP", unit("1")));
    refused(
        capture("PlatformMSP", disposed("stolen", observed("3", "inspecting", unit("1")))),
        "PERMISSION_DENIED",
        FIRST);
    capturedBy("LogisticsMSP", disposed("stolen", observed("4", "inspecting", unit("1"))));
    assertThat(state(unit("1")).disposition()).isEqualTo("stolen");
  }

  @Test
  void whatIsInABlockedParentIsBlockedWhenItComesOut() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1"), unit("2")),
        packing("2", PALLET, unit("1"), unit("2")),
        disposed("expired", observed("3", "inspecting", PALLET)),
        unpacking("4", PALLET, unit("1")),
        unpackingAll("5", PALLET));
    for (String epc : List.of(unit("1"), unit("2"))) {
      refused(capture("SupplierMSP", shipping("6", "LogisticsMSP", epc)), "BLOCKED", FIRST);
    }
  }

  // Observations.

  @Test
  void everyTypeOfEventIsCapturedAndAnybodyThatHandlesGoodsSeesThem() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    String before = channel.state("provenance", key(unit("1"))).orElseThrow();
    JsonArray one = JsonArray.ofTexts(List.of(unit("1")));
    capturedBy(
        "LogisticsMSP",
        observed("2", "loading", unit("1"), "urn:acme:truck:17"),
        observed("3", "https://example.com/steps/weighing", unit("never-begun")),
        with(
            with(
                bare("4", "AssociationEvent", "ADD", "installing"),
                "parentID",
                Json.text("urn:epc:id:grai:0614141.12345.400")),
            "childEPCs",
            one),
        with(
            with(
                bare("5", "TransactionEvent", "ADD", "other"),
                "bizTransactionList",
                JsonArray.of(
                    List.of(
                        Json.object()
                            .put("type", "po")
                            .put("bizTransaction", "urn:acme:9")
                            .build()))),
            "epcList",
            one));
    assertThat(channel.state("provenance", key(unit("1")))).contains(before);
    assertThat(channel.state("provenance", "event/LogisticsMSP/urn:uuid:2").orElseThrow())
        .endsWith(",\"n\":true}");
  }

  @ParameterizedTest
  @CsvSource({"commissioning, OBSERVE", "shipping, ADD", "decommissioning, OBSERVE"})
  void aStepWithAnActionThatContradictsItIsRefused(String step, String action) {
    refused(
        capture(
            "SupplierMSP",
            with(
                bare("1", "ObjectEvent", action, step),
                "epcList",
                JsonArray.ofTexts(List.of(unit("1"))))),
        "INVALID_ARGUMENT",
        "items[0].events[0].action");
  }

  // Time.

  @Test
  void whatComesLateIsKeptAndChangesNothing() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1")),
        at("08:50", shipping("2", "LogisticsMSP", unit("1"))));
    capturedBy("LogisticsMSP", at("08:55", receiving("3", unit("1"))));
    warned(
        "SupplierMSP",
        "LATE",
        "items[0].events[0].eventTime",
        at("08:40", packing("4", PALLET, unit("1"))));
    assertThat(state(unit("1")).custodian()).isEqualTo("LogisticsMSP");
    assertThat(find(PALLET)).isEmpty();
    existing(capture("SupplierMSP", at("08:40", packing("4", PALLET, unit("1")))));
    // To declare it wrong has nothing to take back.
    capturedBy("SupplierMSP", declaredWrong("08:58", at("08:40", packing("4", PALLET, unit("1")))));
  }

  /** Recalls follow what goods were made of, also if that was reported late. */
  @Test
  void aLateTransformationSaysNothingOfGoodsOfOthers() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    capturedBy("SupplierMSP", at("08:50", shipping("2", "LogisticsMSP", unit("1"))));
    capturedBy("LogisticsMSP", at("08:55", receiving("3", unit("1"))));
    JsonObject made =
        with(
            bare("4", "TransformationEvent", "ADD", "repackaging"),
            "inputEPCList",
            JsonArray.ofTexts(List.of(unit("1"))));
    JsonObject objects = with(made, "outputEPCList", JsonArray.ofTexts(List.of(unit("2"))));
    JsonObject lots =
        with(made, "outputQuantityList", JsonArray.of(List.of(lot("L1", "4", "KGM"))));
    refused(
        capture("LogisticsMSP", lateTransformation(objects)),
        "PERMISSION_DENIED",
        "items[0].events[0].outputEPCList[0]");
    refused(
        capture("LogisticsMSP", lateTransformation(lots)),
        "PERMISSION_DENIED",
        "items[0].events[0].outputQuantityList[0].epcClass");
    warned("SupplierMSP", "LATE", "items[0].events[0].eventTime", lateTransformation(objects));
  }

  private static JsonObject lateTransformation(JsonObject captured) {
    return at("08:52", Trade.captured(Trade.event(captured).toBuilder().remove("action")));
  }

  @Test
  void whatHappensToItsContentMakesNoParentLater() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1")),
        packing("2", PALLET, unit("1")),
        at("08:50", unpacking("3", PALLET, unit("1"))),
        at("08:40", shipping("4", "LogisticsMSP", PALLET)));
    assertThat(state(PALLET).receiver()).contains("LogisticsMSP");
  }

  @Test
  void whoPacksOneByOneReportsInAnyOrder() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1"), unit("2")),
        at("08:50", packing("2", PALLET, unit("1"))),
        at("08:40", packing("3", PALLET, unit("2"))));
    assertThat(state(unit("2")).parent()).isPresent();
  }

  // Error declarations.

  @Test
  void anUndoneCommissioningLeavesNothing() {
    JsonObject event = commissioning("1", unit("1"));
    capturedBy("SupplierMSP", event);
    capturedBy("SupplierMSP", declaredWrong("08:40", event));
    assertThat(find(unit("1"))).isEmpty();
    existing(capture("SupplierMSP", declaredWrong("08:40", event)));
    existing(capture("SupplierMSP", event));
    capturedBy("SupplierMSP", commissioning("2", unit("1")));
    warned(
        "SupplierMSP",
        "SUPERSEDED",
        "items[0].events[0].errorDeclaration",
        declaredWrong("08:41", event));
    assertThat(find(unit("1"))).isPresent();
  }

  @Test
  void aDeclarationIsOtherwiseItsEvent() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    refused(
        capture("SupplierMSP", declaredWrong("08:40", commissioning("1", unit("2")))),
        "ALREADY_EXISTS",
        "items[0].events[0].eventID");
    refused(
        capture("SupplierMSP", declaredWrong("08:40", commissioning("2", unit("1")))),
        "NOT_FOUND",
        "items[0].events[0].eventID");
    refused(
        capture("LogisticsMSP", declaredWrong("08:40", commissioning("1", unit("1")))),
        "NOT_FOUND",
        "items[0].events[0].eventID");
    refused(
        capture("SupplierMSP", declaredWrong("09:10", commissioning("1", unit("1")))),
        "INVALID_ARGUMENT",
        "items[0].events[0].errorDeclaration.declarationTime");
  }

  @Test
  void whatIsTakenBackIsAsItWasAlsoStepByStepAndInOneTransaction() {
    JsonObject ship = shipping("2", "LogisticsMSP", unit("1"));
    JsonObject receipt = receiving("3", unit("1"));
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    String begun = channel.state("provenance", key(unit("1"))).orElseThrow();
    capturedBy("SupplierMSP", ship);
    String shipped = channel.state("provenance", key(unit("1"))).orElseThrow();
    capturedBy("LogisticsMSP", receipt, declaredWrong("08:40", receipt));
    assertThat(channel.state("provenance", key(unit("1")))).contains(shipped);
    capturedBy("SupplierMSP", declaredWrong("08:40", ship));
    assertThat(channel.state("provenance", key(unit("1")))).contains(begun);
  }

  @Test
  void nobodyLosesCustodyByWhatAnotherDeclares() {
    JsonObject ship = shipping("2", "LogisticsMSP", unit("1"));
    JsonObject pack = packing("3", PALLET, unit("2"));
    capturedBy("SupplierMSP", commissioning("1", unit("1"), unit("2")), ship, pack);
    capturedBy("SupplierMSP", shipping("4", "LogisticsMSP", PALLET));
    capturedBy("LogisticsMSP", receiving("5", unit("1"), PALLET));
    for (JsonObject event : List.of(ship, pack)) {
      warned(
          "SupplierMSP",
          "SUPERSEDED",
          "items[0].events[0].errorDeclaration",
          declaredWrong("08:40", event));
    }
    assertThat(state(unit("1")).custodian()).isEqualTo("LogisticsMSP");
    assertThat(state(unit("2")).parent()).isPresent();
  }

  @Test
  void anUnpackingOfAllIsTakenBack() {
    JsonObject out = unpackingAll("3", PALLET);
    capturedBy("SupplierMSP", commissioning("1", unit("1")), packing("2", PALLET, unit("1")), out);
    capturedBy("SupplierMSP", declaredWrong("08:40", out));
    refused(capture("SupplierMSP", shipping("4", "LogisticsMSP", unit("1"))), "PACKED", FIRST);
    assertThat(channel.state("provenance", "epoch/https://id.gs1.org/00/106141412345678908/0"))
        .isEmpty();
  }

  @Test
  void whatCameOutWithAllIsFreeAgainWhenWhatItDidThenIsTakenBack() {
    JsonObject ship = shipping("4", "LogisticsMSP", unit("1"));
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1")),
        packing("2", PALLET, unit("1")),
        unpackingAll("3", PALLET));
    capturedBy("SupplierMSP", ship);
    capturedBy("SupplierMSP", declaredWrong("08:40", ship));
    assertThat(state(unit("1")).receiver()).isEmpty();
    assertThat(state(unit("1")).parent()).isEmpty();
    capturedBy("SupplierMSP", shipping("5", "PlatformMSP", unit("1")));
  }

  // Lots.

  @Test
  void aLotIsPackedAndShippedAsAQuantityAndNothingIsBelowZero() {
    capturedBy(
        "SupplierMSP",
        lots(
            bare("1", "ObjectEvent", "ADD", "commissioning"),
            "quantityList",
            lot("L1", "1000", "KGM")),
        with(
            lots(
                bare("2", "AggregationEvent", "ADD", "packing"),
                "childQuantityList",
                lot("L1", "400", "KGM")),
            "parentID",
            Json.text(PALLET)));
    assertThat(stock("at/SupplierMSP")).contains("{\"q\":\"600\"}");
    assertThat(stock("in/https://id.gs1.org/00/106141412345678908/0")).contains("{\"q\":\"400\"}");
    refused(
        capture(
            "SupplierMSP",
            with(
                lots(
                    bare("3", "AggregationEvent", "ADD", "packing"),
                    "childQuantityList",
                    lot("L1", "700000", "GRM")),
                "parentID",
                Json.text(SECOND_PALLET))),
        "NOT_ENOUGH",
        "items[0].events[0].childQuantityList[0]");
    assertThat(find(SECOND_PALLET)).isEmpty();
    capturedBy("SupplierMSP", shipping("4", "LogisticsMSP", PALLET));
    capturedBy(
        "LogisticsMSP",
        receiving("5", PALLET),
        with(
            lots(
                bare("6", "AggregationEvent", "DELETE", "unpacking"),
                "childQuantityList",
                lot("L1", "100", "KGM")),
            "parentID",
            Json.text(PALLET)),
        unpackingAll("7", PALLET),
        with(
            lots(
                bare("8", "AggregationEvent", "DELETE", "unpacking"),
                "childQuantityList",
                lot("L1", "300", "KGM")),
            "parentID",
            Json.text(PALLET)));
    assertThat(stock("at/LogisticsMSP")).contains("{\"q\":\"400\"}");
    assertThat(stock("in/https://id.gs1.org/00/106141412345678908/0")).isEmpty();
  }

  private static JsonObject packingLot(String id, String amount) {
    return with(
        lots(
            bare(id, "AggregationEvent", "ADD", "packing"),
            "childQuantityList",
            lot("L1", amount, "KGM")),
        "parentID",
        Json.text(PALLET));
  }

  private static JsonObject beginningLot(String id, String amount) {
    return lots(
        bare(id, "ObjectEvent", "ADD", "commissioning"), "quantityList", lot("L1", amount, "KGM"));
  }

  @Test
  void aQuantityThatLeftInItsPalletIsNotTakenBackByADeclaration() {
    JsonObject pack = packingLot("2", "400");
    capturedBy(
        "SupplierMSP", beginningLot("1", "1000"), pack, shipping("3", "LogisticsMSP", PALLET));
    warned(
        "SupplierMSP",
        "SUPERSEDED",
        "items[0].events[0].errorDeclaration",
        declaredWrong("08:40", pack));
    assertThat(stock("at/SupplierMSP")).contains("{\"q\":\"600\"}");
  }

  @Test
  void aPackedQuantityIsTakenBackWhileItsPalletIsAtHand() {
    JsonObject begin = beginningLot("1", "1000");
    JsonObject pack = packingLot("2", "400");
    capturedBy("SupplierMSP", begin, pack);
    warned(
        "SupplierMSP",
        "SUPERSEDED",
        "items[0].events[0].errorDeclaration",
        declaredWrong("08:40", begin));
    capturedBy("SupplierMSP", declaredWrong("08:40", pack));
    assertThat(stock("at/SupplierMSP")).contains("{\"q\":\"1000\"}");
    assertThat(stock("in/https://id.gs1.org/00/106141412345678908/0")).isEmpty();
  }

  @Test
  void aLotGoesFromHandToHandAsAQuantity() {
    capturedBy(
        "SupplierMSP",
        lots(
            bare("1", "ObjectEvent", "ADD", "commissioning"),
            "quantityList",
            lot("L1", "10", "KGM")),
        lots(shipping("2", "LogisticsMSP"), "quantityList", lot("L1", "4", "KGM")));
    assertThat(stock("to/LogisticsMSP")).contains("{\"q\":\"4\",\"s\":\"SupplierMSP\"}");
    refused(
        capture("PlatformMSP", lots(receiving("3"), "quantityList", lot("L1", "1", "KGM"))),
        "NOT_ENOUGH",
        "items[0].events[0].quantityList[0]");
    capturedBy("LogisticsMSP", lots(receiving("4"), "quantityList", lot("L1", "3000", "GRM")));
    assertThat(stock("at/LogisticsMSP")).contains("{\"q\":\"3\"}");
    capturedBy(
        "SupplierMSP",
        lots(
            with(
                observed("5", "void_shipping"),
                "destinationList",
                JsonArray.of(
                    List.of(
                        Json.object()
                            .put("type", "possessing_party")
                            .put("destination", "urn:portolan:member:LogisticsMSP")
                            .build()))),
            "quantityList",
            lot("L1", "1", "KGM")));
    assertThat(stock("at/SupplierMSP")).contains("{\"q\":\"7\"}");
    assertThat(stock("to/LogisticsMSP")).isEmpty();
  }

  @Test
  void aTransformationTakesItsInputsAndBeginsItsOutputs() {
    JsonObject transformation =
        with(
            lots(
                with(
                    bare("2", "TransformationEvent", "ADD", "repackaging"),
                    "inputEPCList",
                    JsonArray.ofTexts(List.of(unit("1")))),
                "inputQuantityList",
                lot("L1", "4", "KGM")),
            "outputEPCList",
            JsonArray.ofTexts(List.of(unit("3"))));
    JsonObject item = Trade.captured(Trade.event(transformation).toBuilder().remove("action"));
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1")),
        lots(
            bare("0", "ObjectEvent", "ADD", "commissioning"),
            "quantityList",
            lot("L1", "10", "KGM")),
        item);
    assertThat(state(unit("1")).isEnded()).isTrue();
    assertThat(state(unit("3")).custodian()).isEqualTo("SupplierMSP");
    assertThat(stock("at/SupplierMSP")).contains("{\"q\":\"6\"}");
    capturedBy("SupplierMSP", declaredWrong("08:40", item));
    assertThat(state(unit("1")).isEnded()).isFalse();
    assertThat(find(unit("3"))).isEmpty();
    assertThat(stock("at/SupplierMSP")).contains("{\"q\":\"10\"}");
  }

  @Test
  void aLotIsBegunByWhoRegisteredItsProduct() {
    refused(
        capture(
            "SecondSupplierMSP",
            lots(
                bare("1", "ObjectEvent", "ADD", "commissioning"),
                "quantityList",
                lot("L1", "1", "KGM"))),
        "PERMISSION_DENIED",
        "items[0].events[0].quantityList[0].epcClass");
  }
}
