// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.AffectedObject;
import portolan.api.v1.CaptureRequest;
import portolan.api.v1.CaptureResponse;
import portolan.api.v1.EventResult;
import portolan.api.v1.GetRecallRequest;
import portolan.api.v1.LiftRecallRequest;
import portolan.api.v1.RecallRequest;
import portolan.api.v1.RecallResponse;
import portolan.api.v1.RecallSource;
import portolan.api.v1.RecallState;
import portolan.api.v1.RegisterProductRequest;
import portolan.api.v1.ScopeOfRecallRequest;
import portolan.api.v1.ScopeOfRecallResponse;
import portolan.api.v1.WatchRecallsRequest;
import portolan.api.v1.WatchRecallsResponse;
import portolan.client.PortolanException;
import portolan.client.Recalls;
import portolan.command.Gateways;
import portolan.command.ledger.TwinNetwork;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Progress;

/**
 * Recalls through the public API, on the ledger twin: the story of the file N02 (lot, siblings, a
 * while on a pallet, a late report), as its edges and recalls are written there.
 */
class RecallOnTwinTest {
  private static final String SUPPLIER = "SupplierMSP";
  private static final String GTIN = "https://id.gs1.org/01/10614141123459";
  private static final String PALLET = "https://id.gs1.org/00/106141412345678908";

  /** A day that is over, so that no event of it is ahead of its transaction. */
  private final Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(2, ChronoUnit.DAYS);

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
            file.toString(), Files.readString(file).replace("basePort: 17050", "basePort: 18750"));
    twin = TwinNetwork.of(consortium, Files.createDirectory(folder.resolve("twin")));
    twin.up(Progress.silent());
    gateways = Gateways.start(twin);
    gateways
        .of(SUPPLIER)
        .provenance()
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

  private Recalls recalls() {
    return gateways.of(SUPPLIER).recalls();
  }

  /** Nobody here holds the company prefix of the pallet. */
  private Recalls customs() {
    return gateways.of("CustomsMSP").recalls();
  }

  // Events.

  private static String name(String letter) {
    return letter.equals("P") ? PALLET : GTIN + "/21/" + letter;
  }

  private static String names(String... letters) {
    return Arrays.stream(letters)
        .map(letter -> "\"" + name(letter) + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private Instant at(String time) {
    return day.plusSeconds(LocalTime.parse(time).toSecondOfDay());
  }

  private String event(String time, String type, String action, String step, String more) {
    captured++;
    return """
        {"type":"%s"%s,"bizStep":"%s","eventID":"urn:recall:%d","eventTime":"%s","eventTimeZoneOffset":"+00:00",%s}"""
        .formatted(
            type,
            action.isEmpty() ? "" : ",\"action\":\"" + action + "\"",
            step,
            captured,
            at(time),
            more);
  }

  private static String kilogram(String lot) {
    return "[{\"epcClass\":\"%s/10/%s\",\"quantity\":1,\"uom\":\"KGM\"}]".formatted(GTIN, lot);
  }

  private String lot(String time, String lot) {
    return event(time, "ObjectEvent", "ADD", "commissioning", "\"quantityList\":" + kilogram(lot));
  }

  private String made(String time, String lot, String... outputs) {
    return event(
        time,
        "TransformationEvent",
        "",
        "creating_class_instance",
        "\"inputQuantityList\":" + kilogram(lot) + ",\"outputEPCList\":" + names(outputs));
  }

  private String packed(String time, boolean in, String... children) {
    return event(
        time,
        "AggregationEvent",
        in ? "ADD" : "DELETE",
        in ? "packing" : "unpacking",
        "\"parentID\":\"" + PALLET + "\",\"childEPCs\":" + names(children));
  }

  private String seen(String time, String place) {
    return event(
        time,
        "ObjectEvent",
        "OBSERVE",
        "storing",
        "\"epcList\":" + names("P") + ",\"readPoint\":{\"id\":\"urn:place:" + place + "\"}");
  }

  private String moved(String time, String step, String receiver, String... units) {
    return event(
        time,
        "ObjectEvent",
        "OBSERVE",
        step,
        "\"epcList\":"
            + names(units)
            + (receiver.isEmpty()
                ? ""
                : ",\"destinationList\":[{\"type\":\"possessing_party\",\"destination\":"
                    + "\"urn:portolan:member:"
                    + receiver
                    + "\"}]"));
  }

  private CaptureResponse capture(String member, String... events) {
    return gateways
        .of(member)
        .provenance()
        .capture(
            CaptureRequest.newBuilder()
                .setEpcisDocument(
                    """
                    {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"%s","epcisBody":{"eventList":[%s]}}"""
                        .formatted(day, String.join(",", events)))
                .build());
  }

  private void captured(String... events) {
    assertThat(capture(SUPPLIER, events).getResultsList())
        .allSatisfy(
            result -> {
              assertThat(result.getMessage()).isEmpty();
              assertThat(result.getWarningsList()).isEmpty();
            });
  }

  private String refusal(String member, String event) {
    return capture(member, event).getResultsList().stream()
        .map(EventResult::getCode)
        .collect(Collectors.joining());
  }

  /** All edges of the file but the one that is captured last. */
  private void story() {
    captured(lot("09:50", "L1"), lot("09:50", "L2"));
    captured(made("10:00", "L1", "A", "B"));
    captured(made("10:05", "L2", "C", "D", "E"));
    captured(packed("11:00", true, "A", "C"));
    captured(packed("11:30", true, "E"));
    captured(packed("12:00", false, "A"));
    captured(seen("12:30", "cold-store-3"));
    captured(packed("12:45", true, "D"));
    captured(seen("13:00", "dock-9"));
  }

  // Recalls.

  private static RecallSource source(String name) {
    return RecallSource.newBuilder().setName(name).build();
  }

  private RecallSource inColdStore() {
    return RecallSource.newBuilder()
        .setName(PALLET)
        .setFromTime(at("12:30").toString())
        .setToTime(at("13:00").toString())
        .build();
  }

  private Set<String> affected(long block, RecallSource source) {
    Set<String> names = new TreeSet<>();
    ScopeOfRecallRequest request =
        ScopeOfRecallRequest.newBuilder()
            .addSources(source)
            .setAsOfBlock(block)
            .setPageSize(2)
            .build();
    for (AffectedObject object : recalls().affected(request)) {
      names.add(object.getName());
    }
    return names;
  }

  private static Set<String> all(String... letters) {
    return Arrays.stream(letters)
        .map(RecallOnTwinTest::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private RecallRequest request(String id, RecallSource source) {
    return RecallRequest.newBuilder()
        .setRecallId(id)
        .setReason("not kept cold")
        .addSources(source)
        .build();
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
  void aLotReachesWhatWasMadeOfItAndNeitherSiblingsNorThePallet() {
    story();
    RecallResponse recalled = recalls().recall(request("R1", source(GTIN + "/10/L1")));

    Set<String> affected = affected(recalled.getAsOfBlock(), source(GTIN + "/10/L1"));
    assertThat(affected.remove(GTIN + "/10/L1")).isTrue();
    assertThat(affected).isEqualTo(all("A", "B"));
    assertThat(recalled.getNewlyMarked()).isEqualTo(2);
    assertThat(recalled.getScopeCount()).isEqualTo(2);
    assertThat(recalled.getLeft()).isZero();
    assertThat(refusal(SUPPLIER, moved("14:00", "shipping", "LogisticsMSP", "A")))
        .isEqualTo("RECALLED");
    assertThat(refusal(SUPPLIER, moved("14:01", "retail_selling", "", "B"))).isEqualTo("RECALLED");
    assertThat(refusal(SUPPLIER, moved("14:02", "shipping", "LogisticsMSP", "P"))).isEmpty();

    // Called again it does nothing.
    assertThat(recalls().recall(request("R1", source(GTIN + "/10/L1"))).getNewlyMarked()).isZero();
    RecallState state =
        recalls().getRecall(GetRecallRequest.newBuilder().setRecallId("R1").build());
    assertThat(state.getRecallId()).isEqualTo("SupplierMSP/R1");
    assertThat(state.getScopeRoot()).isEqualTo(recalled.getScopeRoot());
    assertThat(state.getCheck()).isEqualTo(RecallState.Check.CHECK_SAME);
    // The lot itself, too.
    assertThat(state.getMarked()).isEqualTo(3);

    recalls()
        .liftRecall(
            LiftRecallRequest.newBuilder()
                .setRecallId("R1")
                .setReason("it was another lot")
                .build());
    assertThat(refusal(SUPPLIER, moved("14:03", "shipping", "LogisticsMSP", "A"))).isEmpty();
    assertThat(recalls().recalls())
        .extracting(RecallState::getLiftReason)
        .containsExactly("it was another lot");
  }

  @Test
  void whatWasOnThePalletMeanwhileIsReachedAndALateReportLiftsWhatHadLeft() {
    story();
    RecallResponse before = customs().recall(request("R2", inColdStore()));
    assertThat(affected(before.getAsOfBlock(), inColdStore())).isEqualTo(all("P", "C", "D", "E"));
    // What is on the pallet moves with it.
    assertThat(before.getScopeCount()).isEqualTo(1);
    assertThat(refusal(SUPPLIER, moved("14:00", "shipping", "LogisticsMSP", "P")))
        .isEqualTo("RECALLED");

    captured(packed("12:20", false, "E"));
    // It came out of something that is marked, until somebody has looked again.
    assertThat(refusal(SUPPLIER, moved("14:01", "shipping", "LogisticsMSP", "E")))
        .isEqualTo("RECALLED");
    RecallResponse after = customs().recall(request("R2", inColdStore()));
    assertThat(affected(after.getAsOfBlock(), inColdStore())).isEqualTo(all("P", "C", "D"));
    assertThat(after.getLiftedList()).containsExactly(name("E"));
    assertThat(refusal(SUPPLIER, moved("14:02", "shipping", "LogisticsMSP", "E"))).isEmpty();
    // As of then it is what it was.
    assertThat(affected(before.getAsOfBlock(), inColdStore())).isEqualTo(all("P", "C", "D", "E"));
  }

  @Test
  void whatNeverWasIsNotReached() {
    captured(lot("09:50", "L1"), lot("09:50", "L2"));
    captured(made("10:00", "L1", "A", "B"));
    String wrong = made("10:05", "L2", "C", "D", "E");
    captured(wrong);
    captured(
        wrong.replaceFirst(
            "\\{",
            "{\"errorDeclaration\":{\"declarationTime\":\""
                + at("10:30")
                + "\",\"reason\":\"incorrect_data\"},"));
    captured(made("10:05", "L2", "C", "D"));
    captured(packed("11:00", true, "A", "C"));
    assertThat(refusal(SUPPLIER, packed("11:30", true, "E"))).isEqualTo("NOT_FOUND");
    captured(packed("12:00", false, "A"));
    captured(seen("12:30", "cold-store-3"));
    captured(packed("12:45", true, "D"));
    captured(seen("13:00", "dock-9"));

    assertThat(affected(0, inColdStore())).isEqualTo(all("P", "C", "D"));
  }

  @Test
  void whoHasTheGoodsIsToldAndTakesThemButSendsThemNoFurther() {
    captured(event("09:00", "ObjectEvent", "ADD", "commissioning", "\"epcList\":" + names("A")));
    captured(moved("09:10", "shipping", "LogisticsMSP", "A"));
    recalls().recall(request("R3", source(GTIN)));

    WatchRecallsResponse told =
        gateways
            .of("LogisticsMSP")
            .recalls()
            .watchRecalls(WatchRecallsRequest.getDefaultInstance());
    assertThat(told.getRecallsList())
        .extracting(RecallState::getRecallId)
        .containsExactly("SupplierMSP/R3");
    assertThat(told.getNextToken()).isNotEmpty();
    // Received it may be, and not sent on.
    assertThat(refusal("LogisticsMSP", moved("09:20", "receiving", "", "A"))).isEmpty();
    assertThat(refusal("LogisticsMSP", moved("09:30", "shipping", "PlatformMSP", "A")))
        .isEqualTo("RECALLED");
  }

  @Test
  void whatCannotBeRecalledIsRefusedWithTheFieldToBlame() {
    assertRefused(
        () -> recalls().recall(request("R4", source("kettle"))),
        Status.Code.INVALID_ARGUMENT,
        "sources[0].name");
    assertRefused(
        () ->
            recalls()
                .recall(
                    request(
                        "R4", RecallSource.newBuilder(inColdStore()).setToTime("noon").build())),
        Status.Code.INVALID_ARGUMENT,
        "sources[0].toTime");
    assertRefused(
        () -> gateways.of("LogisticsMSP").recalls().recall(request("R4", source(GTIN))),
        Status.Code.PERMISSION_DENIED,
        "sources[0].name");
    assertRefused(
        () -> recalls().getRecall(GetRecallRequest.newBuilder().setRecallId("R4").build()),
        Status.Code.NOT_FOUND,
        "recallId");
    ScopeOfRecallRequest both =
        ScopeOfRecallRequest.newBuilder().setRecallId("R4").addSources(source(GTIN)).build();
    assertRefused(() -> recalls().scopeOfRecall(both), Status.Code.INVALID_ARGUMENT, "sources");
    ScopeOfRecallResponse nothing =
        recalls().scopeOfRecall(ScopeOfRecallRequest.newBuilder().addSources(source(GTIN)).build());
    assertThat(nothing.getScopeCount()).isZero();
  }
}
