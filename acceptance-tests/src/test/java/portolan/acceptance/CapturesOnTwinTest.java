// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.CaptureErrorBehaviour;
import portolan.api.v1.CaptureRequest;
import portolan.api.v1.CaptureResponse;
import portolan.api.v1.EventResult;
import portolan.api.v1.ListEventsRequest;
import portolan.api.v1.RegisterProductRequest;
import portolan.api.v1.TraceEvent;
import portolan.api.v1.TraceRequest;
import portolan.client.PortolanException;
import portolan.client.Provenance;
import portolan.command.Gateways;
import portolan.command.ledger.TwinNetwork;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Progress;

/** Documents of many events through the public API, on the ledger twin. */
class CapturesOnTwinTest {
  private final Instant begin = Instant.now().minusSeconds(3_600);

  @TempDir private Path folder;
  private TwinNetwork twin;
  private Gateways gateways;

  @BeforeEach
  void start() throws Exception {
    Path file = Path.of(System.getProperty("portolan.consortium"));
    Consortium consortium =
        ConsortiumFile.parse(
            file.toString(), Files.readString(file).replace("basePort: 17050", "basePort: 19450"));
    twin = TwinNetwork.of(consortium, Files.createDirectory(folder.resolve("twin")));
    twin.up(Progress.silent());
    gateways = Gateways.start(twin);
    supplier()
        .registerProduct(
            RegisterProductRequest.newBuilder()
                .setGtin("10614141123459")
                .setName("Ceramic kettle")
                .setHsCode("691200")
                .setOriginCountry("CN")
                .build());
  }

  @AfterEach
  void stop() {
    gateways.close();
    twin.close();
  }

  private Provenance supplier() {
    return gateways.of("SupplierMSP").provenance();
  }

  private static String unit(int serial) {
    return "urn:epc:id:sgtin:0614141.112345." + serial;
  }

  private String event(int second, String type, String action, String step, String more) {
    return """
        {"type":"%s","action":"%s","bizStep":"%s","eventTime":"%s","eventTimeZoneOffset":"+00:00",%s}"""
        .formatted(type, action, step, begin.plusSeconds(second), more);
  }

  private String commissioning(int serial) {
    return event(0, "ObjectEvent", "ADD", "commissioning", epcs("epcList", serial, serial + 1));
  }

  private String inspecting(int second, int serial) {
    return event(
        second, "ObjectEvent", "OBSERVE", "inspecting", epcs("epcList", serial, serial + 1));
  }

  private static String epcs(String list, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(serial -> "\"" + unit(serial) + "\"")
        .collect(Collectors.joining(",", "\"" + list + "\":[", "]"));
  }

  private CaptureRequest document(List<String> events) {
    return CaptureRequest.newBuilder()
        .setEpcisDocument(
            """
            {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"%s","epcisBody":{"eventList":[%s]}}"""
                .formatted(begin, String.join(",", events)))
        .build();
  }

  private CaptureResponse capture(String... events) {
    return supplier().capture(document(List.of(events)));
  }

  private static CaptureRequest rollback(CaptureRequest request) {
    return request.toBuilder()
        .setCaptureErrorBehaviour(CaptureErrorBehaviour.CAPTURE_ERROR_BEHAVIOUR_ROLLBACK)
        .build();
  }

  private List<String> seen(int serial) {
    List<String> ids = new ArrayList<>();
    for (TraceEvent event :
        supplier().traceEvents(TraceRequest.newBuilder().setEpc(unit(serial)).build())) {
      ids.add(event.getEventId());
    }
    return ids;
  }

  @Test
  void aDocumentGetsIntoAsFewTransactionsAsItFitsInAndIsCapturedOnce() {
    List<String> events = new ArrayList<>();
    for (int serial = 0; serial < 2_100; serial++) {
      events.add(commissioning(serial));
    }
    events.add(
        event(
            1,
            "AggregationEvent",
            "ADD",
            "packing",
            "\"parentID\":\"urn:epc:id:sscc:0614141.1234567890\"," + epcs("childEPCs", 0, 100)));
    for (int serial = 0; serial < 500; serial++) {
      events.add(inspecting(2, serial));
    }
    CaptureResponse response = supplier().capture(document(events));
    assertThat(response.getReceiptsList()).hasSize(2);
    assertThat(response.getReceipt()).isEqualTo(response.getReceipts(1));
    assertThat(response.getResultsList())
        .hasSize(events.size())
        .allSatisfy(
            result -> {
              assertThat(result.getAccepted()).as(result.getMessage()).isTrue();
              assertThat(result.getEventHash()).startsWith("ni:///sha-256;");
              assertThat(result.getEventId()).isEqualTo(result.getEventHash());
            });
    assertThat(seen(7)).hasSize(3);

    // The same document is answered as before, and what it has is known in another one.
    assertThat(supplier().capture(document(events)).getReceiptsList())
        .isEqualTo(response.getReceiptsList());
    CaptureResponse again =
        capture(inspecting(2, 7), commissioning(7), inspecting(3, 7), inspecting(2, 8));
    assertThat(again.getResultsList())
        .extracting(EventResult::getExisting)
        .containsExactly(true, true, false, true);
    assertThat(seen(7)).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void aFaultyEventCostsItselfOrAllAsTheRequestSays() {
    String wrong = event(0, "ObjectEvent", "OBSERVE", "commissioning", epcs("epcList", 1, 2));
    String twice = event(1, "ObjectEvent", "ADD", "commissioning", epcs("epcList", 0, 1));
    List<String> events = List.of(commissioning(0), wrong, twice, commissioning(2));
    CaptureResponse none = supplier().capture(rollback(document(events)));
    assertThat(none.getResultsList())
        .extracting(EventResult::getCode)
        .containsExactly("ROLLED_BACK", "INVALID_ARGUMENT", "ROLLED_BACK", "ROLLED_BACK");
    assertThat(none.getResults(1).getField())
        .isEqualTo("epcisDocument.epcisBody.eventList[1].action");
    none = supplier().capture(rollback(document(List.of(events.get(0), events.get(2)))));
    assertThat(none.getResultsList())
        .extracting(EventResult::getCode)
        .containsExactly("ROLLED_BACK", "ALREADY_COMMISSIONED");
    assertThat(none.hasReceipt()).isFalse();
    assertThat(supplier().listEvents(ListEventsRequest.getDefaultInstance()).getEventsList())
        .isEmpty();

    CaptureResponse some = supplier().capture(document(events));
    assertThat(some.getResultsList())
        .extracting(EventResult::getCode)
        .containsExactly("", "INVALID_ARGUMENT", "ALREADY_COMMISSIONED", "");
    assertThat(some.getResults(2).getField())
        .isEqualTo("epcisDocument.epcisBody.eventList[2].epcList[0]");
    assertThat(seen(2)).hasSize(1);
  }

  @Test
  void aRollbackThatDoesNotFitOneTransactionIsRefusedWithTheLimit() {
    List<String> events = new ArrayList<>();
    for (int serial = 0; serial < 2_000; serial++) {
      events.add(commissioning(serial));
    }
    CaptureRequest request = rollback(document(events));
    assertThatThrownBy(() -> supplier().capture(request))
        .isInstanceOf(PortolanException.class)
        .hasMessageContaining("at most 2000 keys")
        .hasMessageContaining("found 2001 keys");
  }

  @Test
  void whatIsOnlySeenIsDeclaredWrongByWhoHasCapturedIt() {
    String event = inspecting(1, 0);
    String declared =
        event.substring(0, event.length() - 1)
            + ",\"errorDeclaration\":{\"declarationTime\":\"%s\"}}".formatted(begin.plusSeconds(9));
    assertThat(capture(declared).getResults(0).getCode()).isEqualTo("NOT_FOUND");
    assertThat(capture(event).getResults(0).getAccepted()).isTrue();
    assertThat(capture(declared).getResults(0).getAccepted()).isTrue();
    assertThat(
            gateways
                .of("PlatformMSP")
                .provenance()
                .capture(document(List.of(declared)))
                .getResults(0)
                .getCode())
        .isEqualTo("NOT_FOUND");
    assertThat(supplier().listEvents(ListEventsRequest.getDefaultInstance()).getEventsList())
        .extracting(TraceEvent::getDeclaredWrong)
        .containsExactly(true, false);
  }
}
