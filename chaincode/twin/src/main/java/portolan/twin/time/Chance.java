// SPDX-License-Identifier: Apache-2.0
package portolan.twin.time;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Draws from one seed, and notes every decision so that two runs can be compared. */
public final class Chance {
  private static final int KEPT = 100_000;

  private final Random random;
  private final Faults faults;
  private final java.util.ArrayDeque<String> trace = new java.util.ArrayDeque<>();

  /** Draws from a seed. */
  public Chance(long seed, Faults faults) {
    this.random = new Random(seed);
    this.faults = faults;
  }

  /** How often things go wrong. */
  public Faults faults() {
    return faults;
  }

  /** Whether something happens, with its chance per thousand. */
  public synchronized boolean happens(String what, int perThousand) {
    if (perThousand == 0) {
      return false;
    }
    boolean happens = random.nextInt(1000) < perThousand;
    if (happens) {
      note(what);
    }
    return happens;
  }

  /** Some time up to a limit. */
  public synchronized Duration upTo(Duration limit) {
    return limit.isZero() ? limit : Duration.ofNanos(random.nextLong(limit.toNanos()));
  }

  /** Puts a list into some order. */
  public synchronized void shuffle(List<?> list) {
    Collections.shuffle(list, random);
  }

  /** Notes an event of the run. */
  public synchronized void note(String what) {
    if (trace.size() == KEPT) {
      trace.removeFirst();
    }
    trace.add(what);
  }

  /** The latest events, at most {@value #KEPT}. */
  public synchronized List<String> trace() {
    return List.copyOf(trace);
  }
}
