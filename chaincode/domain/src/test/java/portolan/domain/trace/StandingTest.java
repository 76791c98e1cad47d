// SPDX-License-Identifier: Apache-2.0
package portolan.domain.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final long NOW = 100;

  private final HistoryInMemory history = new HistoryInMemory();

  private static Moment at(long order) {
    return new Moment(Instant.ofEpochSecond(order), order);
  }

  private void holds(String member, String object, long order) {
    history.holdings.add(
        new HistoryInMemory.Held(
            object, new Holding(member, Optional.empty(), "word-" + order, order)));
  }

  private void stay(String child, String parent, long from, Optional<Long> to) {
    history.stays.add(new Stay(child, parent, at(from), to.map(StandingTest::at)));
  }

  @Test
  void whatIsPackedIsWithWhoeverHasTheOutermostParent() {
    holds("SupplierMSP", "A", 1);
    stay("A", "P", 2, Optional.empty());
    holds("SupplierMSP", "P", 2);
    stay("P", "Q", 3, Optional.empty());
    holds("LogisticsMSP", "Q", 4);

    assertThat(Standing.of("A", NOW, history))
        .hasValue(new Standing("LogisticsMSP", Optional.empty(), "word-4", List.of("P", "Q")));
  }

  @Test
  void asOfAnEarlierBlockItIsWhereItWasThen() {
    holds("SupplierMSP", "A", 1);
    stay("A", "P", 2, Optional.of(6L));
    holds("SupplierMSP", "P", 2);
    holds("LogisticsMSP", "P", 4);
    holds("LogisticsMSP", "A", 6);

    assertThat(Standing.of("A", 1, history).orElseThrow().parents()).isEmpty();
    assertThat(Standing.of("A", 3, history).orElseThrow().custodian()).isEqualTo("SupplierMSP");
    assertThat(Standing.of("A", 5, history))
        .hasValue(new Standing("LogisticsMSP", Optional.empty(), "word-4", List.of("P")));
    assertThat(Standing.of("A", 6, history))
        .hasValue(new Standing("LogisticsMSP", Optional.empty(), "word-6", List.of()));
  }

  @Test
  void whatCameOutWithAllIsWithWhoeverHadTheParentThenAndNotWithWhoeverHasItNow() {
    holds("SupplierMSP", "A", 1);
    stay("A", "P", 2, Optional.of(5L));
    holds("LogisticsMSP", "P", 4);
    holds("LogisticsMSP", "P", 5);
    holds("PlatformMSP", "P", 7);

    assertThat(Standing.of("A", NOW, history))
        .hasValue(new Standing("LogisticsMSP", Optional.empty(), "word-1", List.of()));
  }

  @Test
  void nothingIsKnownOfWhatTheLedgerKeepsNoCustodyOf() {
    assertThat(Standing.of("A", NOW, history)).isEmpty();
  }
}
