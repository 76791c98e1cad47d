// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;
import portolan.domain.gs1.Sscc;

/**
 * What everybody on the channel knows of a declaration.
 *
 * @param customsOffice code of the office, 1 to 17 characters
 * @param consignment the logistic unit that is declared
 * @param declarant the member that lodged it
 * @param commitment to the {@link Declaration}
 * @param ref key under which it is sealed
 */
public record Lodgement(
    String declarationId,
    String orderId,
    String ruleId,
    String customsOffice,
    Sscc consignment,
    Parties parties,
    String declarant,
    Commitment commitment,
    String ref,
    Instant lodgedAt,
    String payloadHash) {

  /** Reads what a declarant lodges. */
  public static Lodgement lodged(
      Fields fields, String declarant, Instant lodgedAt, String payloadHash) {
    Lodgement lodgement = read(fields, declarant, lodgedAt, payloadHash);
    fields.end();
    return lodgement;
  }

  /** Reads the form on the ledger. */
  static Lodgement fromJson(Fields fields) {
    return read(
        fields,
        fields.text("declarant", Format.MEMBER),
        fields.timestamp("lodgedAt"),
        fields.text("payloadHash", Format.SHA256));
  }

  private static Lodgement read(
      Fields fields, String declarant, Instant lodgedAt, String payloadHash) {
    return new Lodgement(
        fields.text("declarationId", Format.QUALIFIED),
        fields.text("orderId", Format.QUALIFIED),
        fields.text("ruleId", Format.IDENTIFIER),
        fields.text("customsOffice", 17),
        Sscc.read(fields, "consignment"),
        Parties.fromJson(fields.object("parties")),
        declarant,
        fields.commitment("commitment"),
        fields.text("ref", Format.RANDOM),
        lodgedAt,
        payloadHash);
  }

  /** The day that decides which version of a rule applies, in UTC. */
  public LocalDate taxPoint() {
    return LocalDate.ofInstant(lodgedAt, ZoneOffset.UTC);
  }

  void writeTo(JsonObject.Builder json) {
    json.put("declarationId", declarationId)
        .put("orderId", orderId)
        .put("ruleId", ruleId)
        .put("customsOffice", customsOffice)
        .put("consignment", consignment.canonical())
        .put("parties", parties.toJson())
        .put("declarant", declarant)
        .put("commitment", commitment.hex())
        .put("ref", ref)
        .put("lodgedAt", Timestamp.format(lodgedAt))
        .put("payloadHash", payloadHash);
  }
}
