// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The last lines of logs. */
final class LogTail {
  private static final int MOST_BYTES = 64 * 1024;

  private LogTail() {}

  static String last(String text, int lines) {
    List<String> all = text.lines().filter(l -> !l.isBlank()).toList();
    return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
  }

  /** The last lines of a program that has ended; of a Go program that panicked, why it did. */
  static String lastWords(Path file, int lines) {
    String text = tail(file);
    int panic = text.lastIndexOf("\npanic: ");
    return panic < 0
        ? last(text, lines)
        : text.substring(panic + 1).lines().limit(lines).collect(Collectors.joining("\n"));
  }

  static String last(Path file, int lines) {
    return last(tail(file), lines);
  }

  private static String tail(Path file) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, log.length() - MOST_BYTES);
      log.seek(from);
      byte[] end = new byte[(int) (log.length() - from)];
      log.readFully(end);
      return new String(end, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
