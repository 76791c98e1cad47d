// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows is what the build compiles and runs, word for word. */
final class ReadmeTest {
  private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Path TESTS = Path.of("src", "test", "java", "portolan", "twin");
  private static final List<Path> EXAMPLES =
      List.of(
          TESTS.resolve("FirstContractTest.java"),
          TESTS.resolve("ReadmeExamplesTest.java"),
          Path.of("..", "contracts")
              .resolve("src/test/java/portolan/contracts/settlement/EscrowStoryTest.java"));

  @Test
  void everyPieceOfCodeIsPartOfATestThatRuns() throws IOException {
    List<String> sources = new ArrayList<>();
    for (Path example : EXAMPLES) {
      sources.add(Files.readString(example));
    }
    List<String> pieces =
        CODE.matcher(Files.readString(Path.of("README.md")))
            .results()
            .map(MatchResult::group)
            .map(block -> block.substring("```java\n".length(), block.length() - "```".length()))
            .toList();
    assertThat(pieces).hasSizeGreaterThan(3);
    assertThat(pieces)
        .allSatisfy(
            piece -> assertThat(sources).anySatisfy(source -> assertThat(source).contains(piece)));
  }
}
