// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Money;
import portolan.domain.worldstate.RefusalCode;

/**
 * A seller's offer to assign its claim on the payouts of a delivery: {@code {"claim":opening,
 * "price","salt"}}. Without recourse: if the delivery turns out to be defective the loss is the
 * financier's, who takes the seller's place in the negotiation. Sealed to the bank, the seller and
 * the financier.
 *
 * @param claim opening of the seller's note
 * @param price what the seller wants for it, in its currency, above zero and not above its amount
 * @param salt 32 to 128 random lower-case hexadecimal digits
 */
public record ReceivableOffer(NoteOpening claim, Money price, String salt) {
  /** The kind of document in the commitment. */
  public static final String KIND = "receivable";

  /** Reads an offer. */
  public static ReceivableOffer fromJson(Fields fields) {
    NoteOpening claim = NoteOpening.fromJson(fields.object("claim"));
    ReceivableOffer offer =
        new ReceivableOffer(
            claim,
            new Money(claim.amount().currency(), fields.positiveAmount("price")),
            fields.text(Commitment.SALT, Format.RANDOM));
    fields.end();
    if (offer.price.minorUnits() > claim.amount().minorUnits()) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT, "price", "expected no more than the claim is worth");
    }
    return offer;
  }

  /** The document that is committed to. */
  public JsonObject toJson() {
    return Json.object()
        .put("claim", claim.toJson())
        .putAmount("price", price.minorUnits())
        .put(Commitment.SALT, salt)
        .build();
  }

  /** The commitment. */
  public Commitment commitment() {
    return Commitment.to(KIND, toJson());
  }

  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "ReceivableOffer[sealed]";
  }
}
