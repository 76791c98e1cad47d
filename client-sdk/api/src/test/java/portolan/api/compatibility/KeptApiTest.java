// SPDX-License-Identifier: Apache-2.0
package portolan.api.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import portolan.api.ApiDescriptors;

/**
 * The public API is what it was when somebody last said so: its descriptors are kept in a file. Run
 * with {@code -Dportolan.api.keep=additions} the test keeps the present ones instead, unless they
 * break callers, and with {@code -Dportolan.api.keep=breaking} also those.
 */
class KeptApiTest {
  private static final Path KEPT = Path.of("src", "test", "descriptors", "portolan.v1.textproto");
  private static final String KEEP = "portolan.api.keep";
  private static final String HOW =
      "./mvnw -q -pl client-sdk/api test -Dtest=KeptApiTest -D" + KEEP + "=";

  @Test
  void theApiIsTheOneThatIsKept() throws IOException {
    FileDescriptorSet present = ApiDescriptors.plain();
    List<ApiChange> changes = ApiChanges.between(kept(), present);
    boolean isBreaking = changes.stream().anyMatch(ApiChange::isBreaking);
    String keep = System.getProperty(KEEP, "");
    if (!keep.isEmpty() && (!isBreaking || keep.equals("breaking"))) {
      Files.writeString(
          KEPT,
          "# proto-file: google/protobuf/descriptor.proto\n"
              + "# proto-message: google.protobuf.FileDescriptorSet\n\n"
              + TextFormat.printer().printToString(present));
    } else if (!changes.isEmpty()) {
      fail(message(changes));
    }
  }

  /** What to tell who has changed the API. */
  static String message(List<ApiChange> changes) {
    String breaking = lines(changes, true);
    String added = lines(changes, false);
    return "The public API is no longer the one that is kept in client-sdk/api/"
        + KEPT
        + ".\n"
        + (breaking.isEmpty()
            ? ""
            : "\nThese changes break callers, so they are a decision (docs/internals/add-a-call.md), not a by-product:\n"
                + breaking
                + "Keep them by "
                + HOW
                + "breaking\n")
        + (added.isEmpty() ? "" : "\nThese are additions, which callers do not notice:\n" + added)
        + (breaking.isEmpty() ? "Keep them by " + HOW + "additions\n" : "");
  }

  private static String lines(List<ApiChange> changes, boolean isBreaking) {
    return changes.stream()
        .filter(change -> change.isBreaking() == isBreaking)
        .map(change -> "  " + change + "\n")
        .collect(Collectors.joining());
  }

  private static FileDescriptorSet kept() throws IOException {
    FileDescriptorSet.Builder kept = FileDescriptorSet.newBuilder();
    if (Files.exists(KEPT)) {
      TextFormat.getParser().merge(Files.readString(KEPT), ApiDescriptors.options(), kept);
    }
    return kept.build();
  }

  @Test
  void theMessageTellsWhatBreaksFromWhatIsAdded() {
    assertThat(
            message(
                List.of(
                    ApiChange.addition("portolan.v1.Money.note", "field 3 added"),
                    ApiChange.breaking("portolan.v1.MoneyService/Mint", "call removed"))))
        .containsSubsequence(
            "break callers",
            "  portolan.v1.MoneyService/Mint: call removed",
            "keep=breaking",
            "additions",
            "  portolan.v1.Money.note: field 3 added");
    assertThat(message(List.of(ApiChange.addition("portolan.v1.Money.note", "field 3 added"))))
        .contains("keep=additions")
        .doesNotContain("break callers");
  }
}
