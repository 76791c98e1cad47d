// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.Identity;
import portolan.domain.recall.Source;

/**
 * What it takes to find what the recall of a lot reaches: 100,000 units unless the first argument
 * says another number, half of them on pallets of 500.
 */
final class RecallCost {
  private static final String GTIN = "https://id.gs1.org/01/10614141123459";
  private static final int PALLET = 500;

  private RecallCost() {}

  public static void main(String[] arguments) throws Exception {
    int units = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    CapturingChain chain = new CapturingChain();
    for (int from = 0; from < units; from += PALLET) {
      List<String> names =
          IntStream.range(from, Math.min(from + PALLET, units))
              .mapToObj(unit -> GTIN + "/21/" + unit)
              .toList();
      String pallet = "https://id.gs1.org/8004/0614141" + from;
      boolean packed = from / PALLET % 2 == 0;
      CapturingChain.Capture capture = chain.by("SupplierMSP").accepted(begun(from, names));
      if (packed) {
        capture.accepted(packed(from, pallet, names)).writes(pallet, held(",\"f\":\"p\""));
      }
      String in = packed ? ",\"p\":[\"8004/0614141" + from + "\",0]" : "";
      names.forEach(name -> capture.writes(name, held(",\"q\":\"L1\"" + in)));
      capture.commit();
    }
    Path folder = Files.createTempDirectory("recall-cost");
    try (EventIndex index = new EventIndex(folder)) {
      index.apply(chain.blocks());
      List<Source> sources =
          List.of(new Source(Identity.parse(GTIN + "/10/L1"), Optional.empty(), Optional.empty()));
      List<Long> millis = new ArrayList<>();
      RecallReach reach = null;
      for (int i = 0; i < 5; i++) {
        long begin = System.nanoTime();
        reach = index.reach(sources, index.reached().latest()).orElseThrow();
        millis.add((System.nanoTime() - begin) / 1_000_000);
      }
      System.out.println(
          reach.affected().size()
              + " affected, "
              + reach.scope().count()
              + " to mark; ms "
              + millis);
    }
  }

  private static JsonObject begun(int from, List<String> names) {
    return CapturingChain.event(
        "urn:begun:" + from,
        "ObjectEvent",
        "ADD",
        "commissioning",
        1,
        ",\"epcList\":[\"" + String.join("\",\"", names) + "\"]");
  }

  private static JsonObject packed(int from, String pallet, List<String> names) {
    return CapturingChain.event(
        "urn:packed:" + from,
        "AggregationEvent",
        "ADD",
        "packing",
        2,
        ",\"parentID\":\"" + pallet + "\",\"childEPCs\":[\"" + String.join("\",\"", names) + "\"]");
  }

  private static String held(String more) {
    return "{\"c\":\"SupplierMSP\",\"l\":\"%s\",\"t\":0%s}".formatted("x".repeat(43), more);
  }
}
