// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A process, told apart from a later one that got the same number.
 *
 * @param start when it started: clock ticks since the machine did (proc(5), stat, field 22), or
 *     milliseconds since 1970 where there is no /proc
 */
record ProcessIdentity(long pid, long start) {
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,18}) (\\d{1,18})\\s*");
  private static final int START_FIELD_AFTER_NAME = 19;

  /**
   * The process that has this number now, unless there is none or it has ended and only waits to be
   * collected.
   */
  static Optional<ProcessIdentity> running(long pid) {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    if (Files.isDirectory(Path.of("/proc/self"))) {
      try {
        String line = Files.readString(stat);
        // The name, in brackets, may hold blanks and brackets itself.
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        boolean ended = (fields[0].equals("Z") || fields[0].equals("X")) && hasNoOtherThread(pid);
        return ended
            ? Optional.empty()
            : Optional.of(new ProcessIdentity(pid, Long.parseLong(fields[START_FIELD_AFTER_NAME])));
      } catch (IOException e) {
        return Optional.empty();
      }
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(p -> p.info().startInstant())
        .map(start -> new ProcessIdentity(pid, start.toEpochMilli()));
  }

  /**
   * The first thread of a killed process is a zombie while others still end; until the last has,
   * its ports are taken.
   */
  private static boolean hasNoOtherThread(long pid) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads.count() <= 1;
    }
  }

  boolean isAlive() {
    return running(pid).filter(this::equals).isPresent();
  }

  /** Sends SIGTERM, or SIGKILL, to this process and to no other. */
  void end(boolean forcibly) {
    ProcessHandle.of(pid)
        .filter(p -> isAlive())
        .ifPresent(
            p -> {
              if (forcibly) {
                p.destroyForcibly();
              } else {
                p.destroy();
              }
            });
  }

  /** Resident memory in bytes; 0 when it has ended or the system does not say. */
  long residentBytes() {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(l -> l.startsWith("VmRSS:"))
          .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0;
    }
  }

  static Optional<ProcessIdentity> read(Path file) {
    try {
      Matcher written = WRITTEN.matcher(Files.readString(file));
      return written.matches()
          ? Optional.of(
              new ProcessIdentity(
                  Long.parseLong(written.group(1)), Long.parseLong(written.group(2))))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void write(Path file) {
    NetworkFolder.write(file, pid + " " + start + "\n");
  }
}
