// SPDX-License-Identifier: Apache-2.0
package portolan.command.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Cases of one kind, in a folder of their own. */
interface VectorSet {
  /** Name of the folder, below that of the vectors. */
  String folder();

  /**
   * Judges all cases of the folder.
   *
   * @throws IOException when a file cannot be read
   * @throws IllegalArgumentException naming the file, when one is not of the form that is expected
   */
  List<Finding> judge(Path folder) throws IOException;

  /** Files with this ending, in the order of their names; none where there is no folder. */
  static List<Path> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** Judges each file by itself. */
  static List<Finding> each(List<Path> files, Judge judge) throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (Path file : files) {
      try {
        findings.addAll(judge.of(file));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return findings;
  }

  /** Judges one file. */
  @FunctionalInterface
  interface Judge {
    List<Finding> of(Path file) throws IOException;
  }
}
