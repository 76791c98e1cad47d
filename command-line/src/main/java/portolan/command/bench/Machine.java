// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the measurements were made on.
 *
 * @param processors that this program may use
 * @param busyBefore load average of the last minute when the run began; below zero if unknown
 */
public record Machine(
    int processors,
    String processor,
    long memoryBytes,
    String system,
    String java,
    double busyBefore) {

  static Machine thisOne() throws IOException {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        processorName(),
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : 0,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + System.getProperty("java.version"),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static String processorName() throws IOException {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.exists(file)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(l -> l.startsWith("model name"))
          .map(l -> l.substring(l.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  String inWords() {
    return String.format(
        Locale.ROOT,
        "%d x %s, %d GB, %s, Java %s; load average before: %.1f",
        processors,
        processor,
        Math.round(memoryBytes / 1e9),
        system,
        java,
        busyBefore);
  }
}
