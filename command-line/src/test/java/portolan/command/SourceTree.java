// SPDX-License-Identifier: Apache-2.0
package portolan.command;

import java.nio.file.Files;
import java.nio.file.Path;

/** The tree of sources that this test was built from. */
final class SourceTree {
  private SourceTree() {}

  /** Where {@code mvnw} is. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
