// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.util.Map;

/**
 * What one measurement gave.
 *
 * @param id short and the same in every run
 * @param title for people
 * @param arrivals how the callers came, for people
 * @param seconds that were counted
 * @param settled requests that were committed in them
 * @param failures requests that were not, by reason
 * @param p50 milliseconds from when a caller meant to ask until it learned of the commit
 * @param p95 the same
 * @param p99 the same
 * @param cpuMillisEach CPU time for one settled request, by kind of process, milliseconds
 * @param memoryBytes resident memory after it, by kind of process
 * @param ledgerBytesEach growth of a peer's block files for one settled request
 */
public record Result(
    String id,
    String title,
    String arrivals,
    double seconds,
    long settled,
    Map<String, Long> failures,
    double p50,
    double p95,
    double p99,
    Map<String, Double> cpuMillisEach,
    Map<String, Long> memoryBytes,
    double ledgerBytesEach) {

  /** Keeps the order of the maps. */
  public Result {
    failures = Ordered.copyOf(failures);
    cpuMillisEach = Ordered.copyOf(cpuMillisEach);
    memoryBytes = Ordered.copyOf(memoryBytes);
  }

  double perSecond() {
    return settled / seconds;
  }

  long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  double cpuMillisOfAll() {
    return cpuMillisEach.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  long memoryOfAll() {
    return memoryBytes.values().stream().mapToLong(Long::longValue).sum();
  }
}
