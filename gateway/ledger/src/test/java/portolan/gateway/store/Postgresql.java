// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of its own, reached through a socket in its folder and gone when it is
 * closed. Taken from where Debian's packages put it, or from {@code PATH}.
 */
public final class Postgresql implements AutoCloseable {
  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
  private static final String OWNER = "postgres";
  private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

  private final Path programs;
  private final Path folder;

  private Postgresql(Path programs, Path folder) {
    this.programs = programs;
    this.folder = folder;
  }

  /** Starts one. Where PostgreSQL is not installed the test is skipped, and fails in CI. */
  public static Postgresql start() throws IOException, InterruptedException {
    Optional<Path> programs = programs();
    if (programs.isEmpty()) {
      assertThat(System.getenv("CI")).as("no PostgreSQL is installed").isNotEqualTo("true");
      System.out.println("SKIPPED: no PostgreSQL is installed");
    }
    assumeTrue(programs.isPresent());
    Path folder = Files.createTempDirectory("pg");
    if (IS_ROOT) {
      // The server refuses to run as root.
      Files.setOwner(
          folder,
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(OWNER));
    }
    Postgresql server = new Postgresql(programs.get(), folder);
    server.run("", "initdb", "-D", server.data(), "-U", OWNER, "-A", "trust", "-N", "-E", "UTF8");
    server.run(
        "",
        "pg_ctl",
        "-D",
        server.data(),
        "-l",
        folder.resolve("log").toString(),
        "-o",
        "-k " + folder + " -c listen_addresses='' -c fsync=off",
        "-w",
        "start");
    return server;
  }

  private static Optional<Path> programs() throws IOException {
    if (!Files.isDirectory(PACKAGES)) {
      return Stream.of(System.getenv("PATH").split(":"))
          .map(Path::of)
          .filter(path -> Files.isExecutable(path.resolve("initdb")))
          .findFirst();
    }
    try (Stream<Path> versions = Files.list(PACKAGES)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(path -> Files.isExecutable(path.resolve("initdb")))
          .max(Comparator.naturalOrder());
    }
  }

  /**
   * Executes statements, one after the other; the first that fails ends it.
   *
   * @return what was printed, without heads and feet
   */
  public String execute(List<String> statements) throws IOException, InterruptedException {
    return run(
        String.join(";\n", statements) + ";\n",
        "psql",
        "-X",
        "-q",
        "-A",
        "-t",
        "-v",
        "ON_ERROR_STOP=1",
        "-h",
        folder.toString(),
        "-U",
        OWNER,
        "-d",
        "postgres",
        "-f",
        "-");
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private String run(String input, String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (IS_ROOT) {
      command.addAll(List.of("runuser", "-u", OWNER, "--"));
    }
    command.add(programs.resolve(program).toString());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("pg", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", program).isTrue();
      String printed = Files.readString(output);
      assertThat(process.exitValue()).as("%s: %s", program, printed).isZero();
      return printed;
    } finally {
      Files.deleteIfExists(output);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      run("", "pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while PostgreSQL was stopped", e);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
