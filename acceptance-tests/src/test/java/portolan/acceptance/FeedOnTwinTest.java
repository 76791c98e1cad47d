// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import org.hyperledger.fabric.protos.peer.DeliverResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.GatewayStatus;
import portolan.api.v1.GetGatewayStatusRequest;
import portolan.api.v1.ProjectionStatus;
import portolan.command.Gateways;
import portolan.command.demo.TradeFiles;
import portolan.command.demo.TradeScenario;
import portolan.command.ledger.TwinNetwork;
import portolan.gateway.MemberGateway;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Progress;

/** What a gateway with a keeper reads from its peer, and what it tells of its projections. */
class FeedOnTwinTest {
  private static final String KEEPER = "SupplierMSP";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

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
                        .containsExactly("journal", "keeper's timers", "index of events");
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
