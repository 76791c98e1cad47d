package portolan.network;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The last lines of logs. */
final class LogTail {
  private static final int MOST_BYTES = 64 * 1024;

  private LogTail() {}

  static String last(String text, int lines) {
    List<String> all = text.lines().filter(l -> !l.isBlank()).toList();
    return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
  }

  static String last(Path file, int lines) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, log.length() - MOST_BYTES);
      log.seek(from);
      byte[] end = new byte[(int) (log.length() - from)];
      log.readFully(end);
      return last(new String(end, StandardCharsets.UTF_8), lines);
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
