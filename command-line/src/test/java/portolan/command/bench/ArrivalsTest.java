// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static LongStream gaps(double perSecond) {
    Arrivals.Gaps gaps = new Arrivals.Random(perSecond).gaps(1);
    return LongStream.generate(gaps::next).limit(100_000);
  }

  @Test
  void onAverageAsManyComeAsAskedFor() {
    assertThat(gaps(2_000).average().orElseThrow()).isCloseTo(500_000, within(10_000.0));
  }

  @Test
  void theTimesBetweenThemAreThoseOfAPoissonProcess() {
    // Longer than the mean: one in e.
    double longer = gaps(2_000).filter(g -> g > 500_000).count() / 100_000.0;

    assertThat(longer).isCloseTo(1 / Math.E, within(0.01));
  }

  @Test
  void theSameSeedGivesTheSameArrivals() {
    assertThat(gaps(100).limit(10).toArray()).isEqualTo(gaps(100).limit(10).toArray());
  }

  @Test
  void noCallersAreRefused() {
    assertThatThrownBy(() -> new Arrivals.Random(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Arrivals.Closed(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
