package portolan.acceptance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;

/**
 * One program on two ledgers. More of it: {@code -Dportolan.differential.transactions=100000},
 * another one: {@code -Dportolan.differential.seed=2}.
 */
@DisabledIfSystemProperty(
    named = "portolan.test.network",
    matches = "skip",
    disabledReason = "left out by --without-network")
class DifferentialTest {
  private static final long SEED = Long.getLong("portolan.differential.seed", 1);
  private static final int TRANSACTIONS =
      Integer.getInteger("portolan.differential.transactions", 400);
  private static final int MOST_DIVERGENCES = 50;
  private static final Path DIRECTORY =
      Path.of(System.getProperty("portolan.test.directory"), "differential").toAbsolutePath();
  private static final Path RECORD =
      DIRECTORY.resolve("seed-%d-%d.journal.gz".formatted(SEED, TRANSACTIONS));

  private static Consortium consortium;

  @BeforeAll
  static void recordFabric() throws Exception {
    consortium =
        ConsortiumFile.read(Path.of(DifferentialTest.class.getResource("consortium.yaml").toURI()));
    run(new JournalFile(RECORD));
  }

  @Test
  void fabricDoesTheSameOnANewNetwork() throws Exception {
    Comparison comparison = new Comparison(RECORD, MOST_DIVERGENCES);
    try {
      run(comparison);
    } catch (Comparison.TooManyException e) {
      System.out.println(e.getMessage());
    }
    assertThat(comparison.divergences())
        .as(
            () ->
                Report.of(SEED, TRANSACTIONS, comparison.divergences(), comparison.descriptions()))
        .isEmpty();
  }

  private static void run(Journal journal) throws Exception {
    try (journal;
        LedgerUnderTest ledger = RealLedger.start(consortium, DIRECTORY.resolve("network"));
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
}
