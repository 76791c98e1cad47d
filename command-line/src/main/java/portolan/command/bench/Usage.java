// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What had been used at some time.
 *
 * @param cpu CPU time by kind of process
 * @param ledgerBytes size of one peer's block files
 */
record Usage(Map<String, Duration> cpu, long ledgerBytes) {
  Usage {
    cpu = Ordered.copyOf(cpu);
  }

  /** CPU time that was used since, for each of so many, in milliseconds. */
  Map<String, Double> cpuMillisEachSince(Usage before, long count) {
    Map<String, Double> each = new LinkedHashMap<>();
    cpu.forEach(
        (kind, used) ->
            each.put(
                kind,
                used.minus(before.cpu.getOrDefault(kind, Duration.ZERO)).toNanos()
                    / 1e6
                    / Math.max(1, count)));
    return each;
  }

  double ledgerBytesEachSince(Usage before, long count) {
    return (ledgerBytes - before.ledgerBytes) / (double) Math.max(1, count);
  }
}
