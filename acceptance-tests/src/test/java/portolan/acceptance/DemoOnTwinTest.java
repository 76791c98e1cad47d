// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.api.v1.ListMembersRequest;
import portolan.command.Gateways;
import portolan.command.demo.Trade;
import portolan.command.demo.TradeFiles;
import portolan.command.demo.TradeScenario;
import portolan.command.ledger.TwinNetwork;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.NetworkException;
import portolan.network.Progress;

/** The demo's trade on the ledger twin, through the same gateways as on the real network. */
class DemoOnTwinTest {
  @TempDir private Path folder;
  private Consortium consortium;

  /** Other ports than those of the real network, which may be up at the same time. */
  @BeforeEach
  void readTheConsortium() throws IOException {
    Path file = Path.of(System.getProperty("portolan.consortium"));
    consortium =
        ConsortiumFile.parse(
            file.toString(), Files.readString(file).replace("basePort: 17050", "basePort: 18050"));
    assertThat(consortium.basePort()).isEqualTo(18_050);
  }

  private String play(String run) throws Exception {
    return play(run, "delivery", Duration.ZERO);
  }

  private String play(String run, String name, Duration late) throws Exception {
    StringWriter story = new StringWriter();
    Path files = Path.of(System.getProperty("portolan.examples"), "trade");
    TradeFiles reader = new TradeFiles(files, run, consortium);
    Trade trade = reader.read();
    try (TwinNetwork twin = TwinNetwork.of(consortium, folder).withPeersLate(late)) {
      twin.up(Progress.silent());
      try (Gateways gateways = Gateways.start(twin)) {
        boolean good =
            new TradeScenario(
                    gateways, trade, reader.story(name), consortium, new PrintWriter(story, true))
                .play();
        assertThat(good).as(story.toString()).isTrue();
      }
    }
    return story.toString();
  }

  @Test
  void aTradeIsPlayedAndAnotherOneGoesOnWithTheLedgerThatWasKept() throws Exception {
    assertThat(play("100000001"))
        .contains("ORDER-100000001")
        .containsPattern("endorsed by BankMSP, \\w+MSP")
        .contains("duty and VAT")
        .contains("minted 500.00")
        .containsPattern(
            "delivered +LogisticsMSP +under PlatformMSP/ESC-100000001 for PlatformMSP/ORDER-100000001")
        .contains("everybody is paid and the money adds up");

    assertThat(play("100000002"))
        .contains("ORDER-100000002")
        .contains("minted 1000.00")
        .contains("everybody is paid and the money adds up");
  }

  @ParameterizedTest
  @CsvSource({
    "delivery, redeemed for bank money",
    "refund, said by the keeper of a member",
    "dispute, said by the keeper of a member",
    "partial, courier presents the secret of parcel 1",
    "currencies, both amounts change hands in one transaction",
    "hold, officer ben signs: RELEASE",
    "recall, refused as RECALLED",
    "receivable, 'the supplier has its money'",
    "milestones, 30 % of its money is paid"
  })
  void everyStoryEndsWithEverybodyHavingWhatIsDueThoughPeersAreLate(String name, String told)
      throws Exception {
    assertThat(play("100000003", name, Duration.ofMillis(200)))
        .contains(told)
        .contains("everybody is paid and the money adds up");
  }

  @Test
  void theRegistryHoldsTheMembersOfTheConsortiumFile() throws Exception {
    try (TwinNetwork twin = TwinNetwork.of(consortium, folder)) {
      twin.up(Progress.silent());
      try (Gateways gateways = Gateways.start(twin)) {
        assertThat(
                gateways
                    .of("BankMSP")
                    .registry()
                    .listMembers(ListMembersRequest.getDefaultInstance())
                    .getMembersList())
            .hasSameSizeAs(consortium.members());
      }
    }
  }

  @Test
  void aLedgerThatIsInUseIsRefusedByName() {
    try (TwinNetwork first = TwinNetwork.of(consortium, folder);
        TwinNetwork second = TwinNetwork.of(consortium, folder)) {
      first.up(Progress.silent());
      assertThatThrownBy(() -> second.up(Progress.silent()))
          .isInstanceOf(NetworkException.class)
          .hasMessageContaining("another command is at work")
          .hasMessageContaining(folder.getFileName().toString());
      first.down();
      second.up(Progress.silent());
    }
  }
}
