// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.money;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.journal.OwnNote;
import portolan.gateway.journal.NoteIndex;
import portolan.gateway.journal.NotePlace;
import portolan.gateway.journal.WalletFiles;

/**
 * What it takes to choose the notes of a payment, and to list a page, from journals that have seen
 * 10 to 100,000 trades: prints the median and the 99th percentile of 1,000 choices each, in
 * microseconds, with everything that the database does.
 */
final class WalletCost {
  private static final int ROUNDS = 1_000;
  private static final int WARM_UP = 2_000;
  private static final Currency GBP = new Currency("GBP");
  private static final String BANK = "BankMSP";

  private WalletCost() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("wallet-cost");
    try {
      System.out.printf(
          "%10s %24s %24s %24s%n",
          "trades", "one note, us (p99)", "30 notes, us (p99)", "page of 50, us (p99)");
      for (int trades : new int[] {10, 100, 1_000, 10_000, 100_000}) {
        Path file = Files.createDirectory(folder.resolve("of" + trades));
        WalletFiles.generated(file, trades, notes -> print(trades, notes));
      }
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws SQLException;
  }

  private static void print(int trades, NoteIndex notes) throws SQLException {
    NoteLeases leases = new NoteLeases(System::nanoTime);
    System.out.printf(
        Locale.ROOT,
        "%10d %24s %24s %24s%n",
        trades,
        measured(() -> choose(leases, notes, 1_020)),
        measured(() -> choose(leases, notes, 30_500)),
        measured(() -> notes.page(NoteIndex.Filter.NONE, NotePlace.FIRST, 51)));
  }

  private static void choose(NoteLeases leases, NoteIndex notes, long units) throws SQLException {
    NoteLeases.Choice choice = leases.take(notes, 0, new Money(GBP, units), BANK, true);
    if (choice instanceof NoteLeases.Choice.Enough(List<OwnNote> chosen)) {
      leases.release(chosen);
    } else {
      throw new IllegalStateException("expected enough notes, found " + choice);
    }
  }

  private static String measured(Step step) throws SQLException {
    for (int i = 0; i < WARM_UP; i++) {
      step.run();
    }
    long[] nanos = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long begin = System.nanoTime();
      step.run();
      nanos[i] = System.nanoTime() - begin;
    }
    Arrays.sort(nanos);
    return String.format(
        Locale.ROOT, "%d (%d)", nanos[ROUNDS / 2] / 1_000, nanos[ROUNDS * 99 / 100] / 1_000);
  }
}
