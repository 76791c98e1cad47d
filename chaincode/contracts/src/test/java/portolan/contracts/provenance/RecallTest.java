// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.contracts.provenance.Trade.KETTLE;
import static portolan.contracts.provenance.Trade.OF_SECOND_SUPPLIER;
import static portolan.contracts.provenance.Trade.PALLET;
import static portolan.contracts.provenance.Trade.accepted;
import static portolan.contracts.provenance.Trade.bare;
import static portolan.contracts.provenance.Trade.commissioning;
import static portolan.contracts.provenance.Trade.existing;
import static portolan.contracts.provenance.Trade.forOrders;
import static portolan.contracts.provenance.Trade.lot;
import static portolan.contracts.provenance.Trade.observed;
import static portolan.contracts.provenance.Trade.order;
import static portolan.contracts.provenance.Trade.packing;
import static portolan.contracts.provenance.Trade.product;
import static portolan.contracts.provenance.Trade.receiving;
import static portolan.contracts.provenance.Trade.refused;
import static portolan.contracts.provenance.Trade.sealedTerms;
import static portolan.contracts.provenance.Trade.shipping;
import static portolan.contracts.provenance.Trade.terms;
import static portolan.contracts.provenance.Trade.unit;
import static portolan.contracts.provenance.Trade.unpacking;
import static portolan.contracts.provenance.Trade.with;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.contracts.fixture.TestChannel;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.recall.Scope;

/** Who recalls what, and what does not move any more from the very transaction on. */
class RecallTest {
  private static final String GTIN = "https://id.gs1.org/01/" + KETTLE;
  private static final String LOT = "urn:epc:class:lgtin:0614141.112345.L1";
  private static final String RECALL = "SupplierMSP/R1";
  private static final String ORDER = "PlatformMSP/O-1";
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
    assertThat(capture(member, events))
        .allSatisfy(result -> assertThat(result).isInstanceOf(ItemResult.Accepted.class));
  }

  private static JsonObject opening(String recallId, String... names) {
    return Json.object()
        .put("recallId", recallId)
        .put("reason", "glass in the lid")
        .putAll(
            "sources",
            Stream.of(names).map(name -> Json.object().put("name", name).build()).toList())
        .build();
  }

  private List<ItemResult> open(String member, String recallId, String... names) {
    return channel.as(member).group("provenance", "openRecall", opening(recallId, names));
  }

  private static JsonObject naming(String recallId, String... names) {
    return Json.object().put("recallId", recallId).putTexts("names", List.of(names)).build();
  }

  private List<ItemResult> mark(String member, String recallId, String... names) {
    return channel.as(member).group("provenance", "markRecalled", naming(recallId, names));
  }

  private List<ItemResult> lift(String member, String recallId, String... names) {
    JsonObject.Builder item =
        Json.object().put("recallId", recallId).put("reason", "it was another lot");
    if (names.length > 0) {
      item.putTexts("names", List.of(names));
    }
    return channel.as(member).group("provenance", "liftRecall", item.build());
  }

  private Fields recall(String recallId) {
    return channel
        .as("BankMSP")
        .evaluate("provenance", "recall", Json.object().put("recallId", recallId).build());
  }

  private String held(String... orderIds) {
    return channel
        .as("BankMSP")
        .evaluate(
            "provenance", "held", Json.object().putTexts("orderIds", List.of(orderIds)).build())
        .json()
        .canonical();
  }

  private static JsonObject ofLot(JsonObject event, String lot) {
    return with(event, "ilmd", Json.object().put("cbvmda:lotNumber", lot).build());
  }

  private static JsonObject returned(JsonObject event) {
    return with(event, "disposition", Json.text("returned"));
  }

  private void placeOrder() {
    JsonObject terms = terms(ORDER);
    accepted(
        channel
            .as("PlatformMSP")
            .endorsedBy("PlatformMSP", "SupplierMSP")
            .sealed(sealedTerms(terms))
            .group("provenance", "placeOrders", order(ORDER, 1, terms)));
  }

  // Who.

  @ParameterizedTest
  @CsvSource({
    // Nobody here holds this prefix: who registered the product, or an authority.
    "SupplierMSP, " + KETTLE + ", true",
    "CustomsMSP, " + KETTLE + ", true",
    "SecondSupplierMSP, " + KETTLE + ", false",
    "LogisticsMSP, " + KETTLE + ", false",
    // A member holds it.
    "SecondSupplierMSP, " + OF_SECOND_SUPPLIER + ", true",
    "SecondCustomsMSP, " + OF_SECOND_SUPPLIER + ", true",
    "SupplierMSP, " + OF_SECOND_SUPPLIER + ", false",
  })
  void whoAnswersForANumberRecallsItOrAnAuthority(String member, String gtin, boolean may) {
    for (String name :
        List.of(
            "https://id.gs1.org/01/" + gtin,
            "https://id.gs1.org/01/" + gtin + "/10/L1",
            "https://id.gs1.org/01/" + gtin + "/21/1")) {
      List<ItemResult> results = open(member, member + "/" + name.length(), name);
      if (may) {
        accepted(results);
      } else {
        refused(results, "PERMISSION_DENIED", "items[0].sources[0].name");
      }
    }
  }

  @Test
  void aBankDoesNotRecall() {
    assertThatThrownBy(() -> open("BankMSP", "BankMSP/R1", GTIN))
        .hasMessageContaining("PERMISSION_DENIED|role");
  }

  @Test
  void anIdBelongsToItsMemberAndIsOpenedOnce() {
    refused(open("CustomsMSP", RECALL, GTIN), "PERMISSION_DENIED", "items[0].recallId");
    accepted(open("SupplierMSP", RECALL, GTIN));
    existing(open("SupplierMSP", RECALL, GTIN));
    refused(open("SupplierMSP", RECALL, LOT), "ALREADY_EXISTS", "items[0].sources");
  }

  @Test
  void onlyWhoHasOpenedItMarksAndLiftsButForAnAuthority() {
    accepted(open("SupplierMSP", RECALL, GTIN));
    refused(mark("CustomsMSP", RECALL, unit("1")), "PERMISSION_DENIED", "items[0].recallId");
    refused(lift("LogisticsMSP", RECALL), "PERMISSION_DENIED", "items[0].recallId");
    refused(mark("CustomsMSP", "CustomsMSP/R9", unit("1")), "NOT_FOUND", "items[0].recallId");
    // Or who marks the goods of others would be the only judge of it.
    accepted(lift("CustomsMSP", RECALL));
    assertThat(recall(RECALL).object("lifted").text("by", 20)).isEqualTo("CustomsMSP");
    refused(mark("SupplierMSP", RECALL, unit("1")), "RECALL_LIFTED", "items[0].recallId");
  }

  @Test
  void aRecallIsReadAsItWasOpened() {
    accepted(open("SupplierMSP", RECALL, LOT));
    assertThat(recall(RECALL).json())
        .hasToString(
            "{\"openedAt\":\"2026-11-21T09:00:00.000Z\",\"reason\":\"glass in the lid\","
                + "\"recallId\":\"SupplierMSP/R1\",\"sources\":"
                + "[{\"name\":\"https://id.gs1.org/01/10614141123459/10/L1\"}]}");
    assertThatThrownBy(() -> recall("SupplierMSP/R2")).hasMessageContaining("NOT_FOUND|recallId");
  }

  // Classes.

  @Test
  void aProductStopsWithTheTransactionThatRecallsIt() {
    capturedBy("SupplierMSP", commissioning("1", unit("1"), unit("2")));
    accepted(open("SupplierMSP", RECALL, GTIN));
    refused(capture("SupplierMSP", shipping("2", "LogisticsMSP", unit("1"))), "RECALLED", FIRST);
    refused(
        capture("SupplierMSP", packing("3", PALLET, unit("1"))),
        "RECALLED",
        "items[0].events[0].childEPCs[0]");
    refused(capture("SupplierMSP", observed("4", "retail_selling", unit("1"))), "RECALLED", FIRST);
    capturedBy(
        "SupplierMSP",
        observed("5", "holding", unit("1")),
        returned(shipping("6", "LogisticsMSP", unit("1"))));
    capturedBy("LogisticsMSP", receiving("7", unit("1")));
    accepted(lift("SupplierMSP", RECALL));
    capturedBy("LogisticsMSP", shipping("8", "PlatformMSP", unit("1")));
    capturedBy("SupplierMSP", packing("9", PALLET, unit("2")));
  }

  @Test
  void aLotStopsAndNoOther() {
    capturedBy(
        "SupplierMSP",
        ofLot(commissioning("1", unit("1")), "L1"),
        ofLot(commissioning("2", unit("2")), "L2"));
    accepted(open("SupplierMSP", RECALL, LOT));
    refused(capture("SupplierMSP", shipping("3", "LogisticsMSP", unit("1"))), "RECALLED", FIRST);
    capturedBy("SupplierMSP", shipping("4", "LogisticsMSP", unit("2")));
  }

  @Test
  void aQuantityOfALotStops() {
    JsonObject begun =
        with(
            bare("1", "ObjectEvent", "ADD", "commissioning"),
            "quantityList",
            JsonArray.of(List.of(lot("L1", "10", "KGM"), lot("L2", "10", "KGM"))));
    capturedBy("SupplierMSP", begun);
    accepted(open("SupplierMSP", RECALL, LOT));
    refused(
        capture("SupplierMSP", ofQuantity(shipping("2", "LogisticsMSP"), "L1")),
        "RECALLED",
        "items[0].events[0].quantityList[0].epcClass");
    capturedBy(
        "SupplierMSP",
        ofQuantity(shipping("3", "LogisticsMSP"), "L2"),
        returned(ofQuantity(shipping("4", "LogisticsMSP"), "L1")));
    accepted(open("SupplierMSP", "SupplierMSP/R2", GTIN));
    refused(
        capture("SupplierMSP", ofQuantity(shipping("5", "LogisticsMSP"), "L2")),
        "RECALLED",
        "items[0].events[0].quantityList[0].epcClass");
  }

  private static JsonObject ofQuantity(JsonObject captured, String lot) {
    return with(captured, "quantityList", JsonArray.of(List.of(lot(lot, "1", "KGM"))));
  }

  @Test
  void whatBeginsAndStopsInOneTransactionIsStopped() {
    accepted(open("SupplierMSP", RECALL, LOT));
    List<ItemResult> results =
        capture(
            "SupplierMSP",
            ofLot(commissioning("1", unit("1")), "L1"),
            shipping("2", "LogisticsMSP", unit("1")));
    assertThat(results.getFirst()).isInstanceOf(ItemResult.Accepted.class);
    refused(results.get(1), "RECALLED", "items[1].events[0].epcList[0]");
  }

  @Test
  void aLotThatWasMadeOfAnotherIsMarkedAsOne() {
    capturedBy("SupplierMSP", ofLot(commissioning("1", unit("1")), "L2"));
    accepted(open("SupplierMSP", RECALL, LOT));
    accepted(mark("SupplierMSP", RECALL, "https://id.gs1.org/01/" + KETTLE + "/10/L2"));
    refused(capture("SupplierMSP", shipping("2", "LogisticsMSP", unit("1"))), "RECALLED", FIRST);
    accepted(lift("SupplierMSP", RECALL, "https://id.gs1.org/01/" + KETTLE + "/10/L2"));
    capturedBy("SupplierMSP", shipping("3", "LogisticsMSP", unit("1")));
  }

  @Test
  void nobodyIsTakenTheLotsOfASecondRecall() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    accepted(open("SupplierMSP", RECALL, GTIN));
    accepted(open("CustomsMSP", "CustomsMSP/R1", GTIN));
    accepted(lift("SupplierMSP", RECALL));
    refused(capture("SupplierMSP", shipping("2", "LogisticsMSP", unit("1"))), "RECALLED", FIRST);
    accepted(lift("CustomsMSP", "CustomsMSP/R1"));
    capturedBy("SupplierMSP", shipping("3", "LogisticsMSP", unit("1")));
  }

  /** Who has no say in goods can mark them, but takes nobody's place. */
  @Test
  void aStrangerKeepsNobodyFromRecallingAndMarking() {
    capturedBy("SupplierMSP", commissioning("1", unit("1"), unit("2")));
    accepted(
        channel
            .as("SecondSupplierMSP")
            .group("provenance", "registerProducts", product(OF_SECOND_SUPPLIER)));
    String own = "https://id.gs1.org/01/" + OF_SECOND_SUPPLIER;
    for (int i = 0; i < 100; i++) {
      String recallId = "SecondSupplierMSP/R" + i;
      accepted(open("SecondSupplierMSP", recallId, own + "/21/1"));
      accepted(mark("SecondSupplierMSP", recallId, GTIN, unit("1")));
    }
    accepted(open("SecondSupplierMSP", "SecondSupplierMSP/R100", own));
    refused(
        mark("SecondSupplierMSP", "SecondSupplierMSP/R100", GTIN),
        "TOO_MANY_RECALLS",
        "items[0].names");
    accepted(open("SupplierMSP", RECALL, GTIN));
    accepted(mark("SupplierMSP", RECALL, unit("1"), unit("2")));
    assertThat(channel.state("provenance", "epc/" + GTIN + "/21/1").orElseThrow()).contains(RECALL);
  }

  // Objects.

  /** Recalls one unit that is on no pallet, so that its class stays free. */
  private void recallOne() {
    accepted(open("SupplierMSP", RECALL, unit("99")));
  }

  @Test
  void aPalletWithAMarkedUnitDoesNotLeaveUntilItIsOut() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1"), unit("2")),
        packing("2", PALLET, unit("1"), unit("2")));
    recallOne();
    accepted(mark("SupplierMSP", RECALL, unit("1")));
    existing(mark("SupplierMSP", RECALL, unit("1")));
    refused(capture("SupplierMSP", shipping("3", "LogisticsMSP", PALLET)), "RECALLED", FIRST);
    capturedBy(
        "SupplierMSP", unpacking("4", PALLET, unit("1")), shipping("5", "LogisticsMSP", PALLET));
    refused(capture("SupplierMSP", shipping("6", "LogisticsMSP", unit("1"))), "RECALLED", FIRST);
  }

  @Test
  void whatIsOnItsWayArrivesThoughItIsMarkedAndGoesNoFurther() {
    capturedBy(
        "SupplierMSP", commissioning("1", unit("1")), shipping("2", "LogisticsMSP", unit("1")));
    recallOne();
    accepted(mark("SupplierMSP", RECALL, unit("1")));
    capturedBy("LogisticsMSP", receiving("3", unit("1")));
    refused(capture("LogisticsMSP", shipping("4", "PlatformMSP", unit("1"))), "RECALLED", FIRST);
    capturedBy("LogisticsMSP", returned(shipping("5", "SupplierMSP", unit("1"))));
  }

  @Test
  void anObjectIsLiftedAndTheOthersStay() {
    capturedBy("SupplierMSP", commissioning("1", unit("1"), unit("2")));
    recallOne();
    accepted(mark("SupplierMSP", RECALL, unit("1"), unit("2")));
    accepted(lift("SupplierMSP", RECALL, unit("1")));
    existing(lift("SupplierMSP", RECALL, unit("1")));
    capturedBy("SupplierMSP", shipping("2", "LogisticsMSP", unit("1")));
    refused(capture("SupplierMSP", shipping("3", "LogisticsMSP", unit("2"))), "RECALLED", FIRST);
    accepted(lift("SupplierMSP", RECALL));
    existing(lift("SupplierMSP", RECALL));
    capturedBy("SupplierMSP", shipping("4", "LogisticsMSP", unit("2")));
    refused(mark("SupplierMSP", RECALL, unit("2")), "RECALL_LIFTED", "items[0].recallId");
    assertThat(recall(RECALL).object("lifted").text("reason", 300)).isEqualTo("it was another lot");
  }

  @Test
  void aListWithoutNamesLiftsNothing() {
    recallOne();
    JsonObject item = naming(RECALL).toBuilder().put("reason", "nothing is left").build();
    refused(
        channel.as("SupplierMSP").group("provenance", "liftRecall", item),
        "INVALID_ARGUMENT",
        "items[0].names");
  }

  @Test
  void aTransactionMarksAThousandNamesAtMost() {
    recallOne();
    String[] many = IntStream.range(0, 600).mapToObj(i -> unit("many" + i)).toArray(String[]::new);
    List<ItemResult> results =
        channel
            .as("SupplierMSP")
            .group("provenance", "markRecalled", naming(RECALL, many), naming(RECALL, many));
    assertThat(results.getFirst()).isInstanceOf(ItemResult.Accepted.class);
    refused(results.get(1), "INVALID_ARGUMENT", "items[1].names");
  }

  @Test
  void theScopeIsThatOfTheLatestBlock() {
    recallOne();
    accepted(scope(Scope.of(12, List.of("a", "b"))));
    existing(scope(Scope.of(12, List.of("a", "b"))));
    refused(scope(Scope.of(12, List.of("a"))), "INVALID_ARGUMENT", "items[0].scope.asOfBlock");
    accepted(scope(Scope.of(13, List.of("a"))));
    assertThat(recall(RECALL).object("scope").integer("count", 0, 9)).isEqualTo(1);
  }

  private List<ItemResult> scope(Scope scope) {
    JsonObject item =
        naming(RECALL).toBuilder()
            .put(
                "scope",
                Json.object()
                    .put("asOfBlock", scope.asOfBlock())
                    .put("count", scope.count())
                    .put("root", scope.root())
                    .build())
            .build();
    return channel.as("SupplierMSP").group("provenance", "markRecalled", item);
  }

  // Payment.

  @Test
  void ordersAreHeldWhileRecalledGoodsTravelForThem() {
    placeOrder();
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1")),
        packing("2", PALLET, unit("1")),
        forOrders(shipping("3", "LogisticsMSP", PALLET), ORDER));
    assertThat(held(ORDER)).isEqualTo("{\"orders\":[{}]}");
    recallOne();
    accepted(mark("SupplierMSP", RECALL, unit("1")));
    assertThat(held("PlatformMSP/O-2", ORDER))
        .isEqualTo("{\"orders\":[{},{\"recalls\":[\"SupplierMSP/R1\"]}]}");
    accepted(lift("SupplierMSP", RECALL));
    assertThat(held(ORDER)).isEqualTo("{\"orders\":[{}]}");
  }

  @Test
  void liftingTheOnlyObjectOfAnOrderLetsItGo() {
    placeOrder();
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1")),
        forOrders(shipping("2", "LogisticsMSP", unit("1")), ORDER));
    recallOne();
    accepted(mark("SupplierMSP", RECALL, unit("1")));
    accepted(lift("SupplierMSP", RECALL, unit("1")));
    assertThat(channel.state("provenance", "held/" + ORDER)).isEmpty();
    assertThat(held(ORDER)).isEqualTo("{\"orders\":[{}]}");
  }

  @Test
  void whatIsHeldIsAskedInTheWrittenForm() {
    assertThatThrownBy(() -> held()).hasMessageContaining("INVALID_ARGUMENT|orderIds");
    assertThatThrownBy(() -> held("O-1")).hasMessageContaining("INVALID_ARGUMENT|orderIds[0]");
  }

  // Races: what was endorsed before a recall is not valid after it.

  @ParameterizedTest
  @CsvSource({"shipping", "selling", "packing"})
  void whatWasEndorsedBeforeTheRecallOfItsProductDoesNotPassAfterIt(String deed) {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    TestChannel.Endorsed moving = endorsed(deed);
    accepted(open("SupplierMSP", RECALL, GTIN));
    assertThat(channel.commit(moving)).isFalse();
  }

  @Test
  void ofARecallAndAMovementInOneBlockTheFirstCounts() {
    TestChannel busy = Trade.channelWithBlocksOf(2);
    accepted(busy.as("SupplierMSP").group("provenance", "registerProducts", product(KETTLE)));
    accepted(
        busy.as("SupplierMSP")
            .group("provenance", "capture", commissioning("1", unit("1"), unit("2"))));
    TestChannel.Endorsed before =
        busy.as("SupplierMSP")
            .endorse("provenance", "capture", shipping("2", "LogisticsMSP", unit("1")));
    TestChannel.Endorsed after =
        busy.as("SupplierMSP")
            .endorse("provenance", "capture", shipping("3", "LogisticsMSP", unit("2")));
    TestChannel.Endorsed recall =
        busy.as("SupplierMSP").endorse("provenance", "openRecall", opening(RECALL, GTIN));
    long block = busy.height();
    before.submit();
    busy.pass(Duration.ofMillis(5));
    recall.submit();
    after.submit();
    busy.pass(Duration.ofMillis(5));
    assertThat(busy.block(block).orElseThrow().codes()).containsExactly(TxValidationCode.VALID);
    assertThat(busy.block(block + 1).orElseThrow().codes())
        .containsExactly(TxValidationCode.VALID, TxValidationCode.MVCC_READ_CONFLICT);
  }

  @ParameterizedTest
  @CsvSource({"shipping", "selling", "packing"})
  void whatWasEndorsedBeforeItsMarkDoesNotPassAfterIt(String deed) {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    recallOne();
    TestChannel.Endorsed moving = endorsed(deed);
    accepted(mark("SupplierMSP", RECALL, unit("1")));
    assertThat(channel.commit(moving)).isFalse();
  }

  @Test
  void aPalletThatWasEndorsedToLeaveStaysOnceAUnitInItIsMarked() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")), packing("2", PALLET, unit("1")));
    recallOne();
    TestChannel.Endorsed moving =
        channel
            .as("SupplierMSP")
            .endorse("provenance", "capture", shipping("3", "LogisticsMSP", PALLET));
    accepted(mark("SupplierMSP", RECALL, unit("1")));
    assertThat(channel.commit(moving)).isFalse();
  }

  @Test
  void aMarkThatWasEndorsedBeforeTheUnitWasPackedMustBeMadeAnew() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    recallOne();
    TestChannel.Endorsed marking =
        channel.as("SupplierMSP").endorse("provenance", "markRecalled", naming(RECALL, unit("1")));
    capturedBy("SupplierMSP", packing("2", PALLET, unit("1")));
    assertThat(channel.commit(marking)).isFalse();
    accepted(mark("SupplierMSP", RECALL, unit("1")));
    refused(capture("SupplierMSP", shipping("3", "LogisticsMSP", PALLET)), "RECALLED", FIRST);
  }

  private TestChannel.Endorsed endorsed(String deed) {
    JsonObject event =
        switch (deed) {
          case "shipping" -> shipping("2", "LogisticsMSP", unit("1"));
          case "selling" -> observed("2", "retail_selling", unit("1"));
          default -> packing("2", PALLET, unit("1"));
        };
    return channel.as("SupplierMSP").endorse("provenance", "capture", event);
  }
}
