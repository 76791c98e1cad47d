// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an outbox has promised is on disk although its process was killed without warning. */
class OutboxKillTest {
  @TempDir Path folder;

  @RepeatedTest(3)
  @Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void noPromiseIsLostWhenTheProcessIsKilled(RepetitionInfo repetition) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AcceptingProcess.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      int enough = 100 * repetition.getCurrentRepetition();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        if (lines.size() == enough) {
          // Not by the process object, which would also close the pipe with the last lines.
          assertThat(process.toHandle().destroyForcibly()).isTrue();
        }
      }
      assertThat(lines).hasSizeGreaterThanOrEqualTo(enough);
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).isEqualTo(128 + 9);
    assertThat(lines).noneMatch(l -> l.startsWith("failed"));
    check(lines);
  }

  private void check(List<String> lines) throws Exception {
    Set<String> accepted = new HashSet<>();
    Set<String> committed = new HashSet<>();
    Map<String, String> envelopes = new HashMap<>();
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "accepted" -> accepted.add(words[1]);
        case "committed" -> committed.add(words[1]);
        case "submit" ->
            assertThat(envelopes.merge(words[1], words[2], (a, b) -> a)).isEqualTo(words[2]);
        default -> throw new AssertionError(line);
      }
    }
    assertThat(accepted).hasSizeGreaterThan(20);
    assertThat(committed).hasSizeGreaterThan(5);
    try (OutboxStore store = new OutboxStore(folder)) {
      for (String key : accepted) {
        assertThat(store.find(key)).as(key + " was accepted").isPresent();
        assertThat(store.find(key).orElseThrow().submission().requestHash())
            .isEqualTo("hash of " + key);
      }
      for (Map.Entry<String, String> handedOver : envelopes.entrySet()) {
        OutboxStore.Row row = store.find(handedOver.getKey()).orElseThrow();
        String kept =
            switch (row.state()) {
              case ENDORSED -> row.endorsement().orElseThrow().envelope().toStringUtf8();
              case COMMITTED -> ((Outcome.Committed) row.outcome().orElseThrow()).transactionId();
              case ACCEPTED, EXISTING, REFUSED ->
                  throw new AssertionError(
                      handedOver + " was handed over and is kept as " + row.state());
            };
        assertThat(kept).isEqualTo(handedOver.getValue());
      }
      for (String key : committed) {
        assertThat(store.find(key).orElseThrow().state())
            .as(key + " was reported as committed")
            .isEqualTo(OutboxStore.State.COMMITTED);
      }
    }
  }
}
