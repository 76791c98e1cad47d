// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.GetAccountStatementRequest;
import portolan.api.v1.JournalAccount;
import portolan.api.v1.ReturnRedemptionRequest;
import portolan.command.Gateways;
import portolan.command.demo.TradeFiles;
import portolan.command.demo.TradeScenario;
import portolan.command.ledger.TwinNetwork;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.gateway.recorded.RecordedBlocks;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Progress;

/**
 * Makes the file of recorded blocks anew, by a trade of every story on the ledger twin. Whoever
 * does that has to find out by other means that journal, timers and statements are right.
 */
@EnabledIfSystemProperty(
    named = "portolan.recording",
    matches = ".+",
    disabledReason = "asked for by -Dportolan.recording=FILE")
class RecordTradesTest {
  @TempDir private Path folder;

  @Test
  void everyStoryIsRecorded() throws Exception {
    Path file = Path.of(System.getProperty("portolan.consortium"));
    Consortium consortium =
        ConsortiumFile.parse(
            file.toString(), Files.readString(file).replace("basePort: 17050", "basePort: 18350"));
    try (TwinNetwork twin = TwinNetwork.of(consortium, folder)) {
      twin.up(Progress.silent());
      try (Gateways gateways = Gateways.start(twin)) {
        int run = 500_000_001;
        for (String story :
            List.of(
                "delivery",
                "refund",
                "dispute",
                "hold",
                "milestones",
                "partial",
                "receivable",
                "currencies")) {
          play(gateways, consortium, Integer.toString(run++), story);
        }
        giveBack(gateways);
      }
      Map<String, List<BlockAndPrivateData>> members = new LinkedHashMap<>();
      for (Consortium.Member member : consortium.members()) {
        GatewayConfiguration configuration =
            GatewayConfiguration.read(twin.gatewayConfiguration(member.name()));
        try (RawBlocks raw = new RawBlocks(configuration, twin.peers())) {
          members.put(member.mspId(), read(raw, twin.ledger().nodes().height()));
        }
      }
      RecordedBlocks.write(
          Files.newOutputStream(Path.of(System.getProperty("portolan.recording"))), members);
    }
  }

  private static List<BlockAndPrivateData> read(RawBlocks raw, long height) {
    List<BlockAndPrivateData> blocks = new ArrayList<>();
    try (CloseableIterator<BlockAndPrivateData> coming = raw.from(0)) {
      while (blocks.size() < height) {
        blocks.add(coming.next());
      }
    }
    return blocks;
  }

  /** The bank could not pay a redemption. */
  private static void giveBack(Gateways gateways) {
    String redemption =
        gateways
            .of("SupplierMSP")
            .accounts()
            .getAccountStatement(GetAccountStatementRequest.newBuilder().setCurrency("GBP").build())
            .getEntriesList()
            .stream()
            .flatMap(e -> e.getPostingsList().stream())
            .filter(p -> p.getAccount() == JournalAccount.JOURNAL_ACCOUNT_REDEMPTION)
            .findFirst()
            .orElseThrow()
            .getReference();
    gateways
        .of("BankMSP")
        .bank()
        .returnRedemption(
            ReturnRedemptionRequest.newBuilder()
                .setRedemptionId(redemption)
                .setReason("AC04")
                .build());
  }

  private static void play(Gateways gateways, Consortium consortium, String run, String story)
      throws Exception {
    StringWriter told = new StringWriter();
    Path files = Path.of(System.getProperty("portolan.examples"), "trade");
    TradeFiles reader = new TradeFiles(files, run, consortium);
    boolean good =
        new TradeScenario(
                gateways,
                reader.read(),
                reader.story(story),
                consortium,
                new PrintWriter(told, true))
            .play();
    assertThat(good).as(told.toString()).isTrue();
  }
}
