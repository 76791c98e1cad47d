// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.util.List;
import java.util.Map;
import portolan.api.v1.AcceptGoodsRequest;
import portolan.api.v1.BuyReceivableRequest;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.GetReceivableRequest;
import portolan.api.v1.OfferReceivableRequest;
import portolan.api.v1.Receivable;
import portolan.api.v1.Rulebook;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

/**
 * The goods are delivered and inspected; the supplier does not wait for its money and sells its
 * claim.
 *
 * @param receivableId chosen by the supplier
 * @param financier who buys it: not the funder, the seller or the bank
 * @param discountBasisPoints what the supplier leaves to the financier, 0 to 9,999
 */
public record ReceivableStory(
    Rulebook rulebook, String receivableId, String financier, int discountBasisPoints)
    implements Story {
  private static final long ALL = 10_000;

  @Override
  public List<FundEscrowRequest> escrows(FundEscrowRequest whole) {
    return List.of(whole.toBuilder().setRulebook(rulebook).build());
  }

  @Override
  public Map<String, Long> play(Stage stage) {
    Narration narration = stage.narration();
    String id = stage.trade().settlement().escrowId();
    String seller = stage.trade().settlement().remainderTo();
    Map<String, Long> due = stage.shares(0);
    long claim = due.remove(seller);
    long price = price(stage, claim);
    narration.title("Deliver");
    stage.deliver("courier presents the consignee's secret: delivered, and inspected by the buyer");
    narration.title("Sell the claim");
    stage.issue(QualifiedId.parse(receivableId).id(), financier, narration.money(price));
    narration.step(
        "supplier offers its "
            + narration.amount(claim)
            + " to "
            + financier
            + " for "
            + narration.amount(price),
        () ->
            stage
                .onceItIsKnown(
                    () ->
                        stage
                            .seller()
                            .receivables()
                            .offerReceivable(
                                OfferReceivableRequest.newBuilder()
                                    .setReceivableId(receivableId)
                                    .setEscrowId(id)
                                    .setFinancier(financier)
                                    .setPriceMinorUnits(price)
                                    .build()))
                .getReceipt());
    narration.step(
        financier + " buys it: the supplier has its money, the claim is the financier's",
        () ->
            stage
                .onceItIsKnown(
                    () ->
                        stage
                            .gateways()
                            .of(financier)
                            .receivables()
                            .buyReceivable(
                                BuyReceivableRequest.newBuilder()
                                    .setReceivableId(receivableId)
                                    .setPriceMinorUnits(price)
                                    .build()))
                .getReceipt());
    Receivable sold =
        stage
            .seller()
            .receivables()
            .getReceivable(GetReceivableRequest.newBuilder().setReceivableId(receivableId).build());
    narration.line("sold: " + sold.getSold() + ", for " + narration.amount(price));
    narration.title("Accept");
    narration.step(
        "platform accepts the goods for the buyer: everybody is paid, the financier too",
        () ->
            stage
                .platform()
                .disputes()
                .acceptGoods(AcceptGoodsRequest.newBuilder().setEscrowId(id).build())
                .getReceipt());
    due.merge(financier, claim, Long::sum);
    return due;
  }

  /** Rounded down, for the financier. */
  private long price(Stage stage, long claim) {
    return new Money(new Currency(stage.trade().currency()), claim)
        .divide(List.of((long) discountBasisPoints, ALL - discountBasisPoints))
        .get(1)
        .minorUnits();
  }
}
