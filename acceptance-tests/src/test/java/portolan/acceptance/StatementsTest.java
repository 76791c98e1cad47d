// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static portolan.acceptance.RealNetwork.LOGISTICS;
import static portolan.acceptance.RealNetwork.PLATFORM;
import static portolan.acceptance.RealNetwork.SUPPLIER;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import portolan.api.v1.GetAccountStatementRequest;
import portolan.api.v1.GetAccountStatementResponse;
import portolan.api.v1.JournalAccount;
import portolan.api.v1.JournalPosting;
import portolan.gateway.fabric.PeerConnection;

/** Statements of members whose peers are real ones. */
@OnRealNetwork
class StatementsTest {
  private final RealNetwork network;
  private final Trades trades;

  StatementsTest(RealNetwork network) {
    this.network = network;
    trades = new Trades(network);
  }

  private static GetAccountStatementRequest.Builder request() {
    return GetAccountStatementRequest.newBuilder().setCurrency(Trades.CURRENCY);
  }

  private Books books(String member) {
    return new Books(member, network.client(member));
  }

  /** The last block of a member's journal. */
  private long latest(String member) {
    return books(member).statement(request().setPageSize(1).build()).getToBlock();
  }

  @Test
  void whenATradeIsPaidEveryStatementFootsToItsNotesAtEveryBlockOfIt() throws Exception {
    long first = latest(SUPPLIER) + 1;
    Trades.Funded escrow = trades.funded(trades.releasedDeclaration(), 86_400);
    var receipt = trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret()).getReceipt();
    for (var payout : escrow.payouts()) {
      await()
          .pollDelay(Duration.ZERO)
          .atMost(90, SECONDS)
          .untilAsserted(
              () ->
                  assertThat(trades.spendable(payout.getPayee(), escrow.escrowId()))
                      .isEqualTo(payout.getMinorUnits()));
    }
    long last = Math.max(latest(PLATFORM), receipt.getBlockNumber());
    for (String member : network.members()) {
      try (RawBlocks peer =
          new RawBlocks(network.configuration(member), PeerConnection.overTls())) {
        books(member).assertFoots(peer, Trades.CURRENCY, first, last);
      }
    }

    List<JournalPosting> paid =
        books(SUPPLIER)
            .statement(request().setFromBlock(first).setToBlock(last).setPageSize(1_000).build())
            .getEntriesList()
            .stream()
            .flatMap(e -> e.getPostingsList().stream())
            .filter(p -> p.getReference().equals(escrow.escrowId()))
            .toList();
    assertThat(paid).hasSize(1);
    assertThat(paid.getFirst().getAccount()).isEqualTo(JournalAccount.JOURNAL_ACCOUNT_ESCROW);
    assertThat(paid.getFirst().getAmountMinorUnits()).isEqualTo(8_000);
    // Whenever the supplier was told of its note: the delivery is what it was paid for.
    assertThat(paid.getFirst().getValuedBlock()).isEqualTo(receipt.getBlockNumber());
  }

  @Test
  void aStatementUpToTheBlockOfAReceiptHasItsEntryAtOnce() {
    trades.mint(PLATFORM, 10_000);
    Trades.Funded escrow = trades.fund(trades.releasedDeclaration(), 86_400);
    var receipt = trades.confirm(PLATFORM, escrow.escrowId(), escrow.secret()).getReceipt();
    GetAccountStatementResponse statement =
        books(PLATFORM)
            .statement(
                request()
                    .setFromBlock(receipt.getBlockNumber())
                    .setToBlock(receipt.getBlockNumber())
                    .setPageSize(1_000)
                    .build());
    assertThat(statement.getEntriesList())
        .filteredOn(e -> e.getTransactionId().equals(receipt.getTransactionId()))
        .singleElement()
        .satisfies(entry -> assertThat(entry.getPostings(0).getAmountMinorUnits()).isEqualTo(500));
  }
}
