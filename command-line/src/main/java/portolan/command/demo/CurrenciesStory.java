// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import portolan.api.v1.ExchangeRate;
import portolan.api.v1.ExecuteLockRequest;
import portolan.api.v1.LockQuoteRequest;
import portolan.api.v1.LockQuoteResponse;
import portolan.api.v1.Money;
import portolan.api.v1.PublishReferenceRatesRequest;
import portolan.api.v1.QuoteRounding;
import portolan.api.v1.QuoteSide;
import portolan.api.v1.ReferenceRate;
import portolan.api.v1.SignQuoteRequest;
import portolan.api.v1.SignedQuote;

/**
 * The buyer pays in another currency than the order's: the platform buys what it needs at a rate
 * that the bank signs.
 *
 * @param id of the quote, the lock and the reference rates
 * @param currency the buyer's, ISO 4217
 * @param reserves what the buyer has, minor units
 * @param rate of the order's currency for one of the buyer's, that the bank quotes
 * @param referenceRate the same as the day's reference, decimal
 * @param toleranceBasisPoints how far a quote may be from the reference
 */
public record CurrenciesStory(
    String id,
    String currency,
    long reserves,
    ExchangeRate rate,
    String referenceRate,
    int toleranceBasisPoints)
    implements Story {
  private static final int VALID_SECONDS = 120;
  private static final int SETTLE_SECONDS = 300;

  @Override
  public void endow(Stage stage) {
    Trade.Settlement money = stage.trade().settlement();
    Narration narration = stage.narration();
    stage.issue(
        id + "-" + currency,
        stage.platformMsp(),
        Money.newBuilder().setCurrency(currency).setMinorUnits(reserves).build());
    stage.issue(money.attestationId(), money.bank(), narration.money(money.reserves()));
    narration.step(
        "bank publishes the day's reference rate, " + referenceRate,
        () ->
            stage
                .bank()
                .exchange()
                .publishReferenceRates(
                    PublishReferenceRatesRequest.newBuilder()
                        .setSource(id)
                        .setDate(LocalDate.now(ZoneOffset.UTC).toString())
                        .setBaseCurrency(currency)
                        .setToleranceBasisPoints(toleranceBasisPoints)
                        .addRates(
                            ReferenceRate.newBuilder()
                                .setCurrency(stage.trade().currency())
                                .setRate(referenceRate))
                        .build())
                .getReceipt());
    SignedQuote quote = stage.bank().exchange().signQuote(request(stage)).getSignedQuote();
    narration.line(
        "bank signs a quote: up to "
            + narration.amount(stage.trade().needed())
            + " at "
            + rate.getNumerator()
            + "/"
            + rate.getDenominator());
    LockQuoteResponse[] locked = new LockQuoteResponse[1];
    narration.step(
        "platform locks it: from now on nobody can lose by the rate",
        () -> {
          locked[0] =
              stage
                  .platform()
                  .exchange()
                  .lockQuote(
                      LockQuoteRequest.newBuilder()
                          .setLockId(id)
                          .setSignedQuote(quote)
                          .setAmountMinorUnits(stage.trade().needed())
                          .build());
          return locked[0].getReceipt();
        });
    narration.step(
        "platform executes it: both amounts change hands in one transaction",
        () ->
            stage
                .platform()
                .exchange()
                .executeLock(ExecuteLockRequest.newBuilder().setLockId(id).build())
                .getReceipt());
    narration.line(
        "paid "
            + locked[0].getSource().getCurrency()
            + " "
            + locked[0].getSource().getMinorUnits()
            + " minor units for "
            + narration.amount(locked[0].getTarget().getMinorUnits()));
  }

  private SignQuoteRequest request(Stage stage) {
    String bank = stage.trade().settlement().bank();
    return SignQuoteRequest.newBuilder()
        .setQuoteId(id)
        .setBuyer(stage.platformMsp())
        .setSourceCurrency(currency)
        .setTargetCurrency(stage.trade().currency())
        .setSourceBank(bank)
        .setTargetBank(bank)
        .setSide(QuoteSide.QUOTE_SIDE_FIX_TARGET)
        .setRate(rate)
        .setRounding(QuoteRounding.QUOTE_ROUNDING_TOWARDS_PROVIDER)
        .setMaximumMinorUnits(stage.trade().needed())
        .setReference(id)
        .setValidForSeconds(VALID_SECONDS)
        .setSettleWithinSeconds(SETTLE_SECONDS)
        .build();
  }

  @Override
  public Map<String, Long> play(Stage stage) {
    stage.narration().title("Deliver");
    stage.deliver("courier presents the consignee's secret: delivered and paid in one transaction");
    return stage.shares(0);
  }
}
