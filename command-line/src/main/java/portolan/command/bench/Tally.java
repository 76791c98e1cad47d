// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Counts what falls into the counted time: answers, if callers wait for their turn; else the
 * callers who came in it, whenever they are answered, so that the slow ones are not left out.
 */
final class Tally {
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);
  private static final int DIGITS = 3;

  private final boolean byArrival;
  private final Duration counted;
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private final Histogram micros = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);
  private final LongAdder ok = new LongAdder();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
  private volatile long begin;
  private volatile long end;

  /** Of a time that begins after the warm-up. */
  Tally(Arrivals arrivals, Duration warmUp, Duration counted) {
    byArrival = arrivals instanceof Arrivals.Random;
    this.counted = counted;
    begin = System.nanoTime() + warmUp.toNanos();
    end = begin + counted.toNanos();
  }

  /** Begins to count now, unless that has begun: little is left to ask for. */
  void begin() {
    long now = System.nanoTime();
    if (now - begin < 0) {
      begin = now;
      end = now + counted.toNanos();
    }
    begun.countDown();
  }

  /** Waits until the warm-up is over. */
  void awaitBegin() throws InterruptedException {
    while (System.nanoTime() - begin < 0 && !isOver()) {
      if (begun.await(begin - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  boolean isOver() {
    return System.nanoTime() - end >= 0;
  }

  long leftNanos() {
    return end - System.nanoTime();
  }

  /** Ends the counted time now: there is nothing left to ask for. */
  void stop() {
    long now = System.nanoTime();
    if (now - end < 0) {
      end = now;
    }
    begun.countDown();
    over.countDown();
  }

  /** Waits for the end of the counted time, at most so long. */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    boolean stopped =
        over.await(Math.max(0, Math.min(atMost.toNanos(), leftNanos())), TimeUnit.NANOSECONDS);
    return stopped || isOver();
  }

  /** A request was answered that somebody meant to send at that time. */
  void answered(long sinceNanos, Throwable failure) {
    long now = System.nanoTime();
    long counts = byArrival ? sinceNanos : now;
    if (counts - begin < 0 || counts - end >= 0) {
      return;
    }
    if (failure == null) {
      ok.increment();
      micros.recordValue(Math.clamp((now - sinceNanos) / 1_000, 0, LONGEST_MICROS));
    } else {
      failures.computeIfAbsent(name(failure), n -> new LongAdder()).increment();
    }
  }

  private static String name(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  /** The length of the counted time; above zero. */
  double seconds() {
    return Math.max(end - begin, 1) / 1e9;
  }

  long ok() {
    return ok.sum();
  }

  Map<String, Long> failures() {
    Map<String, Long> counts = new TreeMap<>();
    failures.forEach((name, count) -> counts.put(name, count.sum()));
    return counts;
  }

  /** What so many of a hundred callers waited at most, in milliseconds; 0 if none was served. */
  double percentileMillis(double percentile) {
    return micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(percentile) / 1e3;
  }
}
