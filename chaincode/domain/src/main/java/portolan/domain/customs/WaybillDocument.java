// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.time.Instant;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.gs1.Sscc;

/**
 * The carrier's word on what travels: {@code
 * {"waybillId","orderId","consignee","consignment","grossWeightGrams","packages","issuedAt","salt"}}.
 *
 * @param consignee pseudonym, 1 to 140 characters
 * @param consignment the logistic unit
 * @param packages 1 to 100,000
 */
public record WaybillDocument(
    String waybillId,
    String orderId,
    String consignee,
    Sscc consignment,
    long grossWeightGrams,
    long packages,
    Instant issuedAt) {
  private static final long MAX_PACKAGES = 100_000;

  /** Reads the document. */
  public static WaybillDocument fromJson(Fields fields) {
    WaybillDocument document =
        new WaybillDocument(
            fields.text("waybillId", Format.IDENTIFIER),
            fields.text("orderId", Format.QUALIFIED),
            fields.text("consignee", 140),
            Sscc.read(fields, "consignment"),
            fields.integer("grossWeightGrams", 1, Declaration.MAX_WEIGHT_GRAMS),
            fields.integer("packages", 1, MAX_PACKAGES),
            fields.timestamp("issuedAt"));
    fields.text(Commitment.SALT, Format.RANDOM);
    fields.end();
    return document;
  }
}
