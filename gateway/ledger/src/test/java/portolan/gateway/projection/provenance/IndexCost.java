// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import portolan.domain.gs1.Identity;
import portolan.gateway.store.StoreFile;

/**
 * What the index costs: blocks of 500 events, each of one unit that goes onto a pallet of 500.
 * Prints events a second, the processor time and the bytes of the file for each, and how long a
 * trace takes.
 */
final class IndexCost {
  private static final int GROUP = 500;
  private static final String STEM = "https://id.gs1.org/";

  private IndexCost() {}

  /** How many blocks; 100 if it is not said. */
  public static void main(String[] arguments) throws Exception {
    int blocks = arguments.length == 0 ? 100 : Integer.parseInt(arguments[0]);
    CapturingChain chain = new CapturingChain();
    for (int block = 0; block < blocks; block++) {
      write(chain, block);
    }
    Path folder = Files.createTempDirectory("index-cost");
    try (EventIndex index = new EventIndex(folder)) {
      long cpu = processorTime();
      long begin = System.nanoTime();
      for (int from = 0; from < blocks; from += 10) {
        index.apply(chain.blocks().subList(from, Math.min(blocks, from + 10)));
      }
      double events = (double) blocks * GROUP;
      System.out.printf(
          Locale.ROOT,
          "%.0f events/s, %.0f us of processor time and %.0f bytes each%n",
          events * 1e9 / (System.nanoTime() - begin),
          (processorTime() - cpu) / 1e3 / events,
          Files.size(StoreFile.PROVENANCE.in(folder)) / events);
      long[] micros = new long[1_000];
      long shown = 0;
      for (int i = 0; i < micros.length; i++) {
        long start = System.nanoTime();
        shown +=
            index
                .trace(
                    Identity.parse(STEM + unit(i % blocks, i % GROUP)),
                    blocks - 1L,
                    false,
                    new EventPage.Cut(0, 50))
                .orElseThrow()
                .page()
                .events()
                .size();
        micros[i] = (System.nanoTime() - start) / 1_000;
      }
      Arrays.sort(micros);
      System.out.printf(
          Locale.ROOT,
          "a trace of %.1f events: p50 %d us, p99 %d us%n",
          (double) shown / micros.length,
          micros[micros.length / 2],
          micros[micros.length * 99 / 100]);
    }
  }

  private static String unit(int block, int number) {
    return "01/10614141123459/21/" + block + "-" + number;
  }

  private static void write(CapturingChain chain, int block) {
    String pallet = "00/%017d".formatted(block);
    CapturingChain.Capture capture = chain.by("SupplierMSP");
    String parent = STEM + pallet + checkDigit(pallet.substring(3));
    for (int i = 0; i < GROUP; i++) {
      String epc = STEM + unit(block, i);
      capture
          .accepted(
              CapturingChain.event(
                  "urn:uuid:%08x-0000-4000-8000-%012x".formatted(block, i),
                  "AggregationEvent",
                  "ADD",
                  "packing",
                  i,
                  ",\"parentID\":\"%s\",\"childEPCs\":[\"%s\"],\"readPoint\":{\"id\":\"urn:epc:id:sgln:0614141.07346.1234\"}"
                      .formatted(parent, epc)))
          .writes(
              epc,
              "{\"c\":\"SupplierMSP\",\"t\":0,\"l\":\"%s\",\"p\":[\"%s\",0]}"
                  .formatted("x".repeat(43), parent.substring(STEM.length())));
    }
    capture
        .writes(parent, "{\"c\":\"SupplierMSP\",\"t\":0,\"l\":\"%s\"}".formatted("x".repeat(43)))
        .commit();
  }

  private static int checkDigit(String digits) {
    int sum = 0;
    List<Integer> weights = List.of(3, 1);
    for (int i = 0; i < digits.length(); i++) {
      sum += (digits.charAt(i) - '0') * weights.get(i % 2);
    }
    return (10 - sum % 10) % 10;
  }

  private static long processorTime() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
