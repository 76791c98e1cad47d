// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;

class ProgramTest {
  private Consortium consortium;

  @BeforeEach
  void readConsortium() throws Exception {
    consortium =
        ConsortiumFile.read(Path.of(ProgramTest.class.getResource("consortium.yaml").toURI()));
  }

  private List<Round> rounds(long seed) {
    List<Round> rounds = new ArrayList<>();
    Program.of(consortium, seed, 2_000).rounds().forEachRemaining(rounds::add);
    return rounds;
  }

  @Test
  void aSeedMakesTheSameProgramAgain() {
    assertThat(rounds(5)).isEqualTo(rounds(5));
    assertThat(rounds(5)).isNotEqualTo(rounds(6));
  }

  @Test
  void whatIsSubmittedWasEndorsedInThatRoundOrBefore() {
    Set<Integer> endorsed = new HashSet<>();
    for (Round round : rounds(5)) {
      round.endorsed().forEach(t -> assertThat(endorsed.add(t.number())).isTrue());
      assertThat(endorsed).containsAll(round.submitted());
    }
  }

  @Test
  void roundsCountFromOne() {
    List<Round> rounds = rounds(5);

    for (int i = 0; i < rounds.size(); i++) {
      assertThat(rounds.get(i).number()).isEqualTo(i + 1);
    }
  }

  @Test
  void theStepsOfStoriesThatAreToldTogetherFitIntoABlock() {
    DirectedRounds.of(consortium, DirectedCases.all()).stream()
        .filter(r -> r.endorsed().stream().noneMatch(t -> t.about().contains("proposals")))
        .forEach(
            r ->
                assertThat(r.submitted())
                    .hasSizeLessThanOrEqualTo(consortium.ordering().maxMessages()));
  }
}
