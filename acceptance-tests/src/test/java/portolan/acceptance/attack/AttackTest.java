// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.attack;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.GatewayStatus;
import portolan.api.v1.GetGatewayStatusRequest;
import portolan.client.PortolanClient;
import portolan.command.Gateways;
import portolan.command.ledger.TwinNetwork;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Progress;

/**
 * A running gateway is attacked in every way that we know by a client of its own organisation; one
 * that behaves well notices little, and afterwards nothing is left of it. 60 seconds, or with
 * {@code -Dportolan.long} ten minutes.
 */
@Timeout(900)
class AttackTest {
  /** Of what is drawn for the fuzz: another one finds other things, a failed run is repeated. */
  private static final long SEED = Long.getLong("portolan.attack.seed", 1);

  private static final String MEMBER = "Supplier";
  private static final Duration LONG =
      System.getProperty("portolan.long") == null ? Duration.ofSeconds(60) : Duration.ofMinutes(10);

  /** Answers from which a p99 is more than a guess. */
  private static final int SAMPLES = 300;

  /** The ledger twin keeps what is written for six members in this very JVM. */
  private static final long TWIN_BYTES_PER_CALL = 4_000;

  /** A shared machine's own hiccups: a p99 below counts as this. */
  private static final long FLOOR_MILLIS = System.getProperty("portolan.long") == null ? 200 : 100;

  private static final long STATUS_PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  /** More than the well-behaved client and the fuzz have open: the attacks' own. */
  private static final int CALLS_UNDER_ATTACK = 100;

  private static final int CONNECTIONS_UNDER_ATTACK = 10;

  private static final long MEGABYTE = 1 << 20;

  @TempDir private Path folder;

  @Test
  void aWellBehavedClientIsServedThroughEveryAttackAndNothingIsLeftOfIt() throws Exception {
    Path file = Path.of(System.getProperty("portolan.consortium"));
    Consortium consortium =
        ConsortiumFile.parse(
            file.toString(), Files.readString(file).replace("basePort: 17050", "basePort: 18650"));
    Path home = Files.createDirectory(folder.resolve("twin"));
    try (TwinNetwork twin = TwinNetwork.of(consortium, home)) {
      twin.up(Progress.silent());
      try (Gateways gateways = Gateways.start(twin)) {
        GatewayConfiguration configuration =
            GatewayConfiguration.read(twin.gatewayConfiguration(MEMBER));
        Path clientAuthority = configuration.listen().clientCaFile();
        Path authorityKey = clientAuthority.resolveSibling("tlsca.key");
        AttackedGateway.issue(clientAuthority, authorityKey, folder, "hostile");
        AttackedGateway.issue(clientAuthority, authorityKey, folder, "crowd");
        AttackedGateway.issue(clientAuthority, authorityKey, folder, "fuzz");
        AttackedGateway attacked =
            new AttackedGateway(
                configuration.listen().host(),
                configuration.listen().port(),
                twin.clientCredentials(MEMBER).resolve("ca.crt"),
                folder.resolve("hostile.crt"),
                folder.resolve("hostile.key"),
                configuration.dataDirectory());
        attack(attacked, gateways.of(configuration.mspId()));
      }
    }
  }

  private static void attack(AttackedGateway attacked, PortolanClient client) throws Exception {
    long before99;
    long storedPerCall;
    long storedAtFirst = attacked.stored();
    try (WellBehaved warm = new WellBehaved(client)) {
      await().atMost(240, SECONDS).until(() -> warm.answered() >= SAMPLES / 3);
    }
    try (WellBehaved before = new WellBehaved(client)) {
      await().atMost(240, SECONDS).until(() -> before.answered() >= SAMPLES);
      assertThat(before.refusals()).isEmpty();
      before99 = before.p99Millis();
      storedPerCall = Math.max(0, attacked.stored() - storedAtFirst) / (SAMPLES + SAMPLES / 3);
    }
    long memory = memoryAfterCollection();
    int sockets = sockets();
    long stored = attacked.stored();
    int connections = status(client).getConnections();

    long seed = SEED;
    WellBehaved during = new WellBehaved(client);
    Attacks attacks = new Attacks(attacked.by("crowd"), attacked);
    // Places for calls are a client's own: with another's certificate it would find none free.
    Fuzz fuzz = new Fuzz(attacked.by("fuzz"), seed);
    int mostCalls = 0;
    int mostConnections = 0;
    try (fuzz) {
      try (during;
          attacks) {
        attacks.begin();
        fuzz.begin();
        long end = System.nanoTime() + LONG.toNanos();
        while (System.nanoTime() < end) {
          GatewayStatus status = status(client);
          mostCalls = Math.max(mostCalls, status.getCalls());
          mostConnections = Math.max(mostConnections, status.getConnections());
          LockSupport.parkNanos(STATUS_PAUSE_NANOS);
        }
      }
      // On a slow machine its turn among the attacks may not have come to every method.
      await()
          .atMost(180, SECONDS)
          .untilAsserted(
              () -> assertThat(fuzz.answered()).as("seed %d", seed).isEqualTo(fuzz.methods()));
    }
    System.out.printf(
        "attacks %s%nat most %d calls and %d connections, before 1 and %d%n",
        attacks.played(), mostCalls, mostConnections, connections);
    System.out.printf(
        "fuzz %s, %d of %d methods (seed %d)%n",
        fuzz.answers(), fuzz.answered().size(), fuzz.methods().size(), seed);
    System.out.printf(
        "well-behaved: %d calls, p99 %d ms, before %d ms%n",
        during.answered(), during.p99Millis(), before99);

    assertThat(attacks.played())
        .allSatisfy((name, played) -> assertThat(played.hits()).as(name).isPositive());
    assertThat(mostCalls).isGreaterThan(CALLS_UNDER_ATTACK);
    assertThat(mostConnections).isGreaterThan(connections + CONNECTIONS_UNDER_ATTACK);
    assertThat(fuzz.faults()).as("seed %d", seed).isEmpty();
    assertThat(during.refusals()).isEmpty();
    assertThat(during.answered()).isGreaterThan(SAMPLES / 4);
    assertThat(during.p99Millis()).isLessThanOrEqualTo(10 * Math.max(FLOOR_MILLIS, before99));

    await()
        .atMost(90, SECONDS)
        .untilAsserted(
            () -> {
              GatewayStatus status = status(client);
              // This call is one.
              assertThat(status.getCalls()).isEqualTo(1);
              assertThat(status.getConnections()).isLessThanOrEqualTo(connections);
              assertThat(status.getUnfinished()).isZero();
              assertThat(status.getTroublesList()).isEmpty();
              assertThat(sockets()).isLessThanOrEqualTo(sockets + 5);
            });
    await()
        .atMost(60, SECONDS)
        .untilAsserted(
            () ->
                assertThat(memoryAfterCollection() / MEGABYTE)
                    .isLessThanOrEqualTo(
                        (memory + during.answered() * TWIN_BYTES_PER_CALL) / MEGABYTE + 100));
    System.out.printf(
        "memory %d MB, before %d; stored %d kB, before %d%n",
        memoryAfterCollection() / MEGABYTE,
        memory / MEGABYTE,
        attacked.stored() / 1_000,
        stored / 1_000);
    // What the well-behaved client has written is stored for good, in files that are compacted
    // late.
    assertThat(attacked.stored())
        .isLessThanOrEqualTo(stored + storedPerCall * during.answered() + 20 * MEGABYTE);
  }

  private static GatewayStatus status(PortolanClient client) {
    return client.registry().getGatewayStatus(GetGatewayStatusRequest.getDefaultInstance());
  }

  @SuppressWarnings("CallingSystemGc")
  private static long memoryAfterCollection() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Sockets that this process has open. */
  private static int sockets() {
    int count = 0;
    File[] open = new File("/proc/self/fd").listFiles();
    for (File each : open == null ? new File[0] : open) {
      try {
        if (Files.readSymbolicLink(each.toPath()).toString().startsWith("socket:")) {
          count++;
        }
      } catch (java.io.IOException e) {
        // It was closed meanwhile.
      }
    }
    return count;
  }
}
