package portolan.domain.settlement;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * What protects the buyer after a delivery: {@code {"seller","inspectionSeconds",
 * "negotiationSeconds","arbitrationSeconds","fallback"}}. Every interval begins with the
 * transaction that begins its phase, and when it is over anybody may say so; so every escrow ends,
 * whoever is silent.
 *
 * @param seller the member that a claim is made against
 * @param inspectionSeconds from the confirmed delivery, 1 to 2,592,000 (30 days): until then the
 *     funder may accept or claim, then the payouts are final
 * @param negotiationSeconds from a claim, 1 to 2,592,000: until then the two may agree on a split,
 *     then the bank decides
 * @param arbitrationSeconds from then on, 1 to 5,184,000 (60 days): until then the bank may decide,
 *     then the fallback does
 * @param fallback DELIVERED or REFUNDED
 */
public record Rulebook(
    String seller,
    long inspectionSeconds,
    long negotiationSeconds,
    long arbitrationSeconds,
    Outcome fallback) {
  /** Longest inspection or negotiation, in seconds: 30 days. */
  static final long LONGEST = 2_592_000;

  private static final long LONGEST_ARBITRATION = 5_184_000;

  /** Reads a rulebook. */
  public static Rulebook fromJson(Fields fields) {
    Rulebook rulebook =
        new Rulebook(
            fields.text("seller", Format.MEMBER),
            fields.integer("inspectionSeconds", 1, LONGEST),
            fields.integer("negotiationSeconds", 1, LONGEST),
            fields.integer("arbitrationSeconds", 1, LONGEST_ARBITRATION),
            fields.choice("fallback", Outcome.class));
    fields.end();
    return rulebook;
  }

  /** The form in the terms. */
  public JsonObject toJson() {
    return Json.object()
        .put("seller", seller)
        .put("inspectionSeconds", inspectionSeconds)
        .put("negotiationSeconds", negotiationSeconds)
        .put("arbitrationSeconds", arbitrationSeconds)
        .put("fallback", fallback.name())
        .build();
  }
}
