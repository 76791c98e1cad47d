// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hyperledger.fabric.protos.peer.TxValidationCode.ENDORSEMENT_POLICY_FAILURE;
import static org.hyperledger.fabric.protos.peer.TxValidationCode.MVCC_READ_CONFLICT;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.twin.channel.Definition;
import portolan.twin.time.Faults;

/** The other examples of the README. */
final class ReadmeExamplesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Definition assets = Definition.of("assets", peer -> new Assets());

  private Twin.Builder trade() {
    return Twin.named("trade").member("AMSP").member("BMSP").chaincode(assets);
  }

  @Test
  void twoAtOnceAreInConflict() {
    try (Twin twin = trade().virtualTime(START).open()) {
      Caller.Endorsed first = twin.as("AMSP").endorse("assets", "create", "boat", "Ada");
      Caller.Endorsed second = twin.as("BMSP").endorse("assets", "create", "boat", "Bob");
      first.commit();
      assertThat(second.submit().await().code()).isEqualTo(MVCC_READ_CONFLICT);
    }
  }

  @Test
  void tooFewSignaturesAreNotEnough() {
    try (Twin twin = trade().virtualTime(START).open()) {
      Caller alone = twin.as("AMSP").endorsedBy("AMSP");
      Caller.Endorsed unsigned = alone.endorse("assets", "create", "boat", "Ada");
      assertThat(unsigned.submit().await().code()).isEqualTo(ENDORSEMENT_POLICY_FAILURE);
      assertThat(twin.nodes().peer("AMSP").value("assets", "boat")).isEmpty();
    }
  }

  @Test
  void timePassesWhenTheTestSaysSo() {
    try (Twin twin = trade().virtualTime(START).open()) {
      twin.pass(Duration.ofDays(30));
      twin.passUntil(Instant.parse("2026-02-14T12:00:00Z"));
      assertThat(twin.timeline().instant()).isEqualTo("2026-02-14T12:00:00Z");
      assertThatThrownBy(() -> twin.passUntil(START)).hasMessageContaining("does not go back");
    }
  }

  @Test
  void oneSeedIsOneRun() {
    assertThat(whatHappens(42)).isNotEmpty().isEqualTo(whatHappens(42));
  }

  private List<String> whatHappens(long seed) {
    try (Twin twin = trade().seeded(seed, START, Faults.STORM).open()) {
      for (int i = 0; i < 50; i++) {
        try {
          twin.as("AMSP").endorse("assets", "create", "boat" + i, "Ada").submit();
        } catch (CallRefusedException e) {
          // A storm: some calls find nobody.
        }
      }
      twin.pass(Duration.ofMinutes(1));
      return twin.nodes().chance().trace();
    }
  }

  @Test
  void aFolderKeepsTheLedger(@TempDir Path folder) {
    Member ada = Member.create("AMSP");
    Twin.Builder kept = Twin.named("trade").member(ada).chaincode(assets).folder(folder);
    try (Twin twin = kept.open()) {
      twin.as("AMSP").submit("assets", "create", "boat", "Ada");
    }
    try (Twin twin = kept.open()) {
      assertThat(twin.nodes().peer("AMSP").value("assets", "boat"))
          .hasValue(ByteString.copyFromUtf8("Ada"));
    }
  }

  @Test
  void peersEndAQueryAfterTheirLimit() {
    assertThatThrownBy(() -> trade().totalQueryLimit(0)).hasMessageContaining("totalQueryLimit");
  }
}
