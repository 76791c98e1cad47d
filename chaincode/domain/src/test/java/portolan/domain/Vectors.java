// SPDX-License-Identifier: Apache-2.0
package portolan.domain;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Test vectors written by others. They lie outside this repository: in the folder that the system
 * property {@code portolan.vectors} or the variable {@code PORTOLAN_VECTORS} names, or in {@code
 * ../shared/vectors} beside the repository.
 */
public final class Vectors {
  private Vectors() {}

  /**
   * A folder of vectors; nothing, and a line that says so, where they are missing.
   *
   * @throws AssertionError where they are missing in continuous integration ({@code CI=true})
   */
  public static Optional<Path> folder(String name) {
    Path folder = root().resolve(name);
    if (Files.isDirectory(folder)) {
      return Optional.of(folder);
    }
    String missing = "no test vectors in " + folder + " (set PORTOLAN_VECTORS)";
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(missing);
    }
    System.out.println("SKIPPED: " + missing);
    return Optional.empty();
  }

  private static Path root() {
    String named = System.getProperty("portolan.vectors", System.getenv("PORTOLAN_VECTORS"));
    if (named != null) {
      return Path.of(named);
    }
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    Path repository = folder == null ? Path.of("").toAbsolutePath() : folder;
    return repository.resolveSibling("shared").resolve("vectors");
  }
}
