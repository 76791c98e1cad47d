// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.journal;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.journal.LedgerPoint;
import portolan.domain.settlement.journal.NoteMovements;

/**
 * What a journal costs for each escrow, without the transport of blocks: prints microseconds of
 * processor time of the process to book a funding, and a delivery, in blocks of 500, for a member
 * with a payout in each.
 */
final class JournalCost {
  private static final int GROUP = 500;
  private static final int BLOCKS = 40;
  private static final String MEMBER = "SupplierMSP";
  private static final Currency EUR = new Currency("EUR");
  private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");

  private JournalCost() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("journal-cost");
    try (JournalStore store = new JournalStore(folder, MEMBER)) {
      long block = 0;
      for (int round = 0; round < 5; round++) {
        long begin = processorTime();
        for (int i = 0; i < BLOCKS; i++) {
          store.book(funded(block++, round * BLOCKS + i));
        }
        long middle = processorTime();
        for (int i = 0; i < BLOCKS; i++) {
          store.book(delivered(block++, round * BLOCKS + i));
        }
        long end = processorTime();
        System.out.printf(
            Locale.ROOT,
            "funding %.1f us, delivery %.1f us%n",
            (middle - begin) / 1e3 / BLOCKS / GROUP,
            (end - middle) / 1e3 / BLOCKS / GROUP);
      }
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private static long processorTime() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static Gate gate(int group, int i, Outcome outcome) {
    return Gate.of("PlatformMSP/ESC-" + group + "-" + i, outcome);
  }

  private static SettlementBlock funded(long block, int group) {
    SortedMap<String, Note> created = new TreeMap<>();
    SortedMap<String, NoteOpening> openings = new TreeMap<>();
    for (int i = 0; i < GROUP; i++) {
      Gate gate = gate(group, i, Outcome.DELIVERED);
      NoteOpening opening =
          new NoteOpening(new Money(EUR, 100 + i), MEMBER, Sha256.hex("salt" + group + "-" + i));
      String id = Note.gatedId(gate, 1);
      created.put(id, new Note(opening.commitment(), "BankMSP", Optional.<NoteGate>of(gate)));
      openings.put(id, opening);
    }
    return block(block, created, List.of(), openings);
  }

  private static SettlementBlock delivered(long block, int group) {
    List<NoteGate> opened = new ArrayList<>();
    for (int i = 0; i < GROUP; i++) {
      opened.add(gate(group, i, Outcome.DELIVERED));
    }
    return block(block, new TreeMap<>(), opened, new TreeMap<>());
  }

  private static SettlementBlock block(
      long block,
      SortedMap<String, Note> created,
      List<NoteGate> opened,
      SortedMap<String, NoteOpening> openings) {
    Instant time = START.plusSeconds(block);
    return new SettlementBlock(
        block,
        time,
        List.of(
            new NoteMovements(
                new LedgerPoint(block, 0, "tx" + block, time),
                created,
                new TreeSet<>(),
                opened,
                List.of(),
                List.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Map.of(),
                openings,
                Set.of(),
                new TreeMap<>(),
                Map.of(),
                Map.of())));
  }
}
