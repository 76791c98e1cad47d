// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import org.hyperledger.fabric.protos.peer.DeliverResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.GatewayStatus;
import portolan.api.v1.GetGatewayStatusRequest;
import portolan.api.v1.ProjectionStatus;
import portolan.api.v1.RegisterProductRequest;
import portolan.api.v1.RegisterProductResponse;
import portolan.client.PortolanClient;
import portolan.command.Gateways;
import portolan.command.demo.TradeFiles;
import portolan.command.demo.TradeScenario;
import portolan.command.ledger.TwinNetwork;
import portolan.domain.group.Group;
import portolan.domain.registry.Product;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.gateway.MemberGateway;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.Outbox;
import portolan.gateway.outbox.Outcome;
import portolan.gateway.outbox.Submission;
import portolan.gateway.projection.Feed;
import portolan.gateway.projection.Projection;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Progress;

/**
 * What a gateway with a keeper reads from its peer, what it tells of its projections, and that none
 * of them holds up a receipt.
 */
class FeedOnTwinTest {
  private static final String KEEPER = "SupplierMSP";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** In blocks: 64 wait for a projection. */
  private static final int MORE_THAN_A_QUEUE_HOLDS = 80;

  @TempDir private Path folder;

  private Consortium consortium() throws Exception {
    Path file = Path.of(System.getProperty("portolan.consortium"));
    return ConsortiumFile.parse(
        file.toString(), Files.readString(file).replace("basePort: 17050", "basePort: 18650"));
  }

  @Test
  void aKeepersGatewayReadsEachWholeBlockOnceAndSaysHowFarItIs() throws Exception {
    Consortium consortium = consortium();
    Map<String, CountedChannel> counted = new ConcurrentHashMap<>();
    try (TwinNetwork twin = TwinNetwork.of(consortium, folder.resolve("twin"))) {
      twin.up(Progress.silent());
      play(twin, consortium);
      long height = twin.ledger().nodes().height();
      String name = consortium.member(KEEPER).name();
      GatewayConfiguration usual = GatewayConfiguration.read(twin.gatewayConfiguration(name));
      GatewayConfiguration configuration = keeper(twin.gatewayConfiguration(name));
      try (MemberGateway gateway =
          MemberGateway.start(
              configuration,
              access -> {
                CountedChannel its = new CountedChannel(twin.peers().open(access));
                counted.put(access.mspId(), its);
                return its;
              })) {
        assertThat(gateway).isNotNull();
        try (var client = Gateways.client(twin, name, configuration)) {
          await()
              .atMost(PATIENCE)
              .untilAsserted(
                  () -> {
                    GatewayStatus status =
                        client
                            .registry()
                            .getGatewayStatus(GetGatewayStatusRequest.getDefaultInstance());
                    assertThat(status.getProjectionsList())
                        .extracting(ProjectionStatus::getName)
                        .contains("journal", "keeper's timers", "index of events");
                    assertThat(status.getProjectionsList())
                        .allSatisfy(
                            each -> {
                              assertThat(each.getNextBlock()).isEqualTo(height);
                              assertThat(each.getStandsStill()).isEmpty();
                            });
                  });
        }
        CountedChannel its = counted.get(KEEPER);
        long whole = bytes(usual, twin, height);
        assertThat(its.of("DeliverWithPrivateData"))
            .isEqualTo(new CountedChannel.Count(height, whole));
        assertThat(its.of("Deliver")).isEqualTo(CountedChannel.Count.NOTHING);
        System.out.printf(
            "%d blocks: %d bytes each once whole with private data, %d in short for commits%n",
            height, whole / height, its.of("DeliverFiltered").bytes() / height);
      }
    }
  }

  private static ProjectionStatus status(PortolanClient client, String projection) {
    return client
        .registry()
        .getGatewayStatus(GetGatewayStatusRequest.getDefaultInstance())
        .getProjectionsList()
        .stream()
        .filter(each -> each.getName().equals(projection))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aProjectionThatStandsStillIsToldWithItsReasonAndHoldsUpNeitherTheOthersNorReceipts()
      throws Exception {
    Consortium consortium = consortium();
    AtomicBoolean late = new AtomicBoolean(true);
    try (TwinNetwork twin = TwinNetwork.of(consortium, folder.resolve("twin"))) {
      twin.up(Progress.silent());
      play(twin, consortium);
      long height = twin.ledger().nodes().height();
      String name = consortium.member(KEEPER).name();
      GatewayConfiguration configuration = keeper(twin.gatewayConfiguration(name));
      try (MemberGateway gateway =
              MemberGateway.start(
                  configuration, access -> new LateChannel(twin.peers().open(access), late::get));
          PortolanClient client = Gateways.client(twin, name, configuration)) {
        assertThat(gateway).isNotNull();
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  ProjectionStatus journal = status(client, "journal");
                  assertThat(journal.getStandsStill())
                      .startsWith("block " + journal.getNextBlock() + ": ")
                      .contains("has not received the private data");
                  ProjectionStatus timers = status(client, "keeper's timers");
                  assertThat(timers.getStandsStill()).isEmpty();
                  assertThat(timers.getNextBlock()).isEqualTo(height);
                });

        RegisterProductResponse registered =
            client
                .provenance()
                .registerProduct(
                    RegisterProductRequest.newBuilder()
                        .setGtin(gtin(1))
                        .setName("Ceramic kettle")
                        .setHsCode("691200")
                        .setOriginCountry("CN")
                        .build());
        assertThat(registered.getReceipt().getBlockNumber()).isEqualTo(height);
        ProjectionStatus stands = status(client, "journal");
        assertThat(stands.getStandsStill()).contains("has not received the private data");
        assertThat(stands.getLag()).isEqualTo(height + 1 - stands.getNextBlock());

        late.set(false);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  ProjectionStatus journal = status(client, "journal");
                  assertThat(journal.getStandsStill()).isEmpty();
                  assertThat(journal.getNextBlock()).isEqualTo(height + 1);
                });
      }
    }
  }

  /** Takes no block before it is let go; whatever it takes then it forgets. */
  private static final class Blocked implements Projection {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private volatile long position;

    @Override
    public String name() {
      return "blocked one";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void apply(List<CommittedBlock> blocks) {
      begun.countDown();
      try {
        letGo.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts this thread", e);
      }
      position = blocks.getLast().number() + 1;
    }

    @Override
    public void standsStill(Optional<String> why) {}
  }

  @Test
  void aProjectionThatIsBlockedHoldsUpNoReceiptHoweverManyBlocksWaitForIt() throws Exception {
    Consortium consortium = consortium();
    try (TwinNetwork twin = TwinNetwork.of(consortium, folder.resolve("twin"))) {
      twin.up(Progress.silent());
      GatewayConfiguration configuration =
          GatewayConfiguration.read(twin.gatewayConfiguration(consortium.member(KEEPER).name()));
      Blocked blocked = new Blocked();
      try (FabricLedger ledger = new FabricLedger(configuration.peerAccess(), twin.peers());
          Outbox outbox =
              new Outbox(
                  ledger,
                  Files.createDirectories(folder.resolve("outbox")),
                  Outbox.DEFAULT_CAPACITY);
          Feed feed = new Feed(KEEPER, ledger, ledger::tip)) {
        feed.add(blocked);
        feed.start();
        try {
          assertThat(blocked.begun.await(PATIENCE.toSeconds(), SECONDS)).isTrue();
          for (int product = 1; product <= MORE_THAN_A_QUEUE_HOLDS; product++) {
            assertThat(
                    outbox.accept(registration(gtin(product))).get(PATIENCE.toSeconds(), SECONDS))
                .isInstanceOf(Outcome.Committed.class);
          }
          assertThat(feed.standings())
              .singleElement()
              .satisfies(
                  standing -> {
                    assertThat(standing.next()).isZero();
                    assertThat(standing.lag().orElseThrow()).isGreaterThan(MORE_THAN_A_QUEUE_HOLDS);
                  });
        } finally {
          // Closing the feed waits for what a projection has begun.
          blocked.letGo.countDown();
        }
      }
    }
  }

  private static Submission registration(String gtin) {
    return new Submission(
        "product:" + gtin,
        "",
        ProvenanceFunction.REGISTER_PRODUCTS.chaincode(),
        ProvenanceFunction.REGISTER_PRODUCTS.functionName(),
        Group.of(
                List.of(
                    new Product.Draft(gtin, "Ceramic kettle", "691200", "CN", List.of()).toJson()))
            .canonical(),
        Optional.empty(),
        Endorsers.exactly(List.of(KEEPER, "BankMSP")),
        Optional.empty());
  }

  /** Of the supplier's company prefix. */
  private static String gtin(int product) {
    String digits = "10614141" + "%05d".formatted(product);
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      sum += Character.digit(digits.charAt(i), 10) * (i % 2 == 0 ? 3 : 1);
    }
    return digits + (10 - sum % 10) % 10;
  }

  private GatewayConfiguration keeper(Path file) throws Exception {
    Path changed = Files.createDirectories(folder.resolve("keeper")).resolve("gateway.json");
    String json = Files.readString(file);
    assertThat(json).contains("\"keeper\"");
    Files.writeString(
        changed,
        json.replaceFirst("\"keeper\"\\s*:\\s*(true|false)", "\"keeper\" : true")
            .replaceFirst(
                "\"dataDirectory\"\\s*:\\s*\"[^\"]*\"",
                "\"dataDirectory\" : \"" + folder.resolve("keeper").resolve("data") + "\""));
    return GatewayConfiguration.read(changed);
  }

  /** Of all messages in which the peer delivers them. */
  private static long bytes(GatewayConfiguration configuration, TwinNetwork twin, long height)
      throws Exception {
    long bytes = 0;
    try (RawBlocks peer = new RawBlocks(configuration, twin.peers());
        CloseableIterator<BlockAndPrivateData> blocks = peer.from(0)) {
      for (long left = height; left > 0; left--) {
        bytes +=
            DeliverResponse.newBuilder()
                .setBlockAndPrivateData(blocks.next())
                .build()
                .getSerializedSize();
      }
    }
    return bytes;
  }

  private static void play(TwinNetwork twin, Consortium consortium) throws Exception {
    StringWriter told = new StringWriter();
    Path files = Path.of(System.getProperty("portolan.examples"), "trade");
    TradeFiles reader = new TradeFiles(files, "600000001", consortium);
    try (Gateways gateways = Gateways.start(twin)) {
      boolean good =
          new TradeScenario(
                  gateways,
                  reader.read(),
                  reader.story("delivery"),
                  consortium,
                  new PrintWriter(told, true))
              .play();
      assertThat(good).as(told.toString()).isTrue();
    }
  }
}
