// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fabric's programs: from the folder that {@code FABRIC_BIN} names (an unpacked official release),
 * else built once by Go into the cache.
 *
 * @param bin the folder with peer, orderer and configtxgen
 * @param samples the folder with core.yaml and orderer.yaml of the same release
 */
public record FabricPrograms(Path bin, Path samples) {
  /** The release that this product is tested with. */
  public static final String RELEASE = "3.1.1";

  private static final Pattern FITTING = Pattern.compile("v?3\\.1\\.\\d+");
  private static final Pattern VERSION_LINE = Pattern.compile("(?m)^\\s*Version:\\s*(\\S+)");
  private static final List<String> PROGRAMS = List.of("peer", "orderer", "configtxgen");
  private static final String FABRIC_MODULE = "github.com/hyperledger/fabric";
  private static final int[] OLDEST_GO = {1, 24, 2};
  private static final Duration BUILD_LIMIT = Duration.ofMinutes(40);

  /** Finds the programs, building them if need be. */
  public static FabricPrograms find(Map<String, String> environment, Progress progress) {
    String named = environment.get("FABRIC_BIN");
    if (named != null && !named.isBlank()) {
      return release(Path.of(named).toAbsolutePath().normalize());
    }
    byte[] mod = resource("go.mod");
    byte[] sum = resource("go.sum");
    CacheFolder cache = CacheFolder.of(environment);
    String name = "fabric-" + RELEASE + "-" + CacheFolder.hash(mod, sum).substring(0, 16);
    Path home = cache.root().resolve(name);
    if (!Files.isDirectory(home)) {
      try {
        cache.alone(
            name,
            progress,
            () -> {
              if (!Files.isDirectory(home)) {
                build(home, mod, sum, environment, progress);
              }
            });
      } catch (IOException e) {
        throw new NetworkException(
            "Fabric's programs could not be built in " + cache.root() + ": " + e, e);
      }
    }
    return new FabricPrograms(home.resolve("bin"), home.resolve("sampleconfig"));
  }

  Path peer() {
    return bin.resolve("peer");
  }

  Path orderer() {
    return bin.resolve("orderer");
  }

  Path configtxgen() {
    return bin.resolve("configtxgen");
  }

  /** Checks an unpacked release. */
  static FabricPrograms release(Path folder) {
    for (String program : PROGRAMS) {
      if (!Files.isExecutable(folder.resolve(program))) {
        throw new NetworkException(
            "FABRIC_BIN: expected the bin folder of Fabric %s; %s has no program %s"
                .formatted(RELEASE, folder, program));
      }
    }
    for (String program : List.of("peer", "orderer")) {
      String found = version(folder.resolve(program));
      if (!FITTING.matcher(found).matches()) {
        throw new NetworkException(
            "FABRIC_BIN: %s is version %s; expected 3.1.x. Unpack the release %s, or unset FABRIC_BIN to have it built by Go"
                .formatted(folder.resolve(program), found, RELEASE));
      }
    }
    return new FabricPrograms(folder, samplesBeside(folder));
  }

  private static Path samplesBeside(Path bin) {
    return Stream.of(
            bin.resolveSibling("config"),
            bin.resolve("sampleconfig"),
            bin.resolveSibling("sampleconfig"),
            bin)
        .filter(
            f ->
                Files.isRegularFile(f.resolve("core.yaml"))
                    && Files.isRegularFile(f.resolve("orderer.yaml")))
        .findFirst()
        .orElseThrow(
            () ->
                new NetworkException(
                    "FABRIC_BIN: expected core.yaml and orderer.yaml of the release in %s, as in the official archive"
                        .formatted(bin.resolveSibling("config"))));
  }

  private static String version(Path program) {
    try {
      Command.Outcome outcome =
          Command.run(
              List.of(program.toString(), "version"), Map.of(), null, Duration.ofSeconds(20));
      Matcher line = VERSION_LINE.matcher(outcome.output());
      return line.find() ? line.group(1) : "unknown (it said: " + outcome.output().strip() + ")";
    } catch (IOException e) {
      throw new NetworkException(
          "FABRIC_BIN: " + program + " version could not be run: " + e.getMessage(), e);
    }
  }

  private static void build(
      Path home, byte[] mod, byte[] sum, Map<String, String> environment, Progress progress)
      throws IOException {
    requireGo(environment);
    Path work = Files.createTempDirectory(home.getParent(), "building-");
    try {
      Files.write(work.resolve("go.mod"), mod);
      Files.write(work.resolve("go.sum"), sum);
      // Without cgo no C compiler is needed, and the programs run on any Linux.
      Map<String, String> go =
          Map.of(
              "GOBIN",
              work.resolve("bin").toString(),
              "GOFLAGS",
              "-mod=readonly",
              "CGO_ENABLED",
              "0",
              "GOWORK",
              "off");
      progress.phase(
          "Fabric " + RELEASE + ": building its programs, once",
          () -> {
            BuildCounter counter = new BuildCounter(progress, packages(work, go));
            run(
                List.of(
                    "go",
                    "install",
                    "-v",
                    "-trimpath",
                    "-ldflags",
                    "-X " + FABRIC_MODULE + "/common/metadata.Version=" + RELEASE,
                    "tool"),
                go,
                work,
                counter);
          });
      Path module =
          Path.of(
              run(List.of("go", "list", "-m", "-f", "{{.Dir}}", FABRIC_MODULE), go, work, null)
                  .strip());
      Path samples = Files.createDirectory(work.resolve("sampleconfig"));
      for (String file : List.of("core.yaml", "orderer.yaml")) {
        Files.write(
            samples.resolve(file),
            Files.readAllBytes(module.resolve("sampleconfig").resolve(file)));
      }
      NetworkFolder.move(work, home);
    } finally {
      NetworkFolder.delete(work);
    }
  }

  /** How many packages there are to compile; fetches the modules first. */
  private static int packages(Path work, Map<String, String> go) {
    return (int) run(List.of("go", "list", "-deps", "tool"), go, work, null).lines().count();
  }

  private static String run(
      List<String> command, Map<String, String> environment, Path folder, BuildCounter counter) {
    try {
      Command.Outcome outcome =
          counter == null
              ? Command.run(command, environment, folder, BUILD_LIMIT)
              : Command.run(command, environment, folder, BUILD_LIMIT, counter::line);
      if (!outcome.succeeded()) {
        throw new NetworkException(
            String.join(" ", command)
                + " failed:\n"
                + LogTail.last(outcome.output(), 15)
                + "\n"
                + waysToGetThem());
      }
      return outcome.output();
    } catch (IOException e) {
      throw new NetworkException(String.join(" ", command) + " failed: " + e.getMessage(), e);
    }
  }

  private static void requireGo(Map<String, String> environment) {
    String found;
    try {
      Command.Outcome outcome =
          Command.run(
              List.of("go", "env", "GOVERSION"),
              Map.of("GOTOOLCHAIN", "local"),
              null,
              Duration.ofSeconds(20));
      found = outcome.output().strip();
    } catch (IOException e) {
      throw new NetworkException(
          "Fabric's programs are not there, and no Go was found to build them (PATH is %s).\n%s"
              .formatted(environment.get("PATH"), waysToGetThem()),
          e);
    }
    if (!isRecentEnough(found)) {
      throw new NetworkException(
          "Fabric's programs are not there; Go 1.24.2 or later builds them, found %s.\n%s"
              .formatted(found, waysToGetThem()));
    }
  }

  static boolean isRecentEnough(String goVersion) {
    Matcher found =
        Pattern.compile("go(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?.*").matcher(goVersion);
    if (!found.matches()) {
      return false;
    }
    for (int i = 0; i < OLDEST_GO.length; i++) {
      int part = Optional.ofNullable(found.group(i + 1)).map(Integer::parseInt).orElse(0);
      if (part != OLDEST_GO[i]) {
        return part > OLDEST_GO[i];
      }
    }
    return true;
  }

  private static String waysToGetThem() {
    return """
        Either install Go 1.24.2 or later (https://go.dev/dl) and run this again: it builds them once, in one to two minutes;
        or unpack the official archive of Fabric %s (hyperledger-fabric-<system>-%s.tar.gz from
        https://github.com/hyperledger/fabric/releases) and set FABRIC_BIN to its bin folder."""
        .formatted(RELEASE, RELEASE);
  }

  private static byte[] resource(String name) {
    try (InputStream in = FabricPrograms.class.getResourceAsStream("fabric/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new NetworkException("the resource fabric/" + name + " cannot be read", e);
    }
  }

  /** Turns the compiler's lines, one for a package, into a count every few seconds. */
  private static final class BuildCounter {
    private static final long BETWEEN_NOTES = Duration.ofSeconds(5).toNanos();
    private final Progress progress;
    private final int total;
    private int done;
    private long lastNote = System.nanoTime();

    BuildCounter(Progress progress, int total) {
      this.progress = progress;
      this.total = total;
    }

    void line(String line) {
      if (!line.startsWith("go: ")) {
        done++;
      }
      if (System.nanoTime() - lastNote > BETWEEN_NOTES) {
        lastNote = System.nanoTime();
        progress.note("compiled %d of %d packages".formatted(Math.min(done, total), total));
      }
    }
  }
}
