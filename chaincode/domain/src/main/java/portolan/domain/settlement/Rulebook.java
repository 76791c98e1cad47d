// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.worldstate.RefusalCode;

/**
 * What protects the buyer after a delivery: {@code {"seller","inspectionSeconds",
 * "negotiationSeconds","arbitrationSeconds","returnSeconds"?,"fallback"}}. Every interval begins
 * with the transaction that begins its phase, and when it is over anybody may say so; so every
 * escrow ends, whoever is silent.
 *
 * @param seller the member that a claim is made against
 * @param inspectionSeconds from the confirmed delivery, 1 to 2,592,000 (30 days): until then the
 *     funder may accept or claim, then the payouts are final
 * @param negotiationSeconds from a claim, 1 to 2,592,000: until then the two may agree on a split
 *     or a return, then the bank decides; also from the report of a loss, until when it can be
 *     contested by delivering
 * @param arbitrationSeconds from then on, 1 to 5,184,000 (60 days): until then the bank may decide,
 *     then the fallback does
 * @param returnSeconds from the seller's agreement to a return, up to 5,184,000: until then the
 *     goods have to be back, then the payouts are final; 0 when goods cannot be returned
 * @param fallback DELIVERED or REFUNDED
 */
public record Rulebook(
    String seller,
    long inspectionSeconds,
    long negotiationSeconds,
    long arbitrationSeconds,
    long returnSeconds,
    Outcome fallback) {
  /** Longest inspection or negotiation, in seconds: 30 days. */
  public static final long LONGEST = 2_592_000;

  private static final long SIXTY_DAYS = 5_184_000;

  /** A rulebook under which goods cannot be returned. */
  public Rulebook(
      String seller,
      long inspectionSeconds,
      long negotiationSeconds,
      long arbitrationSeconds,
      Outcome fallback) {
    this(seller, inspectionSeconds, negotiationSeconds, arbitrationSeconds, 0, fallback);
  }

  /** Reads a rulebook. */
  public static Rulebook fromJson(Fields fields) {
    Outcome fallback = fields.choice("fallback", Outcome.class);
    if (!fallback.isRequired()) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT, "fallback", "expected DELIVERED or REFUNDED");
    }
    Rulebook rulebook =
        new Rulebook(
            fields.text("seller", Format.MEMBER),
            fields.integer("inspectionSeconds", 1, LONGEST),
            fields.integer("negotiationSeconds", 1, LONGEST),
            fields.integer("arbitrationSeconds", 1, SIXTY_DAYS),
            fields.has("returnSeconds") ? fields.integer("returnSeconds", 1, SIXTY_DAYS) : 0,
            fallback);
    fields.end();
    return rulebook;
  }

  /** The form in the terms. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        Json.object()
            .put("seller", seller)
            .put("inspectionSeconds", inspectionSeconds)
            .put("negotiationSeconds", negotiationSeconds)
            .put("arbitrationSeconds", arbitrationSeconds)
            .put("fallback", fallback.name());
    if (returnSeconds > 0) {
      json.put("returnSeconds", returnSeconds);
    }
    return json.build();
  }
}
