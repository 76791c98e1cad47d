// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

/**
 * What a note's commitment hides: {@code {"amount","currency","owner","salt"}}.
 *
 * @param amount above zero
 * @param owner the member that may spend it
 * @param salt 32 to 128 random lower-case hexadecimal digits
 */
public record NoteOpening(Money amount, String owner, String salt) {
  /** The kind of document in the commitment. */
  public static final String KIND = "note";

  /** Checks the parts. */
  public NoteOpening {
    if (amount.isZero() || !Format.MEMBER.accepts(owner) || !Format.RANDOM.accepts(salt)) {
      throw new IllegalArgumentException(
          "expected an amount above zero, an MSP id, and a salt of " + Format.RANDOM.expected());
    }
  }

  /** Reads an opening. */
  public static NoteOpening fromJson(Fields fields) {
    long amount = fields.positiveAmount("amount");
    NoteOpening opening =
        new NoteOpening(
            new Money(Currency.fromJson(fields, "currency"), amount),
            fields.text("owner", Format.MEMBER),
            fields.text(Commitment.SALT, Format.RANDOM));
    fields.end();
    return opening;
  }

  /** The document that is committed to. */
  public JsonObject toJson() {
    return Json.object()
        .putAmount("amount", amount.minorUnits())
        .put("currency", amount.currency().code())
        .put("owner", owner)
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
    return "NoteOpening[sealed]";
  }
}
