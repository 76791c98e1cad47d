// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.CaptureRequest;
import portolan.api.v1.CaptureResponse;
import portolan.api.v1.ChangePartiesRequest;
import portolan.api.v1.ChangePartiesResponse;
import portolan.api.v1.EventResult;
import portolan.api.v1.ListEventsRequest;
import portolan.api.v1.ListEventsResponse;
import portolan.api.v1.ListMembersRequest;
import portolan.api.v1.Member;
import portolan.api.v1.RegisterProductRequest;
import portolan.api.v1.TraceEvent;
import portolan.api.v1.TraceRequest;
import portolan.api.v1.TraceResponse;
import portolan.client.PortolanException;
import portolan.client.Provenance;
import portolan.command.Gateways;
import portolan.command.ledger.TwinNetwork;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Progress;

/** Traces and lists of events through the public API, on the ledger twin. */
class TraceOnTwinTest {
  private static final String SUPPLIER = "SupplierMSP";
  private static final String UNIT = "https://id.gs1.org/01/10614141123459/21/T1";
  private static final String PALLET = "https://id.gs1.org/00/106141412345678908";
  private final Instant begin = Instant.now().minusSeconds(3_600);

  @TempDir private Path folder;
  private TwinNetwork twin;
  private Gateways gateways;
  private int captured;

  /** Other ports than those of the real network, which may be up at the same time. */
  @BeforeEach
  void start() throws Exception {
    Path file = Path.of(System.getProperty("portolan.consortium"));
    Consortium consortium =
        ConsortiumFile.parse(
            file.toString(), Files.readString(file).replace("basePort: 17050", "basePort: 18850"));
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
    return gateways.of(SUPPLIER).provenance();
  }

  private String event(String type, String action, String step, String more) {
    captured++;
    return """
        {"type":"%s","action":"%s","bizStep":"%s","eventID":"urn:trace:%d","eventTime":"%s","eventTimeZoneOffset":"+00:00",%s}"""
        .formatted(type, action, step, captured, begin.plusSeconds(captured), more);
  }

  private String commission() {
    return event("ObjectEvent", "ADD", "commissioning", "\"epcList\":[\"" + UNIT + "\"]");
  }

  private String pack(boolean in) {
    return event(
        "AggregationEvent",
        in ? "ADD" : "DELETE",
        in ? "packing" : "unpacking",
        "\"parentID\":\"%s\",\"childEPCs\":[\"%s\"]".formatted(PALLET, UNIT));
  }

  /** Number of the block. */
  private long capture(List<String> events) {
    CaptureResponse response =
        supplier()
            .capture(
                CaptureRequest.newBuilder()
                    .setEpcisDocument(
                        """
                        {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"%s","epcisBody":{"eventList":[%s]}}"""
                            .formatted(begin, String.join(",", events)))
                    .build());
    assertThat(response.getResultsList()).allMatch(EventResult::getAccepted);
    return response.getReceipt().getBlockNumber();
  }

  private TraceResponse trace(TraceRequest.Builder request) {
    return supplier().trace(request.setEpc(UNIT).build());
  }

  private static List<String> ids(Iterable<TraceEvent> events) {
    List<String> ids = new ArrayList<>();
    events.forEach(event -> ids.add(event.getEventId()));
    return ids;
  }

  @Test
  void whatAMemberHasCapturedItTracesAtOnceByPagesAndAsOfAnyBlock() {
    List<Long> blocks = new ArrayList<>();
    blocks.add(capture(List.of(commission())));
    assertThat(trace(TraceRequest.newBuilder()).getEventsList()).hasSize(1);
    for (int i = 0; i < 6; i++) {
      List<String> events = new ArrayList<>();
      for (int j = 0; j < 10; j++) {
        events.add(pack(true));
        events.add(pack(false));
      }
      blocks.add(capture(events));
      assertThat(ids(supplier().traceEvents(TraceRequest.newBuilder().setEpc(UNIT).build())))
          .hasSize(captured);
    }

    TraceResponse first = trace(TraceRequest.newBuilder());
    assertThat(first.getEventsCount()).isEqualTo(50);
    assertThat(first.getNextPageToken()).isNotEmpty();
    assertThat(first.getProductName()).isEqualTo("Ceramic kettle");
    assertThat(first.getCustodian()).isEqualTo(SUPPLIER);
    // What comes meanwhile is on no page of this trace.
    capture(List.of(pack(true)));
    TraceResponse second =
        trace(TraceRequest.newBuilder().setPageToken(first.getNextPageToken()).setPageSize(200));
    assertThat(second.getAsOfBlock()).isEqualTo(first.getAsOfBlock());
    assertThat(second.getParentsList()).isEmpty();
    List<String> all = ids(first.getEventsList());
    all.addAll(ids(second.getEventsList()));
    assertThat(all).hasSize(121).doesNotHaveDuplicates().endsWith("urn:trace:121");
    assertThat(trace(TraceRequest.newBuilder()).getParentsList()).containsExactly(PALLET);

    TraceResponse then = trace(TraceRequest.newBuilder().setAsOfBlock(blocks.get(1)));
    assertThat(then.getEventsCount()).isEqualTo(21);
    assertThat(then.getAsOfBlock()).isEqualTo(blocks.get(1));
    assertThat(then.getAsOfTime()).isGreaterThan(begin.toString());
  }

  @Test
  void eventsAreListedForEveryMember() {
    long block = capture(List.of(commission(), pack(true), pack(false)));
    Provenance platform = gateways.of("PlatformMSP").provenance();
    ListEventsRequest unpacked =
        ListEventsRequest.newBuilder()
            .setEpc("urn:epc:id:sscc:0614141.1234567890")
            .setBizStep("unpacking")
            .setCapturedBy(SUPPLIER)
            .setAsOfBlock(block)
            .build();
    ListEventsResponse page = platform.listEvents(unpacked);
    assertThat(page.getEventsList()).hasSize(1);
    TraceEvent event = page.getEvents(0);
    assertThat(event.getEventId()).isEqualTo("urn:trace:3");
    assertThat(event.getObject()).isEqualTo(PALLET);
    assertThat(event.getBlockNumber()).isEqualTo(block);
    assertThat(event.getEventHash()).startsWith("ni:///sha-256;");
    assertThat(event.getEventJson()).contains("urn:trace:3");

    assertThat(
            ids(
                platform.events(
                    ListEventsRequest.newBuilder().setEpc(UNIT).setPageSize(1).build())))
        .containsExactly("urn:trace:1", "urn:trace:2", "urn:trace:3");
    assertThat(
            ids(
                platform.events(
                    ListEventsRequest.newBuilder()
                        .setFromTime(begin.plusSeconds(2).toString())
                        .setToTime(begin.plusSeconds(3).toString())
                        .build())))
        .containsExactly("urn:trace:2");
  }

  private static void assertRefused(Runnable call, Status.Code code, String field) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            PortolanException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.field()).isEqualTo(field);
            });
  }

  @Test
  void whatCannotBeAnsweredIsRefusedWithTheFieldToBlame() {
    capture(List.of(commission()));
    assertRefused(
        () -> supplier().trace(TraceRequest.newBuilder().setEpc(PALLET).build()),
        Status.Code.NOT_FOUND,
        "epc");
    assertRefused(
        () -> supplier().trace(TraceRequest.newBuilder().setEpc("kettle").build()),
        Status.Code.INVALID_ARGUMENT,
        "epc");
    assertRefused(
        () -> supplier().trace(TraceRequest.getDefaultInstance()),
        Status.Code.INVALID_ARGUMENT,
        "epc");
    assertRefused(
        () -> trace(TraceRequest.newBuilder().setPageSize(201)),
        Status.Code.INVALID_ARGUMENT,
        "pageSize");
    assertRefused(
        () -> trace(TraceRequest.newBuilder().setPageToken("elsewhere")),
        Status.Code.INVALID_ARGUMENT,
        "pageToken");
    assertRefused(
        () -> trace(TraceRequest.newBuilder().setAsOfBlock(1_000_000)),
        Status.Code.INVALID_ARGUMENT,
        "asOfBlock");
    assertRefused(
        () -> supplier().listEvents(ListEventsRequest.newBuilder().setEpcClass(UNIT).build()),
        Status.Code.INVALID_ARGUMENT,
        "epcClass");
    assertRefused(
        () -> supplier().listEvents(ListEventsRequest.newBuilder().setFromTime("noon").build()),
        Status.Code.INVALID_ARGUMENT,
        "fromTime");
  }

  @Test
  void whoIssuesNumbersChangesWhenMoreThanHalfOfTheMembersWantIt() {
    String prefix = "0867000";
    List<ChangePartiesResponse> answers = new ArrayList<>();
    for (String member : List.of("BankMSP", "CustomsMSP", "PlatformMSP", "LogisticsMSP")) {
      answers.add(
          gateways
              .of(member)
              .registry()
              .changeParties(
                  ChangePartiesRequest.newBuilder()
                      .setMspId("PlatformMSP")
                      .addCompanyPrefixes(prefix)
                      .setRequestId("prefix-of-the-platform")
                      .build()));
    }
    assertThat(answers).extracting(ChangePartiesResponse::getVotes).containsExactly(1, 2, 3, 4);
    assertThat(answers)
        .extracting(ChangePartiesResponse::getChanged)
        .containsExactly(false, false, false, true);
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(
                        gateways
                            .of("PlatformMSP")
                            .registry()
                            .listMembers(ListMembersRequest.getDefaultInstance())
                            .getMembersList())
                    .filteredOn(member -> member.getCompanyPrefixesList().contains(prefix))
                    .extracting(Member::getMspId)
                    .containsExactly("PlatformMSP"));
    assertThatThrownBy(
            () ->
                gateways
                    .of(SUPPLIER)
                    .registry()
                    .changeParties(
                        ChangePartiesRequest.newBuilder()
                            .setMspId(SUPPLIER)
                            .addCompanyPrefixes("08670001")
                            .setRequestId("prefix-of-another")
                            .build()))
        .isInstanceOfSatisfying(
            PortolanException.class,
            e -> assertThat(e.code()).isEqualTo(Status.Code.INVALID_ARGUMENT))
        .hasMessageContaining("begins with " + prefix);
  }
}
