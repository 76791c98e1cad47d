// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static portolan.acceptance.RealNetwork.BANK;
import static portolan.acceptance.RealNetwork.LOGISTICS;
import static portolan.acceptance.RealNetwork.PLATFORM;
import static portolan.acceptance.RealNetwork.SUPPLIER;

import io.grpc.Status;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import portolan.api.v1.EscrowState;
import portolan.api.v1.Payout;
import portolan.client.PortolanException;

@OnRealNetwork
class SettlementTest {
  private static final long A_DAY = 86_400;

  private final Trades trades;

  SettlementTest(RealNetwork network) {
    trades = new Trades(network);
  }

  @Test
  void deliveryPaysEverybodyWhoBroughtTheParcelInTheSameTransaction() {
    Trades.Funded escrow = trades.funded(trades.releasedDeclaration(), A_DAY);

    var receipt = trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret()).getReceipt();

    assertThat(receipt.getEndorsersList()).contains(BANK).hasSizeGreaterThanOrEqualTo(2);
    for (Payout payout : escrow.payouts()) {
      await()
          .atMost(90, SECONDS)
          .untilAsserted(
              () ->
                  assertThat(trades.spendable(payout.getPayee(), escrow.escrowId()))
                      .isEqualTo(payout.getMinorUnits()));
    }
    trades.assertMoneyAddsUp();
  }

  @Test
  void aWrongSecretPaysNobody() {
    Trades.Funded escrow = trades.funded(trades.releasedDeclaration(), A_DAY);

    assertThatThrownBy(() -> trades.confirm(LOGISTICS, escrow.escrowId(), "not-the-secret-of-it"))
        .isInstanceOfSatisfying(
            PortolanException.class,
            e -> {
              assertThat(e.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
              assertThat(e.reason()).isEqualTo("WRONG_SECRET");
              assertThat(e.field()).isEqualTo("secret");
            });

    trades.awaitState(escrow.escrowId(), EscrowState.ESCROW_STATE_FUNDED);
    assertThat(trades.spendable(SUPPLIER, escrow.escrowId())).isZero();
    trades.assertMoneyAddsUp();
  }

  @Test
  void theRightSecretPaysAfterAWrongOne() {
    Trades.Funded escrow = trades.funded(trades.releasedDeclaration(), A_DAY);
    assertThatThrownBy(() -> trades.confirm(LOGISTICS, escrow.escrowId(), "not-the-secret-of-it"))
        .isInstanceOf(PortolanException.class);

    trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret());

    trades.awaitState(escrow.escrowId(), EscrowState.ESCROW_STATE_DELIVERED);
  }

  @Test
  void aSecondConfirmationChangesNothingWhoeverSendsIt() {
    Trades.Funded escrow = trades.funded(trades.releasedDeclaration(), A_DAY);
    var first = trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret());

    var again = trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret());
    var elsewhere = trades.confirm(PLATFORM, escrow.escrowId(), escrow.secret());

    assertThat(again).isEqualTo(first);
    assertThat(elsewhere.getReceipt().getExisting()).isTrue();
    trades.awaitSpendable(PLATFORM, escrow.escrowId(), 500);
    trades.assertMoneyAddsUp();
  }

  @Test
  void goodsThatCustomsHasNotReleasedAreNotPaidFor() {
    String declaration = trades.attestedDeclaration(19_470).getDeclarationId();
    Trades.Funded escrow = trades.funded(declaration, A_DAY);

    assertThatThrownBy(() -> trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret()))
        .isInstanceOfSatisfying(
            PortolanException.class,
            e -> assertThat(e.code()).isEqualTo(Status.Code.FAILED_PRECONDITION));

    trades.awaitState(escrow.escrowId(), EscrowState.ESCROW_STATE_FUNDED);
  }

  @Test
  void nothingIsRefundedBeforeTheDeadline() {
    Trades.Funded escrow = trades.funded(trades.releasedDeclaration(), A_DAY);

    assertThatThrownBy(() -> trades.refund(PLATFORM, escrow.escrowId()))
        .isInstanceOfSatisfying(
            PortolanException.class, e -> assertThat(e.reason()).isEqualTo("NOT_YET_EXPIRED"));

    trades.awaitState(escrow.escrowId(), EscrowState.ESCROW_STATE_FUNDED);
  }

  @Test
  void afterTheRefundAtTheDeadlineADeliveryPaysNobody() {
    Trades.Funded escrow = trades.funded(trades.releasedDeclaration(), 1);
    awaitExpiry(escrow);
    trades.refund(SUPPLIER, escrow.escrowId());

    assertThatThrownBy(() -> trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret()))
        .isInstanceOfSatisfying(
            PortolanException.class,
            e -> assertThat(e.code()).isEqualTo(Status.Code.FAILED_PRECONDITION));

    trades.awaitState(escrow.escrowId(), EscrowState.ESCROW_STATE_REFUNDED);
    trades.awaitSpendable(PLATFORM, escrow.escrowId(), escrow.total());
    assertThat(trades.spendable(SUPPLIER, escrow.escrowId())).isZero();
    trades.assertMoneyAddsUp();
  }

  @Test
  void ofRefundAndDeliveryAtTheSameMomentExactlyOneWins() throws Exception {
    String declaration = trades.releasedDeclaration();
    for (int i = 0; i < 5; i++) {
      Trades.Funded escrow = trades.funded(declaration, 1);
      awaitExpiry(escrow);

      List<Boolean> won =
          together(
              () -> succeeds(() -> trades.refund(PLATFORM, escrow.escrowId())),
              () -> succeeds(() -> trades.confirm(LOGISTICS, escrow.escrowId(), escrow.secret())));

      assertThat(won).containsOnlyOnce(true);
      EscrowState expected =
          won.getFirst() ? EscrowState.ESCROW_STATE_REFUNDED : EscrowState.ESCROW_STATE_DELIVERED;
      trades.awaitState(escrow.escrowId(), expected);
    }
    trades.assertMoneyAddsUp();
  }

  private void awaitExpiry(Trades.Funded escrow) {
    Instant expiry = trades.expiry(escrow.escrowId());
    await().atMost(90, SECONDS).until(() -> Instant.now().isAfter(expiry));
  }

  private static boolean succeeds(Runnable call) {
    try {
      call.run();
      return true;
    } catch (PortolanException e) {
      assertThat(e.code()).as(e.getMessage()).isEqualTo(Status.Code.FAILED_PRECONDITION);
      return false;
    }
  }

  private static <T> List<T> together(Callable<T> one, Callable<T> other) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<T>> results = threads.invokeAll(List.of(one, other));
      return List.of(results.get(0).get(), results.get(1).get());
    }
  }
}
