// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import java.lang.management.ManagementFactory;
import java.util.List;
import portolan.twin.channel.Definition;

/** Prints how long the first ledger of a process takes to open, empty and with five members. */
final class ColdOpening {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private ColdOpening() {}

  public static void main(String[] arguments) {
    long begin = System.nanoTime();
    Twin.Builder described = Twin.named("trade");
    List.of("AMSP", "BMSP", "CMSP", "DMSP", "EMSP").forEach(described::member);
    try (Twin twin = described.chaincode(Definition.of("assets", peer -> new Assets())).open()) {
      long opened = System.nanoTime();
      System.out.printf(
          "%s with five members opened in %d ms; %d ms of CPU on the calling thread, JVM included%n",
          twin.channel(),
          (opened - begin) / NANOS_PER_MILLI,
          ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / NANOS_PER_MILLI);
    }
  }
}
