// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.time.Instant;
import java.util.List;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.money.Currency;
import portolan.domain.order.OrderLine;

/**
 * The platform's word on the order: {@code
 * {"orderId","buyer","currency","lines":[{"gtin","quantity","unitPrice"}],"freight","insurance","total","orderedAt","salt"}}.
 *
 * @param buyer pseudonym, 1 to 140 characters
 * @param total minor units that the buyer owes
 */
public record OrderDocument(
    String orderId,
    String buyer,
    Currency currency,
    List<OrderLine> lines,
    long freight,
    long insurance,
    long total,
    Instant orderedAt) {

  /** Copies the lines. */
  public OrderDocument {
    lines = List.copyOf(lines);
  }

  /** Reads the document. */
  public static OrderDocument fromJson(Fields fields) {
    OrderDocument document =
        new OrderDocument(
            fields.text("orderId", Format.QUALIFIED),
            fields.text("buyer", 140),
            Currency.fromJson(fields, "currency"),
            fields.objects("lines", 1, OrderLine.MAX_LINES).stream()
                .map(OrderLine::fromJson)
                .toList(),
            fields.amount("freight"),
            fields.amount("insurance"),
            fields.amount("total"),
            fields.timestamp("orderedAt"));
    fields.text(Commitment.SALT, Format.RANDOM);
    fields.end();
    return document;
  }
}
