// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import portolan.api.v1.CaptureRequest;
import portolan.api.v1.CaptureResponse;
import portolan.api.v1.EventResult;
import portolan.api.v1.RegisterProductRequest;
import portolan.client.Provenance;
import portolan.client.RequestStream;
import portolan.command.Gateways;
import portolan.command.ledger.LedgerNetwork;
import portolan.domain.custody.CustodyEvent;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.block.LedgerBlocks;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.network.Consortium;
import portolan.network.Role;

/** Measures captures through the public API of a supplier's gateway. */
final class EventMeasurement implements AutoCloseable {
  private static final String GTIN = "10614141123459";
  private static final String CONTEXT =
      "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

  /** Units in one packing. */
  private static final int PACKED = 500;

  /** Packings for which units are begun before, a second; more are known not to be done. */
  private static final int MOST_PACKINGS = 8;

  /** Packings whose units are begun with one document: as many as fit one transaction. */
  private static final int BEGUN_TOGETHER = 3;

  private final PrintWriter out;
  private final Plan plan;
  private final Gauge gauge;
  private final Gateways gateways;
  private final FabricLedger ledger;
  private final Provenance supplier;
  private final Instant begin = Instant.now().minus(1, ChronoUnit.HOURS);
  private final AtomicInteger number = new AtomicInteger();
  private final List<Result> results = new ArrayList<>();

  private EventMeasurement(LedgerNetwork network, Plan plan, Gauge gauge, PrintWriter out)
      throws IOException, InterruptedException, GeneralSecurityException {
    this.plan = plan;
    this.gauge = gauge;
    this.out = out;
    Consortium.Member member =
        network.consortium().members().stream()
            .filter(m -> m.roles().contains(Role.SUPPLIER))
            .findFirst()
            .orElseThrow();
    Path configuration = network.gatewayConfiguration(member.name());
    gateways = Gateways.start(network);
    ledger =
        new FabricLedger(GatewayConfiguration.read(configuration).peerAccess(), network.peers());
    supplier = gateways.of(member.mspId()).provenance();
  }

  static List<Result> measure(LedgerNetwork network, Plan plan, Gauge gauge, PrintWriter out)
      throws Exception {
    try (EventMeasurement measurement = new EventMeasurement(network, plan, gauge, out)) {
      measurement.measure();
      return measurement.results;
    }
  }

  private void measure() throws Exception {
    supplier.registerProduct(
        RegisterProductRequest.newBuilder()
            .setGtin(GTIN)
            .setName("Ceramic kettle")
            .setHsCode("691200")
            .setOriginCountry("CN")
            .build());
    Map<Integer, Integer> unanswered = new LinkedHashMap<>();
    unanswered.put(1, 500);
    unanswered.put(50, 40);
    unanswered.put(500, 8);
    for (Map.Entry<Integer, Integer> size : unanswered.entrySet()) {
      row("commissioning", "beginning one unit", size, this::commissioning);
    }
    for (Map.Entry<Integer, Integer> size : unanswered.entrySet()) {
      row("observing", "seeing one unit", size, n -> observing(n, ""));
    }
    row(
        "observing-named",
        "seeing one unit, eventIDs of the client's",
        Map.entry(500, unanswered.get(500)),
        n -> observing(n, "\"eventID\":\"urn:uuid:" + UUID.randomUUID() + "\","));
    packing();
    row(
        "largest",
        "beginning " + CustodyEvent.MAX_OBJECTS + " units with one event",
        Map.entry(1, 1),
        n ->
            event(
                n,
                "ObjectEvent",
                "ADD",
                "commissioning",
                units("L" + n + "-", 0, CustodyEvent.MAX_OBJECTS, "epcList")));
  }

  private interface Events extends IntFunction<String> {}

  private void row(String id, String title, Map.Entry<Integer, Integer> size, Events events)
      throws Exception {
    int each = size.getKey();
    Trial trial =
        new Trial(
            id + "-" + each,
            title + ", documents of " + each,
            new Arrivals.Closed(size.getValue()),
            plan.warmUp(),
            plan.counted());
    run(trial, each, Integer.MAX_VALUE, () -> document(each, events));
  }

  /** A transaction each. */
  private void packing() throws Exception {
    Trial trial =
        new Trial(
            "packing",
            "packing " + PACKED + " units",
            new Arrivals.Closed(8),
            plan.warmUp(),
            plan.counted());
    int count = trial.wants(MOST_PACKINGS);
    out.printf(Locale.ROOT, "beginning %,d units to be packed%n", count * PACKED);
    out.flush();
    AtomicInteger pallets = new AtomicInteger();
    try (RequestStream<CaptureRequest, CaptureResponse> stream = supplier.captureDocuments()) {
      List<CompletableFuture<?>> begun = new ArrayList<>();
      for (int first = 0; first < count; first += BEGUN_TOGETHER) {
        int from = first;
        AtomicInteger next = new AtomicInteger(from);
        begun.add(
            stream
                .send(
                    document(
                        Math.min(BEGUN_TOGETHER, count - from),
                        n ->
                            event(
                                n,
                                "ObjectEvent",
                                "ADD",
                                "commissioning",
                                packed(next.getAndIncrement(), "epcList"))))
                .thenApply(EventMeasurement::required));
        // Units that wait to be begun are long documents.
        if (begun.size() >= 8) {
          begun.removeFirst().join();
        }
      }
      begun.forEach(CompletableFuture::join);
    }
    AtomicInteger sent = new AtomicInteger();
    run(
        trial,
        1,
        count,
        () ->
            document(
                1,
                n -> {
                  int pallet = pallets.getAndIncrement();
                  return event(
                      n,
                      "AggregationEvent",
                      "ADD",
                      "packing",
                      "\"parentID\":\"urn:epc:id:sscc:0614141.1%09d\",".formatted(pallet)
                          + packed(pallet, "childEPCs"));
                }),
        () -> sent.getAndIncrement() < count);
  }

  private interface Document {
    CaptureRequest make();
  }

  private interface More {
    boolean isThere();
  }

  private void run(Trial trial, int each, int stock, Document document) throws Exception {
    run(trial, each, stock, document, () -> true);
  }

  private void run(Trial trial, int each, int stock, Document document, More more)
      throws Exception {
    AtomicLong captured = new AtomicLong();
    long from = ledger.height();
    try (RequestStream<CaptureRequest, CaptureResponse> stream = supplier.captureDocuments()) {
      Result documents =
          trial.run(
              () ->
                  more.isThere()
                      ? Optional.of(
                          stream
                              .send(document.make())
                              .thenApply(EventMeasurement::required)
                              .thenAccept(count -> captured.addAndGet(count)))
                      : Optional.empty(),
              stock,
              gauge,
              out);
      double keys = keys(from, ledger.height()) / (double) Math.max(1, captured.get());
      results.add(ofEvents(documents, each, keys));
    }
  }

  /** All of them are captured. */
  private static int required(CaptureResponse response) {
    Optional<EventResult> refused =
        response.getResultsList().stream().filter(result -> !result.getAccepted()).findFirst();
    if (refused.isPresent()) {
      throw new IllegalStateException(
          refused.get().getCode()
              + " "
              + refused.get().getField()
              + ": "
              + refused.get().getMessage());
    }
    return response.getResultsCount();
  }

  /** Written by captures in these blocks. */
  private long keys(long from, long to) throws LedgerUnavailableException {
    long keys = 0;
    try (LedgerBlocks.Reading blocks = ledger.from(from)) {
      for (long block = from; block < to; block++) {
        for (CommittedBlock.Transaction transaction : blocks.next().transactions()) {
          if (transaction.call().function().equals(ProvenanceFunction.CAPTURE.functionName())) {
            for (CommittedBlock.Writes writes : transaction.writes()) {
              keys += writes.open().size();
            }
          }
        }
      }
    }
    return keys;
  }

  private static Result ofEvents(Result documents, int each, double keys) {
    Map<String, Double> cpu = new LinkedHashMap<>();
    documents.cpuMillisEach().forEach((kind, millis) -> cpu.put(kind, millis / each));
    return new Result(
        documents.id(),
        String.format(Locale.ROOT, "%s; %.3f keys each", documents.title(), keys),
        documents.arrivals(),
        documents.seconds(),
        documents.settled() * each,
        documents.failures(),
        documents.p50(),
        documents.p95(),
        documents.p99(),
        cpu,
        documents.memoryBytes(),
        documents.ledgerBytesEach() / each);
  }

  // Documents.

  private CaptureRequest document(int events, Events event) {
    return CaptureRequest.newBuilder()
        .setEpcisDocument(
            IntStream.range(0, events)
                .mapToObj(i -> event.apply(number.getAndIncrement()))
                .collect(
                    Collectors.joining(
                        ",",
                        "{\"@context\":\""
                            + CONTEXT
                            + "\",\"type\":\"EPCISDocument\",\"schemaVersion\":\"2.0\",\"creationDate\":\""
                            + begin
                            + "\",\"epcisBody\":{\"eventList\":[",
                        "]}}")))
        .build();
  }

  private String event(int n, String type, String action, String step, String more) {
    return """
        {"type":"%s","action":"%s","bizStep":"%s","eventTime":"%s","eventTimeZoneOffset":"+00:00","readPoint":{"id":"urn:epc:id:sgln:0614141.00777.0"},%s}"""
        .formatted(type, action, step, begin.plusMillis(n), more);
  }

  private String commissioning(int n) {
    return event(
        n, "ObjectEvent", "ADD", "commissioning", "\"epcList\":[\"" + unit("U" + n) + "\"]");
  }

  private String observing(int n, String id) {
    return event(
        n, "ObjectEvent", "OBSERVE", "inspecting", id + "\"epcList\":[\"" + unit("U" + n) + "\"]");
  }

  private static String unit(String serial) {
    return "urn:epc:id:sgtin:0614141.112345." + serial;
  }

  /** The units of one packing. */
  private static String packed(int pallet, String list) {
    return units("P", pallet * PACKED, PACKED, list);
  }

  private static String units(String prefix, int from, int count, String list) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> "\"" + unit(prefix + i) + "\"")
        .collect(Collectors.joining(",", "\"" + list + "\":[", "]"));
  }

  @Override
  public void close() {
    ledger.close();
    gateways.close();
  }
}
