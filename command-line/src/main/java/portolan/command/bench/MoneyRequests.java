// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import portolan.api.v1.ExchangeRate;
import portolan.api.v1.ExecuteLockRequest;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.LockQuoteRequest;
import portolan.api.v1.Payout;
import portolan.api.v1.PublishReferenceRatesRequest;
import portolan.api.v1.QuoteRounding;
import portolan.api.v1.QuoteSide;
import portolan.api.v1.RedeemRequest;
import portolan.api.v1.ReferenceRate;
import portolan.api.v1.SignQuoteRequest;
import portolan.client.PortolanClient;
import portolan.command.Gateways;
import portolan.command.demo.Trade;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.SettlementPlan;

/**
 * Requests of the settlement that are no deliveries, through the gateways' public API. Each is a
 * transaction of its own, or more.
 */
final class MoneyRequests implements AutoCloseable {
  private static final Currency HOME = new Currency("GBP");
  private static final Currency FOREIGN = new Currency("EUR");
  private static final long AMOUNT = 1_000;
  private static final long SMALL = 10;
  private static final int QUOTE_SECONDS = 60;
  private static final int SETTLE_SECONDS = 300;
  private static final long YEAR_SECONDS = 31_536_000;

  private final Trade trade;
  private final EscrowStock stock;
  private final PortolanClient bank;
  private final PortolanClient platform;
  private final String bankMsp;
  private final String platformMsp;
  private final String run;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  MoneyRequests(Gateways gateways, Trade trade, String platformMsp, EscrowStock stock, String run) {
    this.trade = trade;
    this.stock = stock;
    this.run = run;
    this.platformMsp = platformMsp;
    bankMsp = trade.settlement().bank();
    bank = gateways.of(bankMsp);
    platform = gateways.of(platformMsp);
  }

  /** Escrows of three payees, each of whom is told of its note in a transaction of its own. */
  Requests fundings(int count) throws Exception {
    stock.mint("F" + run, platformMsp, new Money(HOME, AMOUNT), count);
    List<String> payees =
        List.of(
            trade.order().getSupplier(),
            trade.declaration().getCarrier(),
            trade.declaration().getAuthority());
    return requests(
        count,
        n -> {
          String id = "F" + run + "-" + n;
          FundEscrowRequest.Builder request =
              FundEscrowRequest.newBuilder()
                  .setEscrowId(id)
                  .setOrderId(trade.order().getOrderId())
                  .setDeclarationId(trade.declaration().getDeclarationId())
                  .setAuthority(trade.declaration().getAuthority())
                  .setBank(bankMsp)
                  .setCurrency(HOME.code())
                  .setDeliverySecretSha256(Sha256.hex("secret-of-" + id))
                  .setExpiresAfterSeconds(YEAR_SECONDS);
          List<Money> shares = new Money(HOME, AMOUNT).divide(List.of(8L, 1L, 1L));
          for (int i = 0; i < payees.size(); i++) {
            request.addPayouts(
                Payout.newBuilder()
                    .setPayee(payees.get(i))
                    .setMinorUnits(shares.get(i).minorUnits()));
          }
          platform.escrows().fundEscrow(request.build());
        });
  }

  /** Redemptions of a hundred small notes each. */
  Requests spendings(int count) throws Exception {
    int notes = SettlementPlan.MAX_NOTES;
    List<String> ids = stock.mint("S" + run, platformMsp, new Money(HOME, SMALL), count * notes);
    return requests(
        count,
        n ->
            platform
                .money()
                .redeem(
                    RedeemRequest.newBuilder()
                        .setRedemptionId("S" + run + "-" + n)
                        .setBank(bankMsp)
                        .addAllNoteIds(ids.subList(n * notes, (n + 1) * notes))
                        .setCreditorName("Platform")
                        .setCreditorIban(trade.settlement().redemption().creditorIban())
                        .build()));
  }

  /** Trades of currencies: a quote is signed, locked and executed. */
  Requests trades(int count) throws Exception {
    stock.mint("E" + run, platformMsp, new Money(FOREIGN, 2 * AMOUNT), count);
    stock.mint("G" + run, bankMsp, new Money(HOME, AMOUNT), count);
    bank.exchange()
        .publishReferenceRates(
            PublishReferenceRatesRequest.newBuilder()
                .setSource("BENCH-" + run)
                .setDate(LocalDate.now(ZoneOffset.UTC).toString())
                .setBaseCurrency(FOREIGN.code())
                .setToleranceBasisPoints(100)
                .addRates(ReferenceRate.newBuilder().setCurrency(HOME.code()).setRate("0.87"))
                .build());
    return requests(count, this::exchange);
  }

  private void exchange(int n) {
    String id = "X" + run + "-" + n;
    var quote =
        bank.exchange()
            .signQuote(
                SignQuoteRequest.newBuilder()
                    .setQuoteId(id)
                    .setBuyer(platformMsp)
                    .setSourceCurrency(FOREIGN.code())
                    .setTargetCurrency(HOME.code())
                    .setSourceBank(bankMsp)
                    .setTargetBank(bankMsp)
                    .setSide(QuoteSide.QUOTE_SIDE_FIX_TARGET)
                    .setRate(ExchangeRate.newBuilder().setNumerator("87").setDenominator("100"))
                    .setRounding(QuoteRounding.QUOTE_ROUNDING_TOWARDS_PROVIDER)
                    .setMaximumMinorUnits(AMOUNT)
                    .setReference("BENCH-" + run)
                    .setValidForSeconds(QUOTE_SECONDS)
                    .setSettleWithinSeconds(SETTLE_SECONDS)
                    .build())
            .getSignedQuote();
    platform
        .exchange()
        .lockQuote(
            LockQuoteRequest.newBuilder()
                .setLockId(id)
                .setSignedQuote(quote)
                .setAmountMinorUnits(AMOUNT)
                .build());
    platform.exchange().executeLock(ExecuteLockRequest.newBuilder().setLockId(id).build());
  }

  private Requests requests(int count, IntConsumer request) {
    AtomicInteger next = new AtomicInteger();
    return () -> {
      int n = next.getAndIncrement();
      return n >= count
          ? Optional.empty()
          : Optional.of(CompletableFuture.runAsync(() -> request.accept(n), threads));
    };
  }

  @Override
  public void close() {
    threads.close();
  }
}
