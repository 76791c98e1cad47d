// SPDX-License-Identifier: Apache-2.0
package portolan.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The formatter adds the header too, but looks neither at package-info nor at .proto files. */
class LicenceHeaderTest {
  private static final String HEADER = "// SPDX-License-Identifier: Apache-2.0\n";

  /** The sources below a folder, and of these the ones that do not begin as they should. */
  private record Looked(int sources, List<String> without) {}

  private static Looked look(Path root) throws IOException {
    List<Path> sources = SourceTree.files(root, ".java", ".proto");
    List<String> without = new ArrayList<>();
    for (Path source : sources) {
      if (!Files.readString(source).startsWith(HEADER)) {
        without.add(root.relativize(source).toString());
      }
    }
    return new Looked(sources.size(), without);
  }

  @Test
  void everySourceFileBeginsWithItsLicence() throws Exception {
    Looked looked = look(SourceTree.root());

    assertThat(looked.without()).isEmpty();
    assertThat(looked.sources()).as("it looks at them").isGreaterThan(1_000);
  }

  @Test
  void oneWithoutItIsFoundAndWhatIsGeneratedIsNotLookedAt(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("With.java"), HEADER + "class With {}\n");
    Files.writeString(folder.resolve("Without.proto"), "syntax = \"proto3\";\n" + HEADER);
    Path generated = Files.createDirectory(folder.resolve("target"));
    Files.writeString(generated.resolve("Generated.java"), "class Generated {}\n");

    assertThat(look(folder)).isEqualTo(new Looked(2, List.of("Without.proto")));
  }
}
