// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import static portolan.contracts.provenance.Trade.with;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.contracts.fixture.TestChannel;
import portolan.domain.custody.Inside;
import portolan.domain.custody.Possession;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.gs1.Epc;
import portolan.domain.worldstate.ProvenanceKeys;

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

  private Possession state(String epc) {
    String key = ProvenanceKeys.epc(Epc.parse(epc).canonical());
    return Possession.fromJson(
        Fields.parse(key, channel.state("provenance", key).orElseThrow().getBytes(UTF_8)));
  }

  @Test
  void aUnitGoesOnItsPalletToTheCarrier() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1"), unit("2")),
        packing("2", PALLET, unit("1"), unit("2")),
        shipping("3", "LogisticsMSP", PALLET));
    assertThat(state(PALLET).custodian()).isEqualTo("SupplierMSP");
    assertThat(state(PALLET).receiver()).contains("LogisticsMSP");
    assertThat(state(PALLET).disposition()).isEqualTo("in_transit");
    capturedBy("LogisticsMSP", receiving("4", PALLET));
    assertThat(state(unit("1")).parent()).contains(new Inside(Epc.parse(PALLET), 0));
    assertThat(state(PALLET).custodian()).isEqualTo("LogisticsMSP");
    assertThat(state(PALLET).receiver()).isEmpty();
    assertThat(state(PALLET).sender()).contains("SupplierMSP");
    assertThat(state(PALLET).disposition()).isEqualTo("in_progress");
  }

  @Test
  void whatIsUnpackedGoesItsOwnWay() {
    capturedBy(
        "SupplierMSP",
        commissioning("1", unit("1"), unit("2")),
        packing("2", PALLET, unit("1"), unit("2")),
        unpacking("3", PALLET, unit("1")),
        shipping("4", "LogisticsMSP", PALLET));
    assertThat(state(unit("1")).parent()).isEmpty();
    assertThat(state(unit("1")).custodian()).isEqualTo("SupplierMSP");
    capturedBy("SupplierMSP", shipping("5", "PlatformMSP", unit("1")));
    assertThat(state(unit("1")).receiver()).contains("PlatformMSP");
  }

  /** The body is in the transaction, and what changes costs one key for each object. */
  @Test
  void theStateHasFewBytesAndNoBody() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    capturedBy("SupplierMSP", packing("2", PALLET, unit("1")));
    assertThat(channel.state("provenance", "event/SupplierMSP/urn:uuid:2").orElseThrow())
        .matches("\\{\"h\":\"[A-Za-z0-9_-]{43}\"}");
    assertThat(channel.state("provenance", "epc/" + UNIT_LINK).orElseThrow())
        .hasSizeLessThanOrEqualTo(150);
    String pallet = channel.state("provenance", "epc/" + PALLET_LINK).orElseThrow();
    capturedBy("SupplierMSP", commissioning("3", unit("2")), packing("4", PALLET, unit("2")));
    assertThat(channel.state("provenance", "epc/" + PALLET_LINK)).contains(pallet);
    // With what the same transaction has made of it before.
    assertThat(
            channel
                .state("provenance", "epc/https://id.gs1.org/01/10614141123459/21/2")
                .orElseThrow())
        .hasSizeLessThanOrEqualTo(250);
  }

  @Test
  void noObjectBecomesUnusableByItsHistory() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    for (int batch = 0; batch < 12; batch++) {
      JsonObject[] events = new JsonObject[100];
      for (int i = 0; i < events.length; i += 2) {
        String id = batch + "-" + i;
        events[i] = packing("p" + id, PALLET, unit("1"));
        events[i + 1] = unpacking("u" + id, PALLET, unit("1"));
      }
      capturedBy("SupplierMSP", events);
    }
    capturedBy("SupplierMSP", shipping("2", "LogisticsMSP", PALLET, unit("1")));
    assertThat(channel.state("provenance", "epc/" + UNIT_LINK).orElseThrow())
        .hasSizeLessThanOrEqualTo(160);
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

  @Test
  void theOrderThatWasNamedLastIsKept() {
    ordered("PlatformMSP/O-1", "PlatformMSP/O-2");
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    assertThat(state(unit("1")).order()).isEmpty();
    capturedBy(
        "SupplierMSP",
        forOrders(packing("2", PALLET, unit("1")), "PlatformMSP/O-1"),
        forOrders(shipping("3", "LogisticsMSP", PALLET), "PlatformMSP/O-1", "PlatformMSP/O-2"));
    assertThat(state(unit("1")).order()).contains("PlatformMSP/O-1");
    assertThat(state(PALLET).order()).contains("PlatformMSP/O-2");
    capturedBy("LogisticsMSP", receiving("4", PALLET));
    assertThat(state(PALLET).order()).contains("PlatformMSP/O-2");
  }

  @Test
  void goodsAreShippedForOrdersThatWerePlaced() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    refused(
        capture(
            "SupplierMSP", forOrders(shipping("2", "LogisticsMSP", unit("1")), "PlatformMSP/O-1")),
        "NOT_FOUND",
        "items[0].events[0].bizTransactionList");
    assertThat(state(unit("1")).receiver()).isEmpty();
  }

  @Test
  void anObjectIsOneObjectInWhateverFormItIsWritten() {
    capturedBy("SupplierMSP", commissioning("1", "https://shop.example/01/10614141123459/21/1"));
    refused(
        capture("SupplierMSP", commissioning("2", unit("1"))),
        "ALREADY_COMMISSIONED",
        "items[0].events[0].epcList[0]");
    assertThat(channel.state("provenance", "epc/" + UNIT_LINK)).isPresent();
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
    assertThat(state(unit("1")).custodian()).isEqualTo("LogisticsMSP");
  }

  @Test
  void anEventIsCapturedOnce() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    existing(capture("SupplierMSP", commissioning("1", unit("1"))));
    refused(
        capture("SupplierMSP", commissioning("1", unit("2"))),
        "ALREADY_EXISTS",
        "items[0].events[0].eventID");
    existing(
        capture(
            "SupplierMSP",
            with(
                commissioning("1", unit("1")),
                "eventTime",
                Json.text("2026-11-21T09:30:00+01:00"))));
    existing(
        capture(
            "SupplierMSP",
            with(commissioning("1", unit("1")), "recordTime", Json.text("2026-11-21T08:59:00Z"))));
    refused(
        capture("LogisticsMSP", commissioning("1", unit("1"))),
        "PERMISSION_DENIED",
        "items[0].events[0].epcList[0]");
    assertThat(channel.state("provenance", "epc/https://id.gs1.org/01/10614141123459/21/2"))
        .isEmpty();
  }

  @Test
  void onlyTheOwnerOfAProductCommissionsItsUnits() {
    refused(
        capture("SecondSupplierMSP", commissioning("1", unit("1"))),
        "PERMISSION_DENIED",
        "items[0].events[0].epcList[0]");
    refused(
        capture("SupplierMSP", commissioning("1", "urn:epc:id:sgtin:0614141.812345.1")),
        "NOT_FOUND",
        "items[0].events[0].epcList[0]");
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
    refused(results.get(1), "ALREADY_COMMISSIONED", "items[1].events[0].epcList[1]");
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
        "items[0].events[0].childEPCs[1]");
    refused(
        capture("SupplierMSP", shipping("4", "LogisticsMSP", unit("1"))),
        "PACKED",
        "items[0].events[0].epcList[0]");
    refused(
        capture("SupplierMSP", packing("5", unit("1"), unit("2"))),
        "PACKED",
        "items[0].events[0].parentID");
    refused(
        capture("SupplierMSP", unpacking("6", PALLET, unit("2"))),
        "NOT_PACKED",
        "items[0].events[0].childEPCs[0]");
  }

  @Test
  void onlyWhoHoldsGoodsMovesThem() {
    capturedBy("SupplierMSP", commissioning("1", unit("1")), packing("2", PALLET, unit("1")));
    for (String member : List.of("LogisticsMSP", "PlatformMSP", "SecondSupplierMSP")) {
      refused(
          capture(member, shipping("3", "LogisticsMSP", PALLET)),
          "PERMISSION_DENIED",
          "items[0].events[0].epcList[0]");
      refused(
          capture(member, unpacking("4", PALLET, unit("1"))),
          "PERMISSION_DENIED",
          "items[0].events[0].parentID");
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
          "items[0].events[0].epcList[0]");
    }
    refused(
        capture("SupplierMSP", shipping("4", "PlatformMSP", unit("1"))),
        "IN_TRANSIT",
        "items[0].events[0].epcList[0]");
    capturedBy("LogisticsMSP", receiving("5", unit("1")));
    refused(
        capture("LogisticsMSP", receiving("6", unit("1"))),
        "NOT_IN_TRANSIT",
        "items[0].events[0].epcList[0]");
    refused(
        capture("SupplierMSP", shipping("7", "PlatformMSP", unit("1"))),
        "PERMISSION_DENIED",
        "items[0].events[0].epcList[0]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UnknownMSP", "BankMSP", "CustomsMSP"})
  void goodsAreShippedToMembersThatHandleGoods(String receiver) {
    capturedBy("SupplierMSP", commissioning("1", unit("1")));
    refused(
        capture("SupplierMSP", shipping("2", receiver, unit("1"))),
        "NOT_FOUND",
        "items[0].events[0].destinationList");
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
        "items[0].events[0].epcList[1]");
    refused(
        capture("SupplierMSP", commissioning("1", "https://a/01/10614141123458/21/1")),
        "INVALID_ARGUMENT",
        "items[0].events[0].epcList[0]");
  }

  @Test
  void anEventOfTheFutureIsRefused() {
    JsonObject item =
        with(commissioning("1", unit("1")), "eventTime", Json.text("2026-11-21T09:00:10.001Z"));
    refused(capture("SupplierMSP", item), "INVALID_ARGUMENT", "items[0].events[0].eventTime");
    channel.setNow(channel.now().plusMillis(1));
    accepted(capture("SupplierMSP", item));
  }
}
