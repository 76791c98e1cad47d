// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs a program to its end and keeps what it said. */
final class Command {
  private Command() {}

  /** How a program ended and what it wrote, both streams together. */
  record Outcome(int exitCode, String output) {
    boolean succeeded() {
      return exitCode == 0;
    }
  }

  static Outcome run(
      List<String> command, Map<String, String> environment, Path folder, Duration limit)
      throws IOException {
    return run(command, environment, folder, limit, ProcessBuilder::start, line -> {});
  }

  /**
   * Runs a program that a file tells the number of while it runs, so that it can be ended when we
   * are killed meanwhile.
   */
  static Outcome recorded(
      Path pidFile, List<String> command, Map<String, String> environment, Duration limit)
      throws IOException {
    try {
      return run(
          command,
          environment,
          null,
          limit,
          builder -> RecordedProcess.start(builder, pidFile, RecordedProcess.Session.OURS),
          line -> {});
    } finally {
      Files.deleteIfExists(pidFile);
    }
  }

  static Outcome run(
      List<String> command,
      Map<String, String> environment,
      Path folder,
      Duration limit,
      Consumer<String> eachLine)
      throws IOException {
    return run(command, environment, folder, limit, ProcessBuilder::start, eachLine);
  }

  @FunctionalInterface
  private interface Starting {
    Process start(ProcessBuilder builder) throws IOException;
  }

  /**
   * Runs a program.
   *
   * @param environment added to our own, from which variables that steer Fabric's programs are
   *     removed first
   * @param folder where it runs; null for our own
   * @throws IOException when it cannot be started or does not end in time
   */
  private static Outcome run(
      List<String> command,
      Map<String, String> environment,
      Path folder,
      Duration limit,
      Starting starting,
      Consumer<String> eachLine)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (folder != null) {
      builder.directory(folder.toFile());
    }
    cleanEnvironment(builder.environment());
    builder.environment().putAll(environment);
    Process process = starting.start(builder);
    process.getOutputStream().close();
    StringBuilder output = new StringBuilder();
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (BufferedReader lines =
                      new BufferedReader(
                          new InputStreamReader(
                              process.getInputStream(), StandardCharsets.UTF_8))) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                      synchronized (output) {
                        output.append(line).append('\n');
                      }
                      eachLine.accept(line);
                    }
                  } catch (IOException e) {
                    synchronized (output) {
                      output
                          .append("(reading its output failed: ")
                          .append(e.getMessage())
                          .append(")\n");
                    }
                  }
                });
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IOException(
            command.getFirst() + " did not end within " + limit.toSeconds() + " s");
      }
      reader.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException(command.getFirst() + " was interrupted", e);
    }
    synchronized (output) {
      return new Outcome(process.exitValue(), output.toString());
    }
  }

  /**
   * Removes what would change the behaviour of peers and orderers behind the consortium file's
   * back.
   */
  static void cleanEnvironment(Map<String, String> environment) {
    environment
        .keySet()
        .removeIf(
            name ->
                name.startsWith("CORE_")
                    || name.startsWith("ORDERER_")
                    || name.startsWith("CHAINCODE_")
                    || name.equals("FABRIC_CFG_PATH")
                    || name.equals("FABRIC_LOGGING_SPEC")
                    || name.equals("JAVA_TOOL_OPTIONS")
                    || name.equals("JDK_JAVA_OPTIONS"));
  }
}
