// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.time.Instant;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.money.Currency;

/**
 * The bank's word on the payment: {@code
 * {"paymentId","orderId","payer","currency","amountPaid","paidAt","salt"}}.
 *
 * @param paymentId the bank's number, unique with it
 * @param payer pseudonym, 1 to 140 characters
 * @param amountPaid minor units
 */
public record PaymentDocument(
    String paymentId,
    String orderId,
    String payer,
    Currency currency,
    long amountPaid,
    Instant paidAt) {

  /** Reads the document. */
  public static PaymentDocument fromJson(Fields fields) {
    PaymentDocument document =
        new PaymentDocument(
            fields.text("paymentId", Format.IDENTIFIER),
            fields.text("orderId", Format.QUALIFIED),
            fields.text("payer", 140),
            Currency.fromJson(fields, "currency"),
            fields.amount("amountPaid"),
            fields.timestamp("paidAt"));
    fields.text(Commitment.SALT, Format.RANDOM);
    fields.end();
    return document;
  }

  /**
   * The mark that a payment was used, without its number: a hash that is the same for every
   * declaration that names the payment.
   */
  public String useMark(String bank) {
    return Commitment.tagged(
        "payment-use", Json.object().put("bank", bank).put("paymentId", paymentId).build());
  }
}
