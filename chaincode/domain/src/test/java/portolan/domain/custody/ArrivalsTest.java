// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Fields;

class ArrivalsTest {
  private static final Instant SCANNED = Instant.parse("2026-11-21T09:00:00Z");
  private static final Arrivals.Delivery FIRST =
      delivery("PlatformMSP/E-1", SCANNED.plusSeconds(60));
  private static final Arrivals.Delivery SECOND =
      delivery("PlatformMSP/E-2", SCANNED.plusSeconds(90));

  private static Arrivals.Delivery delivery(String escrowId, Instant at) {
    return new Arrivals.Delivery(escrowId, "PlatformMSP/O-1", "LogisticsMSP", at);
  }

  @Test
  void custodyEndsWithTheLastDeliveryOnceNoneIsAwaited() {
    assertThat(new Arrivals(List.of(SECOND, FIRST), List.of()).endOfCustody(SCANNED))
        .contains(SECOND.confirmedAt());
    assertThat(new Arrivals(List.of(FIRST), List.of("PlatformMSP/E-2")).endOfCustody(SCANNED))
        .isEmpty();
  }

  @Test
  void whatWasNeverDeliveredIsStillInSomebodysCustody() {
    assertThat(new Arrivals(List.of(), List.of()).endOfCustody(SCANNED)).isEmpty();
  }

  @Test
  void goodsThatAreSeenAgainAreInCustodyAgain() {
    Arrivals arrivals = new Arrivals(List.of(FIRST), List.of());
    assertThat(arrivals.endOfCustody(FIRST.confirmedAt())).isPresent();
    assertThat(arrivals.endOfCustody(FIRST.confirmedAt().plusMillis(1))).isEmpty();
  }

  @Test
  void anAnswerIsReadAsItWasWritten() {
    Arrivals arrivals = new Arrivals(List.of(FIRST, SECOND), List.of("PlatformMSP/E-3"));
    assertThat(Arrivals.fromJson(Fields.of("", arrivals.toJson()))).isEqualTo(arrivals);
  }
}
