// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the contracts read and write, keys and JSON, is what it was when the recording was made: a
 * change of their code is no change of the ledger. Who means to change what is on the ledger makes
 * the recording anew, with {@link Fingerprints} and the same seed.
 */
final class RecordedHistoryTest {
  private static final long SEED = 1130;
  private static final int ROUNDS = 120;

  @Test
  void theSameHistoryReadsAndWritesTheRecordedBytes() throws IOException {
    List<String> played = new ArrayList<>();
    Fingerprints.play(SEED, ROUNDS, played::add);
    assertThat(played).containsExactlyElementsOf(recorded());
  }

  @Test
  void theRecordingHasWhatAnEscrowCanGoThrough() throws IOException {
    assertThat(recorded())
        .hasSizeGreaterThan(ROUNDS)
        .anyMatch(line -> line.contains(" settlement gate/"))
        .anyMatch(line -> line.contains(" settlement lock-gate/"))
        .anyMatch(line -> line.contains(" settlement due/"));
  }

  private static List<String> recorded() throws IOException {
    try (InputStream file =
        RecordedHistoryTest.class.getResourceAsStream("/settlement/recorded-history.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
