// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.util.List;
import java.util.Map;

/** Reports as a run might make them. */
final class Reports {
  private Reports() {}

  static Result result(String id, double seconds, long settled) {
    return new Result(
        id,
        "the row " + id,
        "64 under way",
        seconds,
        settled,
        Map.of("MVCC_READ_CONFLICT", 7L),
        12.5,
        40,
        99.25,
        Map.of(Gauge.SELF, 0.04, "peers", 0.2),
        Map.of(Gauge.SELF, 700L << 20, "peers", 1_500L << 20),
        388.5);
  }

  static Report of(Result... results) {
    return new Report(
        Report.FORMAT,
        "2024-02-29T12:00:00Z",
        Map.of("portolan", "0.1.0"),
        new Machine(2, "Some <Processor> & Co", 24L << 30, "Linux 6", "Vendor 21", 0.1),
        Map.of("members", "5"),
        Map.of("seconds", "20"),
        List.of(results));
  }
}
