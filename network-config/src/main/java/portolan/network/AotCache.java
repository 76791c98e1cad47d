// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.network.CertificateAuthority.Credentials;
import portolan.network.CertificateAuthority.Purpose;
import portolan.network.Consortium.Definition;
import portolan.network.NetworkFolder.OrganisationFolder;

/**
 * A cache of loaded and linked classes for the chaincode JVMs (JEP 514, from JDK 25), made by one
 * short run of the chaincode process. It only saves time, so nothing about it is fatal.
 */
final class AotCache {
  private static final int FIRST_RELEASE = 25;
  private static final int KEPT = 4;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String HOST = "127.0.0.1";
  private static final String SERVER = "server";
  private static final String CLIENT = "client";

  private AotCache() {}

  /**
   * The runtime with a cache that fits it, if the JDK can have one.
   *
   * @param pidFile tells the number of the process that makes it
   */
  static ChaincodeRuntime addTo(
      ChaincodeRuntime ordinary,
      Consortium consortium,
      CacheFolder cache,
      Path pidFile,
      Progress progress) {
    // The JVM makes no cache for a class path with a folder of classes in it.
    if (Runtime.version().feature() < FIRST_RELEASE
        || ordinary.classPath().stream().anyMatch(Files::isDirectory)) {
      return ordinary;
    }
    try {
      ChaincodeRuntime runtime =
          ordinary.withoutSignatures(new UnsignedJars(cache.root().resolve("unsigned")));
      String name = "chaincode-" + fingerprint(runtime) + ".aot";
      Path file = cache.root().resolve(name);
      if (!Files.isRegularFile(file)) {
        cache.alone(
            "chaincode.aot",
            progress,
            () -> {
              if (!Files.isRegularFile(file)) {
                make(file, runtime, consortium, pidFile, progress);
                removeOld(cache.root());
              }
            });
      }
      return Files.isRegularFile(file) ? runtime.withCache(file) : ordinary;
    } catch (IOException | UncheckedIOException | NetworkException e) {
      progress.note("going on without a class cache for the chaincode: " + e.getMessage());
      return ordinary;
    }
  }

  private static String fingerprint(ChaincodeRuntime runtime) throws IOException {
    StringBuilder text =
        new StringBuilder(Runtime.version().toString()).append(System.getProperty("java.home"));
    runtime.options().forEach(o -> text.append('\n').append(o));
    text.append('\n').append(runtime.mainClass());
    // The JVM itself refuses a cache when a jar's size or time differs.
    for (Path jar : runtime.classPath()) {
      text.append('\n').append(jar).append(' ').append(Files.size(jar)).append(' ');
      text.append(Files.getLastModifiedTime(jar).toMillis());
    }
    return CacheFolder.hash(text.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  private static void make(
      Path file, ChaincodeRuntime runtime, Consortium consortium, Path pidFile, Progress progress)
      throws IOException {
    Path work = Files.createTempDirectory(file.getParent(), "training-");
    try {
      progress.phase(
          "chaincode: making a class cache, once", () -> train(work, runtime, consortium, pidFile));
      NetworkFolder.move(work.resolve("chaincode.aot"), file);
    } finally {
      NetworkFolder.delete(work);
    }
  }

  private static void train(
      Path work, ChaincodeRuntime runtime, Consortium consortium, Path pidFile) {
    OrganisationFolder folder = new OrganisationFolder(work);
    writeCredentials(folder);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--msp",
                "TrainingMSP",
                "--host",
                HOST,
                "--tls-key",
                folder.tlsKey(SERVER).toString(),
                "--tls-cert",
                folder.tlsCertificate(SERVER).toString(),
                "--client-ca",
                folder.tlsAuthority().toString()));
    List<Integer> ports = new ArrayList<>();
    Process process = null;
    Path log = work.resolve("training.log");
    try {
      for (Definition definition : consortium.definitions()) {
        ChaincodePackage its = ChaincodePackage.of(definition.name());
        int port = freePort();
        ports.add(port);
        arguments.add(definition.name() + "=" + port + "=" + its.id());
      }
      List<String> command = new ArrayList<>(runtime.command(arguments));
      command.add(1, "-XX:AOTCacheOutput=" + work.resolve("chaincode.aot"));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(log.toFile());
      Command.cleanEnvironment(builder.environment());
      process = RecordedProcess.start(builder, pidFile, RecordedProcess.Session.OURS);
      awaitReady(process, log, ports.size());
      for (int port : ports) {
        new TrainingPeer(folder, CLIENT)
            .call(HOST, port, ProvenanceFunction.MEMBERS.functionName());
      }
      process.destroy();
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          || !Files.isRegularFile(work.resolve("chaincode.aot"))) {
        throw new NetworkException("the JVM wrote none; it said:\n" + LogTail.last(log, 5));
      }
    } catch (IOException e) {
      throw new NetworkException(e.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NetworkException("interrupted", e);
    } finally {
      if (process != null) {
        process.destroyForcibly();
        pidFile.toFile().delete();
      }
    }
  }

  private static void writeCredentials(OrganisationFolder folder) {
    CertificateAuthority authority =
        new CertificateAuthority("training", "training", Clock.systemUTC());
    NetworkFolder.write(
        folder.tlsAuthority(),
        CertificateAuthority.certificatePem(authority.credentials().certificate()));
    write(authority.issue(SERVER, "peer", Purpose.TLS_SERVER, List.of(HOST)), folder, SERVER);
    write(authority.issue(CLIENT, "peer", Purpose.TLS_CLIENT, List.of()), folder, CLIENT);
  }

  private static void write(Credentials credentials, OrganisationFolder folder, String who) {
    NetworkFolder.writeSecret(folder.tlsKey(who), CertificateAuthority.keyPem(credentials.keys()));
    NetworkFolder.write(
        folder.tlsCertificate(who), CertificateAuthority.certificatePem(credentials.certificate()));
  }

  private static void awaitReady(Process process, Path log, int servers) throws IOException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (Files.readString(log).lines().filter(l -> l.startsWith("READY ")).count() < servers) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new NetworkException(
            "the chaincode process did not get ready; it said:\n" + LogTail.last(log, 5));
      }
      NodeProcesses.pause(20);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Every build of the chaincode has its own; only the latest are kept. */
  private static void removeOld(Path folder) throws IOException {
    List<Path> caches;
    try (Stream<Path> files = Files.list(folder)) {
      caches =
          files
              .filter(f -> f.getFileName().toString().matches("chaincode-[0-9a-f]{16}\\.aot"))
              .sorted(Comparator.comparing((Path f) -> f.toFile().lastModified()).reversed())
              .toList();
    }
    for (Path old : caches.subList(Math.min(KEPT, caches.size()), caches.size())) {
      Files.delete(old);
    }
  }
}
