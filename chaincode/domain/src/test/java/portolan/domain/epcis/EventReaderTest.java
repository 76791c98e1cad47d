// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

class EventReaderTest {
  private static final String COMMON =
      "\"eventTime\": \"2026-11-21T10:30:00+01:00\", \"eventTimeZoneOffset\": \"+01:00\"";
  private static final String UNIT = "urn:epc:id:sgtin:4012345.012345.1";
  private static final String PALLET = "urn:epc:id:sscc:4012345.1234567890";

  private static final String OBJECT =
      "{\"type\": \"ObjectEvent\", \"action\": \"ADD\", "
          + COMMON
          + ", \"epcList\": [\""
          + UNIT
          + "\"]}";

  private static EventReader.Reading read(String event) {
    return EventReader.read(Json.parse(event), "", Context.EPCIS, Set.of());
  }

  private static EventReader.Reading with(String member, String value) {
    JsonObject event = (JsonObject) Json.parse(OBJECT);
    return EventReader.read(
        event.toBuilder().replace(member, Json.parse(value)).build(), "", Context.EPCIS, Set.of());
  }

  private static List<String> codes(EventReader.Reading reading) {
    return Stream.concat(reading.faults().stream(), reading.contradictions().stream())
        .map(f -> f.pointer() + " " + f.code())
        .toList();
  }

  @Test
  void readsAnObjectEventAndGivesItItsHashAsId() {
    Event event = read(OBJECT).event().orElseThrow();
    assertThat(event.type()).isEqualTo(EventType.OBJECT);
    assertThat(event.eventId()).isEqualTo(event.hash()).startsWith("ni:///sha-256;");
    assertThat(event.timeZoneOffset()).isEqualTo("+01:00");
    assertThat(event.epcs().getFirst().id()).isEqualTo("https://id.gs1.org/01/04012345123456/21/1");
  }

  @Test
  void aPrivateIdentifierIsNotTooLongWithItsPrefixWrittenOut() {
    JsonObject event =
        ((JsonObject) Json.parse(OBJECT))
            .toBuilder()
                .replace("@context", Json.parse("{\"ex\": \"urn:x:" + "a".repeat(1990) + "\"}"))
                .replace("epcList", Json.parse("[\"ex:1\", \"ex:12345678\"]"))
                .build();

    assertThat(codes(EventReader.read(event, "", Context.EPCIS, Set.of())))
        .containsExactly("/epcList/1 FORM");
  }

  @Test
  void readsATransformationWithQuantitiesExactly() {
    Event event =
        read("{\"type\": \"TransformationEvent\", "
                + COMMON
                + ", \"inputQuantityList\": [{\"epcClass\":"
                + " \"urn:epc:class:lgtin:4012345.012345.L1\", \"quantity\": 0.1,"
                + " \"uom\": \"KGM\"}], \"outputEPCList\": [\""
                + UNIT
                + "\"], \"transformationID\": \"urn:uuid:1\"}")
            .event()
            .orElseThrow();
    assertThat(event.quantities().getFirst().amount()).contains(new BigDecimal("0.1"));
    assertThat(event.outputs()).hasSize(1);
    assertThat(event.transformationId()).contains("urn:uuid:1");
    assertThat(event.action()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"AggregationEvent", "AssociationEvent"})
  void readsADeletionWithoutChildren(String type) {
    Event event =
        read("{\"type\": \""
                + type
                + "\", \"action\": \"DELETE\", "
                + COMMON
                + ", \"parentID\": \""
                + PALLET
                + "\"}")
            .event()
            .orElseThrow();
    assertThat(event.parent().orElseThrow().id()).endsWith("/00/140123452345678902");
    assertThat(event.epcs()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "AggregationEvent | ADD | `\"childEPCs\": [\"urn:epc:id:sgtin:4012345.012345.1\"]`"
            + " | /parentID PARENT",
        "AggregationEvent | DELETE | `\"bizStep\": \"unpacking\"` | /parentID PARENT",
        "AggregationEvent | ADD | `\"parentID\": \"urn:uuid:1\"` | /childEPCs MISSING",
        "AggregationEvent | OBSERVE | `\"childEPCs\": []` | /childEPCs MISSING",
        "AssociationEvent | OBSERVE | `\"childEPCs\": [\"urn:uuid:1\"]` | /parentID MISSING",
        "AssociationEvent | DELETE | `\"bizStep\": \"removing\"` | /parentID MISSING",
        "TransactionEvent | ADD | `\"epcList\": []` | /bizTransactionList MISSING",
        "TransactionEvent | ADD | `\"bizTransactionList\": [{\"bizTransaction\": \"urn:a:1\"}]`"
            + " | /epcList MISSING",
      })
  void whatATypeNeedsIsNamed(String type, String action, String members, String fault) {
    assertThat(
            codes(
                read(
                    "{\"type\": \""
                        + type
                        + "\", \"action\": \""
                        + action
                        + "\", "
                        + COMMON
                        + ", "
                        + members
                        + "}")))
        .containsExactly(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "type | \"MyEvent\" | /type EVENT_TYPE",
        "type | 7 | /type KIND",
        "action | \"add\" | /action WORD",
        "eventTime | \"2026-11-21T24:00:00Z\" | /eventTime TIME",
        "eventTime | \"2026-11-21T10:30:60Z\" | /eventTime TIME",
        "eventTime | \"2026-11-21 10:30:00Z\" | /eventTime FORM",
        "eventTimeZoneOffset | \"+14:30\" | /eventTimeZoneOffset FORM",
        "recordTime | \"now\" | /recordTime FORM",
        "eventID | \"no uri\" | /eventID FORM",
        "eventID | \"ni:///sha-256;00?ver=CBV2.0\" | /eventID HASH",
        "certificationInfo | [\"x\"] | /certificationInfo/0 FORM",
        "bizStep | \"juggling\" | /bizStep WORD",
        "bizStep | \"cbv:Disp-active\" | /bizStep WORD",
        "disposition | \"urn:epcglobal:cbv:disp:odd\" | /disposition WORD",
        "persistentDisposition | {} | /persistentDisposition/set MISSING",
        "persistentDisposition | {\"set\": []} | /persistentDisposition/set COUNT",
        "persistentDisposition | {\"set\": [\"active\", \"cbv:Disp-active\"]}"
            + " | /persistentDisposition/set/1 TWICE",
        "persistentDisposition | {\"set\": [\"active\"], \"a:b\": 1}"
            + " | /persistentDisposition/a:b UNKNOWN",
        "readPoint | \"urn:a:1\" | /readPoint KIND",
        "readPoint | {} | /readPoint/id MISSING",
        "readPoint | {\"id\": \"urn:epc:id:sgln:4012345.1.0\"} | /readPoint/id IDENTIFIER",
        "bizTransactionList | [{\"type\": \"po\"}] | /bizTransactionList/0/bizTransaction MISSING",
        "sourceList | [{\"source\": \"urn:a:1\"}] | /sourceList/0/type MISSING",
        "destinationList | [{\"type\": \"owner\", \"destination\": \"urn:a:1\"}]"
            + " | /destinationList/0/type WORD",
        "destinationList | [{\"type\": \"location\", \"destination\": \"urn:a:1\", \"a\": 1}]"
            + " | /destinationList/0/a UNKNOWN",
        "epcList | [\"https://a.example/01/04012345123457/21/1\"] | /epcList/0 IDENTIFIER",
        "epcList | [\"https://a.example/01/04012345123456/21/1/10/L\"] | /epcList/0 IDENTIFIER",
        "epcList | [\"https://a.example/01/04012345123456\"] | /epcList/0 IDENTIFIER",
        "epcList | [\"urn:a:1\", \"urn:a:1\"] | /epcList/1 TWICE",
        "epcList | {\"a\": 1} | /epcList KIND",
        "quantityList | [{\"quantity\": 1}] | /quantityList/0/epcClass MISSING",
        "quantityList | [{\"epcClass\": \"urn:a:1\", \"quantity\": \"1\"}]"
            + " | /quantityList/0/quantity KIND",
        "quantityList | [{\"epcClass\": \"urn:a:1\", \"quantity\": -1}]"
            + " | /quantityList/0/quantity QUANTITY",
        "quantityList | [{\"epcClass\": \"urn:a:1\", \"uom\": \"kg\"}] | /quantityList/0/uom FORM",
        "ilmd | \"L1\" | /ilmd KIND",
        "ilmd | {\"lotNumber\": \"L1\"} | /ilmd/lotNumber UNKNOWN",
        "ilmd | {\"mine:lotNumber\": \"L1\"} | /ilmd/mine:lotNumber PREFIX",
        "parentID | \"urn:a:1\" | /parentID UNKNOWN",
        "mine:field | 1 | /mine:field PREFIX",
        "a/b~c | 1 | /a~1b~0c UNKNOWN",
        "@context | {\"action\": \"https://a.example/\"} | /@context/action CONTEXT",
        "@context | {\"cbv\": \"https://a.example/\"} | /@context/cbv CONTEXT",
        "@context | \"https://a.example/context.jsonld\" | /@context CONTEXT",
        "@context | {\"mine\": 7} | /@context/mine CONTEXT",
        "errorDeclaration | {\"reason\": \"did_not_occur\"}"
            + " | /errorDeclaration/declarationTime MISSING",
        "errorDeclaration | {\"declarationTime\": \"2026-11-21T10:30:00Z\", \"reason\": \"bad\"}"
            + " | /errorDeclaration/reason WORD",
        "sensorElementList | \"warm\" | /sensorElementList KIND",
        "sensorElementList | [{}] | /sensorElementList/0/sensorReport MISSING",
        "sensorElementList | [{\"sensorReport\": []}] | /sensorElementList/0/sensorReport COUNT",
        "sensorElementList | [{\"sensorReport\": [{\"value\": 4}]}]"
            + " | /sensorElementList/0/sensorReport/0/type MISSING",
        "sensorElementList | [{\"sensorReport\": [{\"type\": \"Warmth\"}]}]"
            + " | /sensorElementList/0/sensorReport/0/type WORD",
        "sensorElementList | [{\"sensorReport\": [{\"type\": \"Temperature\", \"uom\": \"KGM\"}]}]"
            + " | /sensorElementList/0/sensorReport/0/uom UNIT",
        "sensorElementList | [{\"sensorMetadata\": {\"time\": \"2026-11-21T10:30:01+01:00\"},"
            + " \"sensorReport\": [{\"type\": \"Temperature\"}]}]"
            + " | /sensorElementList/0/sensorMetadata/time SENSOR_TIME",
        "sensorElementList | [{\"sensorMetadata\": {\"deviceID\": \"urn:a:1\"},"
            + " \"sensorReport\": [{\"type\": \"Temperature\", \"deviceID\": \"urn:a:1\"}]}]"
            + " | /sensorElementList/0/sensorReport/0/deviceID SENSOR_ATTRIBUTE",
      })
  void aFaultHasItsPointerAndItsKind(String member, String value, String fault) {
    assertThat(codes(with(member, value))).containsExactly(fault);
  }

  @Test
  void masterDataBelongsToTheBeginningAndToItsLot() {
    assertThat(codes(with("ilmd", "{\"cbvmda:lotNumber\": \"L1\"}"))).isEmpty();
    assertThat(
            codes(
                read(
                    OBJECT
                        .replace("ADD", "OBSERVE")
                        .replace(
                            "\"type\"", "\"ilmd\": {\"cbvmda:lotNumber\": \"L1\"}, \"type\""))))
        .containsExactly("/ilmd MASTER_DATA");
    String begun =
        OBJECT.replace(
            "\"type\"",
            "\"ilmd\": {\"cbvmda:lotNumber\": \"L1\"}, \"quantityList\": [{\"epcClass\":"
                + " \"urn:epc:class:lgtin:4012345.012345.L2\"}], \"type\"");
    assertThat(codes(read(begun))).containsExactly("/ilmd/cbvmda:lotNumber LOT");
    assertThat(codes(read(begun.replace("L2", "L1")))).isEmpty();
  }

  @Test
  void allFaultsAreReported() {
    assertThat(
            codes(
                read(
                    OBJECT
                        .replace("ADD", "SEE")
                        .replace("\"type\"", "\"bizStep\": \"x\", \"type\"")
                        .replace(UNIT, "urn:epc:id:sgtin:1.2.3"))))
        .contains("/action WORD", "/bizStep WORD", "/epcList/0 IDENTIFIER");
  }

  @Test
  void aFaultyEventCostsItselfAndNotItsDocument() {
    DocumentReader.Document document =
        DocumentReader.read(
            Json.parse(
                "{\"@context\": \"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\","
                    + " \"type\": \"EPCISDocument\", \"schemaVersion\": \"2.0\","
                    + " \"creationDate\": \"2026-11-21T10:30:00Z\", \"epcisBody\":"
                    + " {\"eventList\": ["
                    + OBJECT
                    + ", "
                    + OBJECT.replace("ADD", "SEE")
                    + "]}}"));
    assertThat(document.faults()).isEmpty();
    assertThat(document.events().getFirst().event()).isPresent();
    assertThat(codes(document.events().getLast()))
        .containsExactly("/epcisBody/eventList/1/action WORD");
  }

  @Test
  void aDocumentNeedsItsContextAndItsHeader() {
    assertThat(
            DocumentReader.read(Json.parse("{\"type\": \"EPCISDocument\", \"other\": 1}"))
                .faults()
                .stream()
                .map(f -> f.pointer() + " " + f.code()))
        .containsExactly(
            "/@context MISSING",
            "/schemaVersion MISSING",
            "/creationDate MISSING",
            "/epcisBody MISSING",
            "/other UNKNOWN");
  }

  @Test
  void whatCannotBeSoIsReadAndNotTaken() {
    EventReader.Reading reading = with("epcList", "[\"https://a.example/01/04012345123457/21/1\"]");
    assertThat(reading.event()).isPresent();
    assertThat(reading.faults()).isEmpty();
    assertThatThrownBy(() -> reading.orRefuse("event"))
        .hasMessageContaining(
            "event.epcList[0]|in AI (01): wrong check digit: expected 6, found 7");
  }

  @Test
  void anOffsetThatContradictsTheTimeIsAWarning() {
    EventReader.Reading reading = with("eventTimeZoneOffset", "\"+02:00\"");
    assertThat(reading.faults()).isEmpty();
    assertThat(reading.warnings()).hasSize(1);
  }
}
