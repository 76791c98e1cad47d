// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Endorsers must agree to the byte whatever they run on: the same history in a process of every JDK
 * that is installed (from 21 on, one of each version; {@code -Dportolan.jdks} names more folders),
 * and in one with everything odd that can be set from outside.
 */
final class JdksTest {
  private static final int OLDEST = 21;
  private static final int ROUNDS = 60;
  private static final String SEED = "42";
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)[^\"]*\"");

  @TempDir Path folder;

  @Test
  void everyJdkReadsAndWritesTheSameBytes() throws Exception {
    SortedMap<Integer, Path> jdks = jdks();
    if (jdks.size() < 2) {
      System.err.printf(
          "%n*** JdksTest: ONLY ONE JDK (%s) IS INSTALLED, SO NO TWO ARE COMPARED."
              + " Install another one from %d on, or name it by -Dportolan.jdks. ***%n%n",
          jdks.keySet(), OLDEST);
    }
    List<String> expected = played(ownHome(), "own");
    assertThat(expected).hasSizeGreaterThan(ROUNDS);
    for (Map.Entry<Integer, Path> jdk : jdks.entrySet()) {
      assertThat(played(jdk.getValue(), "jdk" + jdk.getKey()))
          .as("JDK %d in %s", jdk.getKey(), jdk.getValue())
          .isEqualTo(expected);
    }
  }

  @Test
  void neitherLocaleNorZoneNorCharsetNorHashesReachTheLedger() throws Exception {
    assertThat(
            played(
                ownHome(),
                "odd",
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Duser.timezone=Pacific/Kiritimati",
                "-Dfile.encoding=ISO-8859-1",
                "-Dline.separator=\r\n",
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:hashCode=2",
                "-XX:TieredStopAtLevel=1"))
        .isEqualTo(played(ownHome(), "usual"));
  }

  private static Path ownHome() {
    return Path.of(System.getProperty("java.home"));
  }

  /** One of each version. */
  private static SortedMap<Integer, Path> jdks() throws IOException {
    List<Path> candidates = new ArrayList<>(List.of(ownHome()));
    Stream.of(System.getProperty("portolan.jdks", "").split(File.pathSeparator))
        .filter(path -> !path.isEmpty())
        .map(Path::of)
        .forEach(candidates::add);
    Path home = Path.of(System.getProperty("user.home"));
    for (Path parent :
        List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/usr/java"),
            Path.of("/opt/java"),
            Path.of("/opt"),
            home.resolve(".sdkman/candidates/java"),
            home.resolve(".jdks"))) {
      if (Files.isDirectory(parent)) {
        try (Stream<Path> entries = Files.list(parent)) {
          entries.sorted().forEach(candidates::add);
        }
      }
    }
    SortedMap<Integer, Path> jdks = new TreeMap<>();
    for (Path candidate : candidates) {
      int version = version(candidate);
      if (version >= OLDEST) {
        jdks.putIfAbsent(version, candidate);
      }
    }
    return jdks;
  }

  private static int version(Path home) {
    Path release = home.resolve("release");
    if (!Files.isReadable(release) || !Files.isExecutable(home.resolve("bin/java"))) {
      return 0;
    }
    try {
      Matcher version = VERSION.matcher(Files.readString(release));
      return version.find() ? Integer.parseInt(version.group(1)) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> played(Path home, String name, String... options) throws Exception {
    Path output = folder.resolve(name + ".txt");
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:+UseSerialGC");
    command.addAll(Arrays.asList(options));
    command.add("-cp");
    command.add(classPath());
    command.add(Fingerprints.class.getName());
    command.add(SEED);
    command.add(String.valueOf(ROUNDS));
    Path errors = folder.resolve(name + ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("it ends").isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return Files.readString(output).lines().toList();
  }

  /** Surefire may have put the class path into the manifest of a jar, which any JVM can read. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
