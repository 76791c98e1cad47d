// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.util.List;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.LodgeDeclarationRequest;
import portolan.api.v1.OrderDocument;
import portolan.api.v1.PaymentDocument;
import portolan.api.v1.Payout;
import portolan.api.v1.PlaceOrderRequest;
import portolan.api.v1.RegisterProductRequest;
import portolan.api.v1.TaxRule;
import portolan.api.v1.WaybillDocument;
import portolan.domain.money.Currency;

/**
 * One trade as its input files describe it.
 *
 * @param supplierEvents EPCIS document with what the supplier does, JSON
 * @param carrierEvents EPCIS document with what the carrier does, JSON
 * @param unit canonical EPC of the first commissioned unit, whose provenance is shown
 * @param estimatedTax duty and VAT that the rule gives for the declared values, minor units
 */
public record Trade(
    RegisterProductRequest product,
    TaxRule rule,
    PlaceOrderRequest order,
    OrderDocument orderDocument,
    PaymentDocument payment,
    String supplierEvents,
    String carrierEvents,
    String unit,
    WaybillDocument waybill,
    LodgeDeclarationRequest declaration,
    long estimatedTax,
    Settlement settlement) {

  /** Money matters of the trade. Amounts are in minor units of the order's currency. */
  public record Settlement(
      String bank,
      String attestationId,
      long reserves,
      String escrowId,
      String deliverySecret,
      long expiresAfterSeconds,
      List<Payout> payouts,
      String taxEscrowId,
      String remainderTo,
      Redemption redemption) {}

  /** How the payee of the remainder turns its money into bank money. */
  public record Redemption(String redemptionId, String creditorName, String creditorIban) {}

  /** Decimals of the currency's minor unit. */
  int decimals() {
    return new Currency(currency()).decimals().orElse(0);
  }

  String currency() {
    return order.getTerms().getCurrency();
  }

  /** What the buyer pays for the order. */
  long funded() {
    return orderDocument.getTotalMinorUnits();
  }

  /** What the buyer has to have: the order, and what customs is likely to assess. */
  long needed() {
    return Math.addExact(funded(), estimatedTax);
  }

  /** Everybody's share on delivery; the shares add up to {@link #funded()}. */
  FundEscrowRequest funding(String secretHash) {
    FundEscrowRequest.Builder request =
        FundEscrowRequest.newBuilder()
            .setEscrowId(settlement.escrowId())
            .setOrderId(order.getOrderId())
            .setDeclarationId(declaration.getDeclarationId())
            .setAuthority(declaration.getAuthority())
            .setBank(settlement.bank())
            .setCurrency(currency())
            .setDeliverySecretSha256(secretHash)
            .setExpiresAfterSeconds(settlement.expiresAfterSeconds())
            .addAllPayouts(settlement.payouts());
    long spent = request.getPayoutsList().stream().mapToLong(Payout::getMinorUnits).sum();
    return request.addPayouts(payout(settlement.remainderTo(), funded() - spent)).build();
  }

  private static Payout payout(String payee, long minorUnits) {
    return Payout.newBuilder().setPayee(payee).setMinorUnits(minorUnits).build();
  }
}
