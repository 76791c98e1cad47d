// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that one run found.
 *
 * @param format of the file, {@value #FORMAT}
 * @param date when the run began, ISO 8601
 * @param versions of the programs
 * @param machine it ran on
 * @param network how the network was configured
 * @param options of the command
 * @param results in the order in which they were measured
 */
public record Report(
    int format,
    String date,
    Map<String, String> versions,
    Machine machine,
    Map<String, String> network,
    Map<String, String> options,
    List<Result> results) {
  /** The only format there is. */
  public static final int FORMAT = 1;

  /** Copies what it is given. */
  public Report {
    versions = Ordered.copyOf(versions);
    network = Ordered.copyOf(network);
    options = Ordered.copyOf(options);
    results = List.copyOf(results);
  }

  Optional<Result> result(String id) {
    return results.stream().filter(r -> r.id().equals(id)).findFirst();
  }
}
