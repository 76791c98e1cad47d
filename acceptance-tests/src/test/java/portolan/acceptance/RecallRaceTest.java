// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.acceptance.RealNetwork.SUPPLIER;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import portolan.api.v1.CaptureRequest;
import portolan.api.v1.CaptureResponse;
import portolan.api.v1.EventResult;
import portolan.api.v1.RecallRequest;
import portolan.api.v1.RecallResponse;
import portolan.api.v1.RecallSource;
import portolan.api.v1.RegisterProductRequest;
import portolan.client.Provenance;

/**
 * Goods that are sold and shipped while they are recalled, and many that are recalled at once, on
 * real peers: some thousand, with {@code -Dportolan.long} 100,000.
 */
@OnRealNetwork
class RecallRaceTest {
  private static final String PRODUCT = "04099999000012";
  private static final String OTHER_PRODUCT = "04099999000029";
  private static final int UNITS = 300;
  private static final int BEFORE = 12;
  private static final int HANDS = 6;

  /** One event can have so many. */
  private static final int AT_ONCE = Integer.getInteger("portolan.recall.at-once", 2_500);

  private static final int MANY = System.getProperty("portolan.long") == null ? 5_000 : 100_000;

  private final RealNetwork network;
  private final Instant begin = Instant.now().minusSeconds(3_600);

  RecallRaceTest(RealNetwork network) {
    this.network = network;
  }

  private Provenance supplier() {
    return network.client(SUPPLIER).provenance();
  }

  private String event(int number, String action, String step, String more) {
    return """
        {"type":"ObjectEvent","action":"%s","bizStep":"%s","eventTime":"%s","eventTimeZoneOffset":"+00:00",%s}"""
        .formatted(action, step, begin.plusSeconds(number), more);
  }

  private static String units(int from, int to) {
    return units(PRODUCT, from, to);
  }

  private static String units(String product, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "\"https://id.gs1.org/01/" + product + "/21/R" + i + "\"")
        .collect(Collectors.joining(",", "\"epcList\":[", "]"));
  }

  private CaptureResponse capture(String event) {
    return supplier()
        .capture(
            CaptureRequest.newBuilder()
                .setEpcisDocument(
                    """
                    {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"%s","epcisBody":{"eventList":[%s]}}"""
                        .formatted(begin, event))
                .build());
  }

  /** Every second one is sold, the others leave for the carrier. */
  private CaptureResponse move(int unit) {
    return capture(
        unit % 2 == 0
            ? event(1 + unit, "OBSERVE", "retail_selling", units(unit, unit + 1))
            : event(
                1 + unit,
                "OBSERVE",
                "shipping",
                units(unit, unit + 1)
                    + ",\"destinationList\":[{\"type\":\"possessing_party\",\"destination\":"
                    + "\"urn:portolan:member:LogisticsMSP\"}]"));
  }

  private void register(String product) {
    supplier()
        .registerProduct(
            RegisterProductRequest.newBuilder()
                .setGtin(product)
                .setName("Ceramic kettle")
                .setHsCode("691200")
                .setOriginCountry("CN")
                .build());
  }

  private RecallRequest recallOf(String id, String product) {
    return RecallRequest.newBuilder()
        .setRecallId(id + begin.toEpochMilli())
        .setReason("splinters")
        .addSources(RecallSource.newBuilder().setName("https://id.gs1.org/01/" + product))
        .build();
  }

  /** However long the recall takes, somebody is at work when it comes. */
  private List<CaptureResponse> moveUntilRefused(AtomicInteger next, CountDownLatch moved) {
    List<CaptureResponse> responses = new ArrayList<>();
    int unit = next.getAndIncrement();
    while (unit < UNITS) {
      CaptureResponse response = move(unit);
      responses.add(response);
      moved.countDown();
      if (!response.getResults(0).getAccepted()) {
        break;
      }
      unit = next.getAndIncrement();
    }
    return responses;
  }

  @Test
  void nothingThatIsRecalledIsSoldOrShippedAfterTheBlockOfTheRecall() throws Exception {
    register(PRODUCT);
    assertThat(capture(event(0, "ADD", "commissioning", units(0, UNITS))).getResultsList())
        .allMatch(EventResult::getAccepted);
    CountDownLatch moved = new CountDownLatch(BEFORE);
    AtomicInteger next = new AtomicInteger();
    List<Future<List<CaptureResponse>>> moves = new ArrayList<>();
    RecallResponse recall;
    try (ExecutorService hands = Executors.newFixedThreadPool(HANDS)) {
      for (int i = 0; i < HANDS; i++) {
        moves.add(hands.submit(() -> moveUntilRefused(next, moved)));
      }
      assertThat(moved.await(60, TimeUnit.SECONDS)).isTrue();
      recall = network.client(SUPPLIER).recalls().recall(recallOf("RACE-", PRODUCT));
    }
    long recalledIn = recall.getReceipt().getBlockNumber();
    int refused = 0;
    for (Future<List<CaptureResponse>> hand : moves) {
      for (CaptureResponse move : hand.get()) {
        EventResult result = move.getResults(0);
        if (result.getAccepted()) {
          assertThat(move.getReceipt().getBlockNumber()).isLessThanOrEqualTo(recalledIn);
        } else {
          assertThat(result.getCode()).isEqualTo("RECALLED");
          refused++;
        }
      }
    }
    assertThat(refused).as("moves after the recall").isPositive();
    assertThat(recall.getLeft()).isZero();
  }

  @Test
  void everyUnitOfAProductIsMarkedHoweverManyThereAre() {
    register(OTHER_PRODUCT);
    long start = System.nanoTime();
    for (int from = 0; from < MANY; from += AT_ONCE) {
      String some = units(OTHER_PRODUCT, from, from + AT_ONCE);
      assertThat(capture(event(0, "ADD", "commissioning", some)).getResultsList())
          .allMatch(EventResult::getAccepted);
    }
    long begun = System.nanoTime();
    RecallRequest request = recallOf("MANY-", OTHER_PRODUCT);
    RecallResponse recalled = network.client(SUPPLIER).recalls().recall(request);
    double opened = seconds(begun);
    while (recalled.getLeft() > 0) {
      recalled = network.client(SUPPLIER).recalls().recall(request);
    }
    System.out.printf(
        "%,d units begun in %.1f s, recalled in %.1f s (the first answer after %.1f s)%n",
        MANY, (begun - start) / 1e9, seconds(begun), opened);
    // With the product.
    assertThat(recalled.getAffected()).isEqualTo(MANY + 1);
    assertThat(recalled.getScopeCount()).isEqualTo(MANY);
    CaptureResponse sold =
        capture(event(1, "OBSERVE", "retail_selling", units(OTHER_PRODUCT, MANY - 1, MANY)));
    assertThat(sold.getResults(0).getCode()).isEqualTo("RECALLED");
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
