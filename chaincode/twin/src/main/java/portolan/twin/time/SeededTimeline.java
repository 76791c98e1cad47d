// SPDX-License-Identifier: Apache-2.0
package portolan.twin.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * A clock that stands still until somebody waits. Events that are due at the same moment run in the
 * order in which they were planned. For one thread.
 */
public final class SeededTimeline implements Timeline {
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::due).thenComparingLong(Event::number));
  private Instant now;
  private long planned;

  private record Event(Instant due, long number, Runnable work) {}

  /** The clock begins here. */
  public SeededTimeline(Instant start) {
    this.now = start;
  }

  @Override
  public synchronized void execute(Runnable event) {
    schedule(Duration.ZERO, event);
  }

  @Override
  public synchronized void schedule(Duration delay, Runnable event) {
    events.add(new Event(now.plus(delay), planned++, event));
  }

  @Override
  public synchronized boolean passUntil(BooleanSupplier condition, Duration atMost) {
    Instant end = now.plus(atMost);
    while (!condition.getAsBoolean()) {
      Event next = events.peek();
      if (next == null || next.due().isAfter(end)) {
        now = end;
        return condition.getAsBoolean();
      }
      events.remove();
      if (next.due().isAfter(now)) {
        now = next.due();
      }
      next.work().run();
    }
    return true;
  }

  @Override
  public boolean isVirtual() {
    return true;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized void close() {
    events.clear();
  }
}
