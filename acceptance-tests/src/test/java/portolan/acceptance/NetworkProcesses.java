// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Portolan's program as a process of its own, and what it leaves. */
final class NetworkProcesses {
  private NetworkProcesses() {}

  /** Starts the program; both of its outputs are read from its input stream. */
  static Process program(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Dportolan.chaincode.lib=" + System.getProperty("portolan.chaincode.lib"),
            "-Dportolan.examples=" + System.getProperty("portolan.examples"),
            "-cp",
            System.getProperty("portolan.program.lib") + File.separator + "*",
            "portolan.command.Portolan"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Reads until a line begins like this. */
  static void awaitLine(Process program, String beginning) throws IOException {
    List<String> lines = new ArrayList<>();
    BufferedReader output = program.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      if (line.startsWith(beginning)) {
        return;
      }
    }
    throw new AssertionError("it ended without '" + beginning + "': " + lines);
  }

  /**
   * The processes of a network: those that have its folder in their command line or environment, as
   * all of its nodes do.
   */
  static List<String> of(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      all.filter(p -> p.getFileName().toString().matches("\\d+"))
          .forEach(
              process -> {
                String command = read(process.resolve("cmdline"));
                if ((command + read(process.resolve("environ"))).contains(folder + "/")) {
                  found.add(process.getFileName() + " " + command.replace('\0', ' '));
                }
              });
    }
    return found;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // Ended meanwhile, or another user's.
      return "";
    }
  }
}
