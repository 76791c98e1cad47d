// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.contracts.provenance.Trade.KETTLE;
import static portolan.contracts.provenance.Trade.PALLET;
import static portolan.contracts.provenance.Trade.accepted;
import static portolan.contracts.provenance.Trade.commissioning;
import static portolan.contracts.provenance.Trade.existing;
import static portolan.contracts.provenance.Trade.forOrders;
import static portolan.contracts.provenance.Trade.packing;
import static portolan.contracts.provenance.Trade.product;
import static portolan.contracts.provenance.Trade.receiving;
import static portolan.contracts.provenance.Trade.refused;
import static portolan.contracts.provenance.Trade.shipping;
import static portolan.contracts.provenance.Trade.unit;
import static portolan.contracts.provenance.Trade.unpacking;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.contracts.fixture.TestChannel;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.ItemResult;

class EventCaptureTest {
  private static final String UNIT_LINK = "https://id.gs1.org/01/10614141123459/21/1";
  private static final String PALLET_LINK = "https://id.gs1.org/00/106141412345678908";

  private final TestChannel channel = Trade.channel();

  @BeforeEach
  void registerProduct() {
    accepted(channel.as("SupplierMSP").group("provenance", "registerProducts", product(KETTLE)));
  }

  private List<ItemResult> capture(String member, JsonObject... events) {
    return channel.as(member).group("provenance", "capture", events);
  }

  private void capturedBy(String member, JsonObject... events) {
    assertThat(capture(member, events)).allMatch(ItemResult.Accepted.class::isInstance);
  }

  private Fields trace(String epc) {
    return channel
        .as("BankMSP")
        .evaluate("provenance", "trace", Json.object().put("epc", epc).build());
  }

  private static List<String> eventIds(Fields trace) {
    return trace.objects("events", 1, 100).stream()
        .map(event -> event.text("eventId", 100).substring("urn:uuid:".length()))
        .toList();
  }

  @Test
  void aUnitIsTracedFromTheFactoryThroughItsPalletToTheCarrier() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1"), unit("2")),
        packing("2", PALLET, unit("1"), unit("2")),
        shipping("3", "LogisticsMSP", PALLET));
    capturedBy("LogisticsMSP", receiving("4", PALLET));
    Fields trace = trace(unit("1"));
    assertThat(trace.text("epc", 100)).isEqualTo(UNIT_LINK);
    assertThat(trace.text("custodian", 100)).isEqualTo("LogisticsMSP");
    assertThat(trace.text("disposition", 100)).isEqualTo("in_progress");
    assertThat(trace.json("parents")).isEqualTo(JsonArray.ofTexts(List.of(PALLET_LINK)));
    assertThat(trace.object("product").text("name", 100)).isEqualTo("Ceramic kettle");
    assertThat(eventIds(trace)).containsExactly("1", "2", "3", "4");
    Fields last = trace.objects("events", 4, 4).getLast();
    assertThat(last.text("epc", 100)).isEqualTo(PALLET_LINK);
    assertThat(last.text("capturedBy", 100)).isEqualTo("LogisticsMSP");
    assertThat(last.text("recordTime", 100)).isEqualTo("2026-11-21T09:00:00.000Z");
    assertThat(last.text("sha256", 64))
        .isEqualTo(Sha256.hex(last.object("event").json().canonicalBytes()));
    assertThat(last.object("event").text("bizStep", 100)).isEqualTo("receiving");
  }

  @Test
  void whatIsUnpackedGoesItsOwnWay() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1"), unit("2")),
        packing("2", PALLET, unit("1"), unit("2")),
        unpacking("3", PALLET, unit("1")),
        shipping("4", "LogisticsMSP", PALLET));
    assertThat(eventIds(trace(unit("1")))).containsExactly("1", "2", "3");
    assertThat(trace(unit("1")).has("receiver")).isFalse();
    assertThat(eventIds(trace(unit("2")))).containsExactly("1", "2", "3", "4");
    assertThat(trace(unit("2")).text("receiver", 100)).isEqualTo("LogisticsMSP");
    assertThat(trace(unit("2")).text("disposition", 100)).isEqualTo("in_transit");
  }

  private void ordered(String... orderIds) {
    for (int i = 0; i < orderIds.length; i++) {
      JsonObject terms = Trade.terms(orderIds[i]);
      accepted(
          channel
              .as("PlatformMSP")
              .endorsedBy("PlatformMSP", "SupplierMSP")
              .sealed(Trade.sealedTerms(terms))
              .group("provenance", "placeOrders", Trade.order(orderIds[i], i, terms)));
    }
  }

  private static List<String> orders(Fields trace) {
    return trace.objects("orders", 0, 100).stream()
        .map(order -> order.text("orderId", 64) + " of " + order.text("platform", 64))
        .toList();
  }

  @Test
  void aTraceNamesTheOrdersThatTheGoodsWereShippedFor() {
    ordered("PlatformMSP/O-1", "PlatformMSP/O-2");
    capturedBy(
        "SupplierMSP", commissioning("1", unit("1"), unit("2")), packing("2", PALLET, unit("1")));
    assertThat(orders(trace(unit("1")))).isEmpty();
    capturedBy(
        "SupplierMSP",
        forOrders(shipping("3", "LogisticsMSP", PALLET), "PlatformMSP/O-1", "PlatformMSP/O-2"));
    assertThat(orders(trace(unit("1"))))
        .containsExactly("PlatformMSP/O-1 of PlatformMSP", "PlatformMSP/O-2 of PlatformMSP");
    assertThat(orders(trace(unit("2")))).isEmpty();
  }

  @Test
  void whatAUnitWasPackedForCountsMoreThanWhatItsPalletWasShippedFor() {
    ordered("PlatformMSP/O-1", "PlatformMSP/O-2");
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1"), unit("2")),
        forOrders(packing("2", PALLET, unit("1")), "PlatformMSP/O-1"),
        packing("3", PALLET, unit("2")),
        forOrders(shipping("4", "LogisticsMSP", PALLET), "PlatformMSP/O-1", "PlatformMSP/O-2"));
    assertThat(orders(trace(unit("1")))).containsExactly("PlatformMSP/O-1 of PlatformMSP");
    assertThat(orders(trace(unit("2"))))
        .containsExactly("PlatformMSP/O-1 of PlatformMSP", "PlatformMSP/O-2 of PlatformMSP");
  }

  @Test
  void theLastOrderThatGoodsWereShippedForCounts() {
    ordered("PlatformMSP/O-1", "PlatformMSP/O-2");
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1")),
        forOrders(shipping("2", "LogisticsMSP", unit("1")), "PlatformMSP/O-1"));
    capturedBy(
        "LogisticsMSP",
        receiving("3", unit("1")),
        forOrders(shipping("4", "PlatformMSP", unit("1")), "PlatformMSP/O-2"));
    assertThat(orders(trace(unit("1")))).containsExactly("PlatformMSP/O-2 of PlatformMSP");
  }

  @Test
  void goodsAreShippedForOrdersThatWerePlaced() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    refused(
        capture(
            "SupplierMSP", forOrders(shipping("2", "LogisticsMSP", unit("1")), "PlatformMSP/O-1")),
        "NOT_FOUND",
        "items[0].event.bizTransactionList");
    assertThat(trace(unit("1")).has("receiver")).isFalse();
  }

  @Test
  void anObjectIsOneObjectInWhateverFormItIsWritten() {
    capturedBy("SupplierMSP", commissioning("1", "https://shop.example/01/10614141123459/21/1"));
    refused(
        capture("SupplierMSP", commissioning("2", unit("1"))),
        "ALREADY_COMMISSIONED",
        "items[0].event.epcList[0]");
    assertThat(trace(unit("1")).text("epc", 100)).isEqualTo(UNIT_LINK);
  }

  /** Events go from hand to hand before they are captured, so others know their ids. */
  @Test
  void whoTakesTheEventIdOfAnotherKeepsNobodyFromCapturingIt() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    capturedBy("SupplierMSP", shipping("2", "LogisticsMSP", unit("1")));
    capturedBy("SupplierMSP", commissioning("3", unit("2")));
    JsonObject receipt = receiving("3", unit("1"));
    capturedBy("LogisticsMSP", receipt);
    existing(capture("LogisticsMSP", receipt));
    assertThat(trace(unit("1")).text("custodian", 64)).isEqualTo("LogisticsMSP");
    assertThat(trace(unit("1")).objects("events", 3, 3).stream().map(e -> e.text("eventId", 100)))
        .containsExactly("urn:uuid:1", "urn:uuid:2", "urn:uuid:3");
  }

  @Test
  void anEventIsCapturedOnce() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    existing(capture("SupplierMSP", commissioning("1", unit("1"))));
    refused(
        capture("SupplierMSP", commissioning("1", unit("2"))),
        "ALREADY_EXISTS",
        "items[0].event.epcList");
    refused(
        capture("LogisticsMSP", commissioning("1", unit("1"))),
        "PERMISSION_DENIED",
        "items[0].event.epcList[0]");
    assertThat(channel.state("provenance", "epc/https://id.gs1.org/01/10614141123459/21/2"))
        .isEmpty();
  }

  @Test
  void onlyTheOwnerOfAProductCommissionsItsUnits() {
    refused(
        capture("SecondSupplierMSP", commissioning("1", unit("1"))),
        "PERMISSION_DENIED",
        "items[0].event.epcList[0]");
    refused(
        capture("SupplierMSP", commissioning("1", "urn:epc:id:sgtin:0614141.812345.1")),
        "NOT_FOUND",
        "items[0].event.epcList[0]");
  }

  @Test
  void aUnitIsCommissionedOnceAlsoWithinOneGroup() {
    List<ItemResult> results =
        capture(
            "SupplierMSP",
            commissioning("1", unit("1")),
            commissioning("2", unit("2"), unit("1")),
            commissioning("3", unit("2")));
    assertThat(results.get(0)).isInstanceOf(ItemResult.Accepted.class);
    refused(results.get(1), "ALREADY_COMMISSIONED", "items[1].event.epcList[1]");
    // Nothing is left of the refused event, so its first unit can still be commissioned.
    assertThat(results.get(2)).isInstanceOf(ItemResult.Accepted.class);
  }

  @Test
  void whatIsPackedIsNotPackedAgainNorShippedAlone() {
    capturedBy(
        "SupplierMSP", commissioning("1", unit("1"), unit("2")), packing("2", PALLET, unit("1")));
    refused(
        capture(
            "SupplierMSP",
            packing("3", "urn:epc:id:sscc:0614141.1234567891", unit("2"), unit("1"))),
        "ALREADY_PACKED",
        "items[0].event.childEPCs[1]");
    refused(
        capture("SupplierMSP", shipping("4", "LogisticsMSP", unit("1"))),
        "PACKED",
        "items[0].event.epcList[0]");
    refused(
        capture("SupplierMSP", packing("5", unit("1"), unit("2"))),
        "PACKED",
        "items[0].event.parentID");
    refused(
        capture("SupplierMSP", unpacking("6", PALLET, unit("2"))),
        "NOT_PACKED",
        "items[0].event.childEPCs[0]");
  }

  @Test
  void onlyWhoHoldsGoodsMovesThem() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")), packing("2", PALLET, unit("1")));
    for (String member : List.of("LogisticsMSP", "PlatformMSP", "SecondSupplierMSP")) {
      refused(
          capture(member, shipping("3", "LogisticsMSP", PALLET)),
          "PERMISSION_DENIED",
          "items[0].event.epcList[0]");
      refused(
          capture(member, unpacking("4", PALLET, unit("1"))),
          "PERMISSION_DENIED",
          "items[0].event.parentID");
    }
  }

  @Test
  void onlyWhoIsNamedReceivesGoods() {
    capturedBy(
        "SupplierMSP", commissioning("1", unit("1")), shipping("2", "LogisticsMSP", unit("1")));
    for (String member : List.of("SupplierMSP", "PlatformMSP", "SecondCarrierMSP")) {
      refused(
          capture(member, receiving("3", unit("1"))),
          "PERMISSION_DENIED",
          "items[0].event.epcList[0]");
    }
    refused(
        capture("SupplierMSP", shipping("4", "PlatformMSP", unit("1"))),
        "IN_TRANSIT",
        "items[0].event.epcList[0]");
    capturedBy("LogisticsMSP", receiving("5", unit("1")));
    refused(
        capture("LogisticsMSP", receiving("6", unit("1"))),
        "NOT_IN_TRANSIT",
        "items[0].event.epcList[0]");
    refused(
        capture("SupplierMSP", shipping("7", "PlatformMSP", unit("1"))),
        "PERMISSION_DENIED",
        "items[0].event.epcList[0]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UnknownMSP", "BankMSP", "CustomsMSP"})
  void goodsAreShippedToMembersThatHandleGoods(String receiver) {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    refused(
        capture("SupplierMSP", shipping("2", receiver, unit("1"))),
        "NOT_FOUND",
        "items[0].event.destinationList");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BankMSP", "CustomsMSP", "UnknownMSP"})
  void onlyMembersThatHandleGoodsCaptureEvents(String member) {
    assertThatThrownBy(() -> capture(member, commissioning("1", unit("1"))))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
  }

  @Test
  void aMalformedEpcAndAWrongCheckDigitAreRefusedByName() {
    refused(
        capture("SupplierMSP", commissioning("1", unit("1"), "urn:epc:id:sgtin:0614141.1")),
        "INVALID_ARGUMENT",
        "items[0].event.epcList[1]");
    refused(
        capture("SupplierMSP", commissioning("1", "https://a/01/10614141123458/21/1")),
        "INVALID_ARGUMENT",
        "items[0].event.epcList[0]");
  }

  @Test
  void anEventOfTheFutureIsRefused() {
    JsonObject event = (JsonObject) commissioning("1", unit("1")).members().get("event");
    JsonObject item =
        Json.object()
            .put(
                "event",
                event.toBuilder()
                    .replace("eventTime", Json.text("2026-11-21T09:00:10.001Z"))
                    .build())
            .build();
    refused(capture("SupplierMSP", item), "INVALID_ARGUMENT", "items[0].event.eventTime");
    channel.setNow(channel.now().plusMillis(1));
    accepted(capture("SupplierMSP", item));
  }

  @Test
  void nothingIsKnownOfAnObjectWithoutEvents() {
    assertThatThrownBy(() -> trace(unit("1"))).hasMessageStartingWith("NOT_FOUND|epc|");
    assertThatThrownBy(() -> trace("urn:epc:id:sgtin:1"))
        .hasMessageStartingWith("INVALID_ARGUMENT|epc|");
  }
}
