// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One measurement: a load for some time, and what it used meanwhile.
 *
 * @param id short and the same in every run
 * @param title for people
 * @param warmUp does not count
 * @param counted at most; less if there is nothing left to ask for
 */
record Trial(String id, String title, Arrivals arrivals, Duration warmUp, Duration counted) {
  private static final Duration BETWEEN_NEWS = Duration.ofSeconds(5);

  /**
   * Requests that it will want, if so many are served each second; many more than are under way at
   * a time, else a burst would be measured.
   */
  int wants(double perSecond) {
    double all = perSecond * (warmUp.toMillis() + counted.toMillis()) / 1_000;
    return switch (arrivals) {
      case Arrivals.Closed closed -> (int) Math.ceil(Math.max(all, 5.0 * closed.unanswered()));
      case Arrivals.Random random -> (int) Math.ceil(all);
    };
  }

  /**
   * Measures.
   *
   * @param stock requests that there are; when a third of them is sent the warm-up is over
   */
  Result run(Requests requests, int stock, Gauge gauge, PrintWriter out)
      throws InterruptedException, IOException {
    out.println(
        String.format(
            Locale.ROOT,
            "%s: %s, %d s after %d s of warm-up",
            title,
            inWords(),
            counted.toSeconds(),
            warmUp.toSeconds()));
    out.flush();
    Tally tally = new Tally(arrivals, warmUp, counted);
    FutureTask<Used> used = new FutureTask<>(() -> watch(tally, gauge, out));
    Thread watcher = Thread.ofPlatform().daemon(true).name("bench watcher").start(used);
    try {
      AtomicInteger sent = new AtomicInteger();
      Load.run(
          arrivals,
          () -> {
            if (sent.incrementAndGet() == stock / 3) {
              tally.begin();
            }
            return requests.next();
          },
          tally);
      return result(tally, used.get(), gauge);
    } catch (ExecutionException e) {
      throw new IOException("what was used could not be read", e.getCause());
    } finally {
      watcher.interrupt();
    }
  }

  private record Used(Usage before, Usage after) {}

  private static Used watch(Tally tally, Gauge gauge, PrintWriter out)
      throws InterruptedException, IOException {
    tally.awaitBegin();
    Usage before = gauge.read();
    while (!tally.awaitEnd(BETWEEN_NEWS)) {
      out.println(
          String.format(
              Locale.ROOT,
              "  %,d settled, p50 %.0f ms, %.0f s left",
              tally.ok(),
              tally.percentileMillis(50),
              tally.leftNanos() / 1e9));
      out.flush();
    }
    return new Used(before, gauge.read());
  }

  private Result result(Tally tally, Used used, Gauge gauge) throws IOException {
    return new Result(
        id,
        title,
        inWords(),
        tally.seconds(),
        tally.ok(),
        tally.failures(),
        tally.percentileMillis(50),
        tally.percentileMillis(95),
        tally.percentileMillis(99),
        used.after().cpuMillisEachSince(used.before(), tally.ok()),
        gauge.memoryBytes(),
        used.after().ledgerBytesEachSince(used.before(), tally.ok()));
  }

  private String inWords() {
    return switch (arrivals) {
      case Arrivals.Closed closed ->
          String.format(Locale.ROOT, "%,d under way", closed.unanswered());
      case Arrivals.Random random ->
          String.format(Locale.ROOT, "%,.0f/s at random", random.perSecond());
    };
  }
}
