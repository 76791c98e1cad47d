// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.command.demo.Trade;
import portolan.command.demo.TradeFiles;
import portolan.command.demo.TradeScenario;
import portolan.network.Consortium;

/** The demo's trade, from the files that a user edits, through the gateways' public API. */
@OnRealNetwork
class DemoTradeTest {
  private final RealNetwork network;

  DemoTradeTest(RealNetwork network) {
    this.network = network;
  }

  @ParameterizedTest
  @CsvSource({
    "refund, 200000001",
    "dispute, 200000002",
    "partial, 200000003",
    "currencies, 200000004",
    "hold, 200000005",
    "receivable, 200000006",
    "milestones, 200000007",
    "recall, 200000008"
  })
  void everyStoryEndsWithEverybodyHavingWhatIsDue(String name, String run) {
    StringWriter told = new StringWriter();
    Consortium consortium = network.nodes().consortium();
    TradeFiles files =
        new TradeFiles(Path.of(System.getProperty("portolan.examples"), "trade"), run, consortium);

    boolean good =
        new TradeScenario(
                network.gateways(),
                files.read(),
                files.story(name),
                consortium,
                new PrintWriter(told, true))
            .play();

    assertThat(good).as(told.toString()).isTrue();
    assertThat(told.toString()).contains("everybody is paid and the money adds up");
  }

  @Test
  void aTradeGoesFromTheFactoryToThePayoutAndCanBePlayedAgainUnderNewIdentifiers() {
    for (String run : new String[] {"100000001", "100000002"}) {
      StringWriter story = new StringWriter();
      Consortium consortium = network.nodes().consortium();
      Path files = Path.of(System.getProperty("portolan.examples"), "trade");
      Trade trade = new TradeFiles(files, run, consortium).read();

      boolean good =
          new TradeScenario(network.gateways(), trade, consortium, new PrintWriter(story, true))
              .play();

      assertThat(good).as(story.toString()).isTrue();
      assertThat(story.toString())
          .contains("ORDER-" + run)
          .containsPattern(
              "delivered +LogisticsMSP +under PlatformMSP/ESC-"
                  + run
                  + " for PlatformMSP/ORDER-"
                  + run)
          .containsPattern("endorsed by BankMSP, \\w+MSP")
          .contains("duty and VAT")
          .contains("everybody is paid and the money adds up");
    }
  }
}
