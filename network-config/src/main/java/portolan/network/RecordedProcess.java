// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts programs such that a file tells their process number, whatever happens to whoever starts
 * them.
 */
final class RecordedProcess {
  /**
   * Run by the shell in the new process itself: whoever started it may be killed at any moment, and
   * the process must be on record by then. After exec the number and the start time stay the same.
   */
  private static final String RECORD_AND_RUN =
      """
      file=$1; shift
      read -r stat < /proc/$$/stat
      start() { shift 19; echo "$1"; }
      echo "$$ $(start ${stat##*) })" > "$file.new" && mv "$file.new" "$file" && exec "$@"
      """;

  private static final boolean HAS_PROC = Files.isReadable(Path.of("/proc/self/stat"));

  /** Whether the process lives on when the terminal says goodbye or sends Ctrl-C. */
  enum Session {
    OURS,
    ITS_OWN
  }

  private RecordedProcess() {}

  /** Starts what the builder describes. */
  static Process start(ProcessBuilder builder, Path pidFile, Session session) throws IOException {
    Files.createDirectories(pidFile.getParent());
    Files.deleteIfExists(pidFile);
    if (!HAS_PROC) {
      Process process = builder.start();
      ProcessIdentity.running(process.pid()).ifPresent(p -> p.write(pidFile));
      return process;
    }
    List<String> command = new ArrayList<>();
    if (session == Session.ITS_OWN) {
      command.add("setsid");
    }
    command.addAll(List.of("sh", "-c", RECORD_AND_RUN, "sh", pidFile.toString()));
    command.addAll(builder.command());
    return builder.command(command).start();
  }
}
