// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.epcis.Context;
import portolan.domain.epcis.EventHash;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;

class CustodyEventTest {
  private static final String UNIT = "urn:epc:id:sgtin:0614141.112345.400";
  private static final String PALLET = "urn:epc:id:sscc:0614141.1234567890";

  private static JsonObject.Builder objectEvent(String action, String step) {
    return event("ObjectEvent", action, step).putTexts("epcList", List.of(UNIT));
  }

  private static JsonObject.Builder aggregation(String action, String step) {
    return event("AggregationEvent", action, step)
        .put("parentID", PALLET)
        .putTexts("childEPCs", List.of(UNIT));
  }

  private static JsonObject.Builder event(String type, String action, String step) {
    return Json.object()
        .put("type", type)
        .put("eventID", "urn:uuid:0bfb1a8a-2b5c-4f0a-9a55-d6c8c6e6a001")
        .put("eventTime", "2026-11-21T10:30:00.000+01:00")
        .put("eventTimeZoneOffset", "+01:00")
        .put("action", action)
        .put("bizStep", step);
  }

  private static JsonObject destination(String type, String member) {
    return Json.object().put("type", type).put("destination", member).build();
  }

  private static CustodyEvent read(JsonObject.Builder event) {
    return CustodyEvent.fromJson(Fields.of("items[0].event", event.build()));
  }

  @Test
  void readsACommissioning() {
    CustodyEvent event = read(objectEvent("ADD", "commissioning").put("disposition", "active"));
    assertThat(event)
        .isEqualTo(
            new CustodyEvent.Commission(
                new EventHeader(
                    "urn:uuid:0bfb1a8a-2b5c-4f0a-9a55-d6c8c6e6a001",
                    event.header().identity(),
                    Instant.parse("2026-11-21T09:30:00Z"),
                    Optional.of("active"),
                    Set.of(),
                    Set.of(),
                    List.of(),
                    Optional.empty()),
                new Goods(List.of(Epc.parse(UNIT)), "epcList", List.of(), "quantityList"),
                Optional.empty()));
  }

  @Test
  void theIdentityOfAnEventIsItsHashWithoutWhatIsTheSameInAll() {
    JsonObject.Builder event = objectEvent("ADD", "commissioning");
    String hash = EventHash.of(event.build(), Context.EPCIS, Set.of());
    byte[] digest = HexFormat.of().parseHex(hash.substring(14, 78));
    assertThat(Base64.getUrlDecoder().decode(read(event).header().identity())).isEqualTo(digest);
  }

  @Test
  void readsAPackingAndAnUnpacking() {
    assertThat(read(aggregation("ADD", "packing")))
        .isInstanceOfSatisfying(
            CustodyEvent.Pack.class,
            pack -> {
              assertThat(pack.parent()).isEqualTo(Epc.parse(PALLET));
              assertThat(pack.children().epcs()).containsExactly(Epc.parse(UNIT));
            });
    assertThat(read(aggregation("DELETE", "unpacking"))).isInstanceOf(CustodyEvent.Unpack.class);
  }

  @Test
  void readsTheReceiverAmongOtherDestinations() {
    CustodyEvent event =
        read(
            objectEvent("OBSERVE", "shipping")
                .putAll(
                    "destinationList",
                    List.of(
                        destination("location", "urn:epc:id:sgln:0614141.00777.0"),
                        destination("possessing_party", "urn:portolan:member:LogisticsMSP"))));
    assertThat(event)
        .isInstanceOfSatisfying(
            CustodyEvent.Ship.class,
            ship -> assertThat(ship.receiver()).isEqualTo(new Party.Member("LogisticsMSP")));
  }

  @ParameterizedTest
  @CsvSource({
    "https://ref.gs1.org/cbv/BizStep-receiving, https://ref.gs1.org/cbv/Disp-in_progress",
    "urn:epcglobal:cbv:bizstep:receiving, urn:epcglobal:cbv:disp:in_progress",
    "receiving, in_progress"
  })
  void readsVocabularyInEveryForm(String step, String disposition) {
    CustodyEvent event = read(objectEvent("OBSERVE", step).put("disposition", disposition));
    assertThat(event).isInstanceOf(CustodyEvent.Receive.class);
    assertThat(event.header().disposition()).contains("in_progress");
  }

  private static JsonObject transaction(String type, String id) {
    return Json.object().put("type", type).put("bizTransaction", id).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"po", "https://ref.gs1.org/cbv/BTT-po", "urn:epcglobal:cbv:btt:po"})
  void readsTheOrdersAmongOtherTransactions(String purchaseOrder) {
    CustodyEvent event =
        read(
            objectEvent("OBSERVE", "receiving")
                .putAll(
                    "bizTransactionList",
                    List.of(
                        transaction("inv", "http://transaction.acme.com/inv/1"),
                        transaction(purchaseOrder, "urn:portolan:order:PlatformMSP/O-1"),
                        transaction(purchaseOrder, "urn:portolan:order:PlatformMSP/O-2"),
                        transaction(purchaseOrder, "urn:portolan:order:PlatformMSP/O-1"))));
    assertThat(event.header().orders()).containsExactly("PlatformMSP/O-1", "PlatformMSP/O-2");
  }

  @Test
  void refusesAnOrderThatIsNone() {
    JsonObject.Builder event = objectEvent("OBSERVE", "receiving");
    assertThatThrownBy(
            () ->
                read(
                    event.putAll(
                        "bizTransactionList",
                        List.of(transaction("po", "urn:portolan:order:O 1")))))
        .hasMessageContaining("bizTransactionList[0].bizTransaction");
    assertThatThrownBy(
            () ->
                read(
                    objectEvent("OBSERVE", "receiving")
                        .putAll(
                            "bizTransactionList",
                            List.of(transaction("desadv", "urn:portolan:order:PlatformMSP/O-1")))))
        .hasMessageContaining("bizTransactionList[0].type");
  }

  @Test
  void keepsExtensionsOutOfTheWay() {
    JsonObject prefixes = Json.object().put("example", "https://ns.example.com/").build();
    assertThat(
            read(
                objectEvent("OBSERVE", "receiving")
                    .put("@context", prefixes)
                    .put("example:seal", "A 4711")))
        .isInstanceOf(CustodyEvent.Receive.class);
    assertThatThrownBy(
            () -> read(objectEvent("OBSERVE", "receiving").put("example:seal", "A 4711")))
        .hasMessageContaining("items[0].event.example:seal|expected a prefix");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type | \"NoEvent\" | type",
        "eventID | \"no uri\" | eventID",
        "eventID | null | eventID",
        "eventTime | \"2026-11-21T10:30:00\" | eventTime",
        "eventTime | \"2026-02-30T10:30:00Z\" | eventTime",
        "eventTimeZoneOffset | null | eventTimeZoneOffset",
        "eventTimeZoneOffset | \"+15:00\" | eventTimeZoneOffset",
        "action | \"ADD\" | action",
        "disposition | \"sparkling\" | disposition",
        "disposition | \"https://ref.gs1.org/cbv/Disp-sparkling\" | disposition",
        "epcList | [] | epcList",
        "epcList | [17] | epcList[0]",
        "epcList | [\"urn:epc:id:sgtin:0614141.112345\"] | epcList[0]",
        "epcList | [\"https://a/01/10614141123458/21/400\"] | epcList[0]",
        "quantityList | [{\"epcClass\": \"urn:epc:class:lgtin:4012345.012345.9\"}] | quantityList[0].quantity",
        "quantityList | [{\"epcClass\": \"urn:acme:9\", \"quantity\": 1}] | quantityList[0].epcClass",
        "quantityList | [{\"epcClass\": \"https://id.gs1.org/01/04012345123456/21/1\", \"quantity\": 1}] | quantityList[0].epcClass",
        "quantityList | [{\"epcClass\": \"urn:epc:class:lgtin:4012345.012345.9\", \"quantity\": 0}] | quantityList[0].quantity",
        "quantityList | [{\"epcClass\": \"urn:epc:class:lgtin:4012345.012345.9\", \"quantity\": 0.0000000001}] | quantityList[0].quantity",
        "quantityList | \"ten\" | quantityList",
        "sensorElementList | \"warm\" | sensorElementList",
        "ilmd | {\"cbvmda:lotNumber\": \"L1\"} | ilmd",
        "@context | \"https://example.com/own.jsonld\" | @context",
        "errorDeclaration | {} | errorDeclaration.declarationTime",
        "epclist | [] | epclist",
      })
  void aBrokenFieldIsRefusedByName(String name, String value, String field) {
    JsonObject.Builder event =
        objectEvent("OBSERVE", "receiving").replace(name.trim(), Json.parse(value.trim()));
    assertThatThrownBy(() -> read(event))
        .hasMessageStartingWith("INVALID_ARGUMENT|items[0].event." + field + "|")
        .hasMessageMatching("(?s).*(expected|wrong check digit).*");
  }

  @Test
  void oneObjectInTwoFormsIsOneObject() {
    JsonObject.Builder event =
        objectEvent("OBSERVE", "receiving")
            .replace(
                "epcList",
                JsonArray.ofTexts(List.of(UNIT, "https://a.example/01/10614141123459/21/400")));
    assertThatThrownBy(() -> read(event))
        .hasMessageContaining("items[0].event.epcList[1]|expected each object once");
  }

  @Test
  void aParentIsNotItsOwnChild() {
    JsonObject.Builder event =
        aggregation("ADD", "packing")
            .replace("childEPCs", JsonArray.ofTexts(List.of(UNIT, PALLET)));
    assertThatThrownBy(() -> read(event)).hasMessageContaining("items[0].event.childEPCs[1]|");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"destroyed", "disposed", "inactive", "retail_sold", "in_transit", "returned"})
  void nothingIsBornDestroyedSoldOrOnItsWay(String disposition) {
    assertThatThrownBy(
            () -> read(objectEvent("ADD", "commissioning").put("disposition", disposition)))
        .hasMessageStartingWith("INVALID_ARGUMENT|items[0].event.disposition|");
    assertThatThrownBy(
            () ->
                read(
                    objectEvent("ADD", "commissioning")
                        .put(
                            "persistentDisposition",
                            Json.object().putTexts("set", List.of(disposition)).build())))
        .hasMessageStartingWith("INVALID_ARGUMENT|items[0].event.persistentDisposition|");
  }

  @Test
  void theLotOfUnitsIsInTheMasterData() {
    CustodyEvent event =
        read(
            objectEvent("ADD", "commissioning")
                .put("ilmd", Json.object().put("cbvmda:lotNumber", "L1").build()));
    assertThat(((CustodyEvent.Commission) event).lot()).contains("L1");
  }

  @Test
  void quantitiesAreBroughtIntoOneUnit() {
    JsonObject quantity =
        Json.object()
            .put("epcClass", "urn:epc:class:lgtin:4012345.012345.L7")
            .put("quantity", Json.parse("700000.0"))
            .put("uom", "GRM")
            .build();
    CustodyEvent event =
        read(
            event("ObjectEvent", "ADD", "commissioning").putAll("quantityList", List.of(quantity)));
    assertThat(((CustodyEvent.Commission) event).goods().portions())
        .containsExactly(
            new Portion(
                new EpcClass("01", "04012345123456", "L7"),
                new Measure(new BigDecimal("700"), "KGM")));
  }

  @Test
  void anUnpackingWithoutChildrenTakesAllOut() {
    assertThat(read(event("AggregationEvent", "DELETE", "unpacking").put("parentID", PALLET)))
        .isInstanceOf(CustodyEvent.UnpackAll.class);
  }

  @Test
  void anEventHasNotMoreObjectsThanTheLimitSays() {
    List<String> units = new ArrayList<>();
    for (int i = 0; i < CustodyEvent.MAX_OBJECTS; i++) {
      units.add(UNIT + i);
    }
    JsonObject.Builder event =
        event("ObjectEvent", "OBSERVE", "receiving").putTexts("epcList", units);
    assertThat(read(event)).isInstanceOf(CustodyEvent.Receive.class);
    event.putAll(
        "quantityList",
        List.of(
            Json.object()
                .put("epcClass", "urn:epc:class:lgtin:4012345.012345.L7")
                .put("quantity", 1)
                .build()));
    assertThatThrownBy(() -> read(event))
        .hasMessageStartingWith("INVALID_ARGUMENT|items[0].event|expected at most 10000 objects");
  }

  @ParameterizedTest
  @CsvSource({
    "inspecting, damaged, Observe",
    "inspecting, recalled, Mark",
    "inspecting, returned, Mark",
    "inspecting, mismatch_instance, Shortage",
    "inspecting, mismatch_quantity, Shortage",
    "receiving, mismatch_quantity, Receive",
    "https://example.com/steps/weighing, in_progress, Observe",
  })
  void whatIsSeenCanHaveAnEffectByItsDisposition(String step, String disposition, String kind) {
    assertThat(
            read(objectEvent("OBSERVE", step).put("disposition", disposition))
                .getClass()
                .getSimpleName())
        .isEqualTo(kind);
  }

  @Test
  void whatHasNoGs1KeyIsSeenAndNotMoved() {
    JsonArray own = JsonArray.ofTexts(List.of("urn:acme:truck:17"));
    assertThat(read(objectEvent("OBSERVE", "storing").replace("epcList", own)))
        .isInstanceOf(CustodyEvent.Observe.class);
    assertThatThrownBy(() -> read(objectEvent("OBSERVE", "receiving").replace("epcList", own)))
        .hasMessageStartingWith("INVALID_ARGUMENT|items[0].event.epcList[0]|expected an EPC");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:portolan:member:",
        "urn:portolan:order:A/B",
        "urn:epc:id:sscc:0614141.1234567890"
      })
  void aReceiverIsNamedAsAMemberOrByItsGln(String destination) {
    JsonObject.Builder event =
        objectEvent("OBSERVE", "shipping")
            .putAll("destinationList", List.of(destination("possessing_party", destination)));
    assertThatThrownBy(() -> read(event))
        .hasMessageContaining(
            "items[0].event.destinationList[0].destination|expected urn:portolan:member:MSPID");
    CustodyEvent.Ship ship =
        (CustodyEvent.Ship)
            read(
                objectEvent("OBSERVE", "shipping")
                    .putAll(
                        "destinationList",
                        List.of(destination("possessing_party", "urn:epc:id:pgln:4012345.00005"))));
    assertThat(ship.receiver()).isInstanceOf(Party.Keyed.class);
  }

  @Test
  void shippingNamesExactlyOneReceiver() {
    JsonObject one = destination("possessing_party", "urn:portolan:member:LogisticsMSP");
    assertThatThrownBy(() -> read(objectEvent("OBSERVE", "shipping")))
        .hasMessageContaining("destinationList");
    assertThatThrownBy(
            () ->
                read(
                    objectEvent("OBSERVE", "shipping")
                        .putAll("destinationList", List.of(one, one))))
        .hasMessageContaining("expected one destination of type possessing_party, found 2");
  }

  @Test
  void anEventIdThatSaysItIsAHashHasToBeThatHash() {
    JsonObject.Builder event =
        objectEvent("OBSERVE", "receiving")
            .replace("eventID", Json.text("ni:///sha-256;" + "0".repeat(64) + "?ver=CBV2.0"));
    assertThatThrownBy(() -> read(event))
        .hasMessageContaining("items[0].event.eventID|expected the hash of the event, ni:///");
    String hash = EventHash.of(event.build(), Context.EPCIS, Set.of());
    event.replace("eventID", Json.text(hash));
    assertThat(read(event).header().eventId()).isEqualTo(hash);
    event.remove("eventID");
    assertThat(read(event).header().eventId()).isEqualTo(hash);
  }

  @Test
  void theFirstOfManyFaultsIsTheFieldAndTheOthersAreNamed() {
    JsonObject.Builder event =
        objectEvent("OBSERVE", "receiving")
            .replace("eventTime", Json.text("today"))
            .replace("disposition", Json.text("sparkling"))
            .replace("epcList", JsonArray.ofTexts(List.of("urn:epc:id:sgtin:1.2.3")));
    assertThatThrownBy(() -> read(event))
        .hasMessageContaining("items[0].event.eventTime|")
        .hasMessageContaining("also wrong: /disposition, /epcList/0");
  }
}
