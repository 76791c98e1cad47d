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

/** Goods that are sold and shipped while they are recalled, on real peers. */
@OnRealNetwork
class RecallRaceTest {
  private static final String PRODUCT = "04099999000012";
  private static final String UNIT = "https://id.gs1.org/01/" + PRODUCT + "/21/";
  private static final int UNITS = 60;
  private static final int BEFORE = 12;
  private static final int HANDS = 6;

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
    return IntStream.range(from, to)
        .mapToObj(i -> "\"" + UNIT + "R" + i + "\"")
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

  @Test
  void nothingThatIsRecalledIsSoldOrShippedAfterTheBlockOfTheRecall() throws Exception {
    supplier()
        .registerProduct(
            RegisterProductRequest.newBuilder()
                .setGtin(PRODUCT)
                .setName("Ceramic kettle")
                .setHsCode("691200")
                .setOriginCountry("CN")
                .build());
    assertThat(capture(event(0, "ADD", "commissioning", units(0, UNITS))).getResultsList())
        .allMatch(EventResult::getAccepted);
    CountDownLatch moved = new CountDownLatch(BEFORE);
    List<Future<CaptureResponse>> moves = new ArrayList<>();
    RecallResponse recall;
    try (ExecutorService hands = Executors.newFixedThreadPool(HANDS)) {
      for (int i = 0; i < UNITS; i++) {
        int unit = i;
        moves.add(
            hands.submit(
                () -> {
                  CaptureResponse response = move(unit);
                  moved.countDown();
                  return response;
                }));
      }
      assertThat(moved.await(60, TimeUnit.SECONDS)).isTrue();
      recall =
          network
              .client(SUPPLIER)
              .recalls()
              .recall(
                  RecallRequest.newBuilder()
                      .setRecallId("RACE-" + begin.toEpochMilli())
                      .setReason("splinters")
                      .addSources(
                          RecallSource.newBuilder().setName("https://id.gs1.org/01/" + PRODUCT))
                      .build());
    }
    long recalledIn = recall.getReceipt().getBlockNumber();
    int refused = 0;
    for (Future<CaptureResponse> move : moves) {
      EventResult result = move.get().getResults(0);
      if (result.getAccepted()) {
        assertThat(move.get().getReceipt().getBlockNumber()).isLessThanOrEqualTo(recalledIn);
      } else {
        assertThat(result.getCode()).isEqualTo("RECALLED");
        refused++;
      }
    }
    assertThat(refused).as("moves after the recall").isPositive();
    assertThat(recall.getLeft()).isZero();
  }
}
