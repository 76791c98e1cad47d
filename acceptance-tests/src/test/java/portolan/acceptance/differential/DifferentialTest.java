// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;

/**
 * One program on Fabric and on the twin. More of it: {@code
 * -Dportolan.differential.transactions=100000}, another one: {@code
 * -Dportolan.differential.seed=2}. What Fabric answers is left in {@code target/differential}, and
 * is not asked for again with {@code -Dportolan.differential.recorded}.
 */
@DisabledIfSystemProperty(
    named = "portolan.test.network",
    matches = "skip",
    disabledReason = "left out by --without-network")
class DifferentialTest {
  private static final long SEED = Long.getLong("portolan.differential.seed", 1);
  private static final int TRANSACTIONS =
      Integer.getInteger("portolan.differential.transactions", 10_400);
  private static final boolean RECORDED =
      System.getProperty("portolan.differential.recorded") != null;
  private static final String DIRECTED = "directed.journal.gz";
  private static final int MOST_DIVERGENCES = 50;
  private static final Path DIRECTORY =
      Path.of(System.getProperty("portolan.test.directory"), "differential").toAbsolutePath();
  private static final Path RECORD =
      DIRECTORY.resolve("seed-%d-%d.journal.gz".formatted(SEED, TRANSACTIONS));

  private static Consortium consortium;

  @BeforeAll
  static void recordFabric() throws Exception {
    consortium = ConsortiumFile.read(resource("consortium.yaml"));
    if (RECORDED && Files.exists(RECORD)) {
      return;
    }
    Path unfinished = RECORD.resolveSibling("unfinished.journal.gz");
    try (LedgerUnderTest fabric = fabric()) {
      run(fabric, new JournalFile(unfinished));
    }
    Files.move(unfinished, RECORD, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path resource(String name) throws Exception {
    return Path.of(DifferentialTest.class.getResource(name).toURI());
  }

  private static LedgerUnderTest fabric() throws Exception {
    return RealLedger.start(consortium, DIRECTORY.resolve("network"));
  }

  /**
   * When the cases have changed, {@code target/differential/directed.journal.gz} is the new one.
   */
  @Test
  void fabricAnswersTheDirectedCasesAsItDidWhenTheyWereWritten() throws Exception {
    int directed = DirectedRounds.of(consortium, DirectedCases.all()).size();
    Path now = DIRECTORY.resolve(DIRECTED);
    try (Journal journal = new JournalFile(now)) {
      repeat(RECORD, directed, journal);
    }
    try (Comparison comparison = new Comparison(resource(DIRECTED), MOST_DIVERGENCES)) {
      repeat(RECORD, directed, comparison);
      assertEqual(comparison);
    }
  }

  @Test
  void theTwinDoesWhatFabricDid() throws Exception {
    try (LedgerUnderTest twin = TwinLedger.open(consortium)) {
      assertDoesWhatFabricDid(twin);
    }
  }

  /** Whether the program is fair: what Fabric itself does only now and then proves nothing. */
  @Test
  @EnabledIfSystemProperty(
      named = "portolan.differential.twice",
      matches = ".*",
      disabledReason = "asked for by -Dportolan.differential.twice")
  void fabricDoesTheSameOnANewNetwork() throws Exception {
    try (LedgerUnderTest fabric = fabric()) {
      assertDoesWhatFabricDid(fabric);
    }
  }

  private static void assertDoesWhatFabricDid(LedgerUnderTest ledger) throws Exception {
    try (Comparison comparison = new Comparison(RECORD, MOST_DIVERGENCES)) {
      try {
        run(ledger, comparison);
      } catch (Comparison.TooManyException e) {
        System.out.println(e.getMessage());
      }
      assertEqual(comparison);
    }
  }

  private static void assertEqual(Comparison comparison) {
    assertThat(comparison.compared()).isPositive();
    if (!comparison.divergences().isEmpty()) {
      fail(Report.of(SEED, TRANSACTIONS, comparison.divergences(), comparison.descriptions()));
    }
  }

  private static void run(LedgerUnderTest ledger, Journal journal) throws Exception {
    try (journal;
        Conductor conductor = new Conductor(ledger, consortium, journal)) {
      Conductor.Outcome outcome = conductor.run(Program.of(consortium, SEED, TRANSACTIONS));
      System.out.printf(
          "%s: %d transactions in %d blocks, %.0f per second (%s), %s%n",
          ledger.name(),
          outcome.transactions(),
          outcome.blocks(),
          outcome.perSecond(),
          outcome.spent(),
          outcome.codes());
    }
  }

  /** Notes the first rounds of a journal once more. */
  private static void repeat(Path file, int rounds, Journal journal) throws IOException {
    try (BufferedReader reader = JournalFile.reader(file)) {
      String line;
      while ((line = reader.readLine()) != null) {
        JournalFile.Entry entry = JournalFile.Entry.parse(line);
        if (entry.round() > rounds) {
          return;
        }
        journal.note(entry.round(), entry.where(), entry.what());
      }
    }
  }
}
