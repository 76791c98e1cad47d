package portolan.command.bench;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Closed load: a number of clients, each with one request under way, for a time. */
final class Load {
  /**
   * One request; its number is unique in the run. Returns what became of it; OK counts as success.
   */
  @FunctionalInterface
  interface Request {
    String run(int number) throws Exception;
  }

  static final String OK = "OK";

  /**
   * Figures of the counted time.
   *
   * @param cpuSeconds CPU time of this process
   */
  record Result(
      double seconds,
      long ok,
      long failed,
      double p50,
      double p99,
      double cpuSeconds,
      String failures) {
    double perSecond() {
      return ok / seconds;
    }

    /** CPU time of this process for one request that succeeded. */
    double cpuMillisEach() {
      return ok == 0 ? 0 : cpuSeconds * 1_000 / ok;
    }

    String row(String name) {
      return String.format(
          Locale.ROOT,
          "%-69s %9.1f %8d %8d %9.0f %9.0f  %s",
          name,
          perSecond(),
          ok,
          failed,
          p50,
          p99,
          failures);
    }

    static String header() {
      return String.format(
          Locale.ROOT,
          "%-69s %9s %8s %8s %9s %9s",
          "",
          "per s",
          "ok",
          "failed",
          "p50 ms",
          "p99 ms");
    }
  }

  private Load() {}

  /** Runs the requests; those that end within the first {@code warmUpSeconds} do not count. */
  static Result run(int clients, int warmUpSeconds, int seconds, Request request)
      throws InterruptedException {
    AtomicInteger numbers = new AtomicInteger();
    ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
    ConcurrentHashMap<String, LongAdder> failures = new ConcurrentHashMap<>();
    long begin = System.nanoTime() + warmUpSeconds * 1_000_000_000L;
    long end = begin + seconds * 1_000_000_000L;
    AtomicLong cpuNanos = new AtomicLong();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(
          () -> {
            try {
              sleepUntil(begin);
              long before = cpuTime();
              sleepUntil(end);
              cpuNanos.set(cpuTime() - before);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      for (int i = 0; i < clients; i++) {
        threads.execute(
            () -> {
              while (System.nanoTime() < end) {
                long start = System.nanoTime();
                String outcome;
                try {
                  outcome = request.run(numbers.getAndIncrement());
                } catch (Exception e) {
                  outcome = e.getClass().getSimpleName() + " " + e.getMessage();
                }
                long now = System.nanoTime();
                if (now >= begin && now < end) {
                  if (outcome.equals(OK)) {
                    latencies.add(now - start);
                  } else {
                    failures
                        .computeIfAbsent(
                            outcome.lines().findFirst().orElse(""), k -> new LongAdder())
                        .increment();
                  }
                }
              }
            });
      }
    }
    long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Result(
        seconds,
        sorted.length,
        failures.values().stream().mapToLong(LongAdder::sum).sum(),
        percentile(sorted, 50),
        percentile(sorted, 99),
        cpuNanos.get() / 1e9,
        failures.isEmpty() ? "" : failures.toString());
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
  }

  private static long cpuTime() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }

  private static double percentile(long[] sorted, int percent) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1L, (long) sorted.length * percent / 100)] / 1e6;
  }
}
