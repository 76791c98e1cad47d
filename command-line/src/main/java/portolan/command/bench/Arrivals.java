// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.util.SplittableRandom;

/** When the callers of a load come. */
sealed interface Arrivals {
  /**
   * A caller comes as soon as an earlier one has its answer: what the ledger can do at most.
   *
   * @param unanswered so many requests are under way at a time
   */
  record Closed(int unanswered) implements Arrivals {
    public Closed {
      if (unanswered < 1) {
        throw new IllegalArgumentException("unanswered: expected 1 or more, found " + unanswered);
      }
    }
  }

  /**
   * Callers come at random and do not care how the earlier ones fare (a Poisson process).
   *
   * @param perSecond on average
   */
  record Random(double perSecond) implements Arrivals {
    public Random {
      if (!(perSecond > 0)) {
        throw new IllegalArgumentException("perSecond: expected above zero, found " + perSecond);
      }
    }

    /** The times between the arrivals, in nanoseconds; the same for the same seed. */
    Gaps gaps(long seed) {
      return new Gaps(new SplittableRandom(seed), 1e9 / perSecond);
    }
  }

  /** Exponentially distributed times. */
  record Gaps(SplittableRandom random, double meanNanos) {
    long next() {
      return Math.round(-Math.log(1 - random.nextDouble()) * meanNanos);
    }
  }
}
