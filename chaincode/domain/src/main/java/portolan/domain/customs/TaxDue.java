// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

/**
 * What an {@link Assessment} comes to, and nothing of how: {@code
 * {"declarationId","authority","currency","total","salt"}}. Whoever pays or withholds it shows this
 * to the bank, and the goods, their values and the rule stay sealed.
 *
 * @param declarationId whose goods are assessed
 * @param authority the member that it is due to
 * @param total duty and value added tax together; may be zero
 * @param salt of its commitment, 64 lower-case hexadecimal digits; follows from the assessment's
 */
public record TaxDue(String declarationId, String authority, Money total, String salt) {
  /** The kind of its commitment. */
  public static final String KIND = "tax-due";

  /** Of an assessment by this authority. */
  public static TaxDue of(Assessment assessment, String authority) {
    return new TaxDue(
        assessment.declarationId(),
        authority,
        new Money(assessment.currency(), assessment.total().longValueExact()),
        Sha256.hex(KIND + " " + assessment.salt()));
  }

  /** Reads what is due. */
  public static TaxDue fromJson(Fields fields) {
    TaxDue due =
        new TaxDue(
            fields.text("declarationId", Format.QUALIFIED),
            fields.text("authority", Format.MEMBER),
            new Money(Currency.fromJson(fields, "currency"), fields.amount("total")),
            fields.text(Commitment.SALT, Format.RANDOM));
    fields.end();
    return due;
  }

  /** The canonical form. */
  public JsonObject toJson() {
    return Json.object()
        .put("declarationId", declarationId)
        .put("authority", authority)
        .put("currency", total.currency().code())
        .putAmount("total", total.minorUnits())
        .put(Commitment.SALT, salt)
        .build();
  }

  /** What the channel sees. */
  public Commitment commitment() {
    return Commitment.to(KIND, toJson());
  }

  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "TaxDue[" + declarationId + ", sealed]";
  }
}
