// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void record() {
    file = folder.resolve("a.journal.gz");
    try (Journal journal = new JournalFile(file)) {
      journal.note(1, "tx#1 is", "a case; AMSP calls open");
      journal.note(1, "tx#1 endorsed", "first line\nsecond\tline");
      journal.note(2, "block 0 of AMSP", "tx#1 VALID\ntx#2 VALID");
    }
  }

  @Test
  void theSameNotesAreEqual() {
    try (Comparison comparison = new Comparison(file, 5)) {
      comparison.note(1, "tx#1 is", "a case; AMSP calls open");
      comparison.note(1, "tx#1 endorsed", "first line\nsecond\tline");
      comparison.note(2, "block 0 of AMSP", "tx#1 VALID\ntx#2 VALID");

      assertThat(comparison.divergences()).isEmpty();
      assertThat(comparison.compared()).isEqualTo(3);
    }
  }

  @Test
  void aDifferenceIsReportedWithTheTransactionAndOnlyTheLinesThatDiffer() {
    try (Comparison comparison = new Comparison(file, 5)) {
      comparison.note(1, "tx#1 is", "a case; AMSP calls open");
      comparison.note(1, "tx#1 endorsed", "first line\nsecond\tline");
      comparison.note(2, "block 0 of AMSP", "tx#1 MVCC_READ_CONFLICT\ntx#2 VALID");

      assertThat(Report.of(7, 100, comparison.divergences(), comparison.descriptions()))
          .startsWith("1 divergences with seed 7\n")
          .contains("-Dportolan.differential.seed=7")
          .endsWith(
              """

              round 2, block 0 of AMSP
                tx#1 is a case; AMSP calls open
                expected:
                  tx#1 VALID
                found:
                  tx#1 MVCC_READ_CONFLICT
              """);
    }
  }

  @Test
  void aNoteAboutSomethingElseEndsTheComparison() {
    try (Comparison comparison = new Comparison(file, 5)) {
      assertThatThrownBy(() -> comparison.note(1, "tx#2 is", "another case"))
          .isInstanceOf(Comparison.TooManyException.class);
      assertThat(comparison.divergences()).hasSize(1);
    }
  }

  @Test
  void moreNotesThanThereAreEndTheComparison() {
    try (Comparison comparison = new Comparison(file, 5)) {
      comparison.note(1, "tx#1 is", "a case; AMSP calls open");
      comparison.note(1, "tx#1 endorsed", "first line\nsecond\tline");
      comparison.note(2, "block 0 of AMSP", "tx#1 VALID\ntx#2 VALID");

      assertThatThrownBy(() -> comparison.note(3, "block 1 of AMSP", ""))
          .isInstanceOf(Comparison.TooManyException.class);
    }
  }

  @Test
  void tooManyDivergencesEndTheComparison() {
    try (Comparison comparison = new Comparison(file, 1)) {
      assertThatThrownBy(() -> comparison.note(1, "tx#1 is", "another case"))
          .isInstanceOf(Comparison.TooManyException.class);
    }
  }
}
