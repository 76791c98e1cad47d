// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.NoteCounts;
import portolan.domain.settlement.Rulebook;

/**
 * An escrow as it was funded. It never changes; where it stands is kept by itself, in {@link
 * EscrowState}, so that a delivery need not write all this again.
 *
 * @param terms what was agreed
 * @param fundedBy the member whose notes were spent
 * @param fundedAt timestamp of the funding transaction
 * @param notes how many notes the funding created
 * @param payloadHash of the item that funded it
 */
public record Escrow(
    EscrowTerms terms, String fundedBy, Instant fundedAt, NoteCounts notes, String payloadHash) {

  /** Reads an escrow. */
  public static Escrow fromJson(Fields fields) {
    return new Escrow(
        EscrowTerms.fromJson(fields),
        fields.text("fundedBy", Format.MEMBER),
        fields.timestamp("fundedAt"),
        NoteCounts.fromJson(fields.object("notes")),
        fields.text("payloadHash", Format.SHA256));
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        Json.object()
            .put("fundedBy", fundedBy)
            .put("fundedAt", Timestamp.format(fundedAt))
            .put("notes", notes.toJson())
            .put("payloadHash", payloadHash);
    terms.addTo(json);
    return json.build();
  }

  /** From when on it can be refunded. */
  public Instant deadline() {
    return fundedAt.plusSeconds(terms.expiresAfterSeconds());
  }

  /**
   * The state that it starts in: held if a party has to be screened, if the amount is above the
   * limit of the bank, or for both.
   *
   * @param aboveLimit whether it is
   */
  public EscrowState start(boolean aboveLimit) {
    EscrowState funded =
        new Funded(
            terms.orderId(),
            terms.declarationId(),
            terms.authority(),
            terms.trigger(),
            deadline(),
            terms.rulebook().map(Rulebook::inspectionSeconds).orElse(0L),
            notes.lost() > 0);
    Holds holds = Holds.NONE;
    if (aboveLimit) {
      holds = holds.open(reason(HoldReason.LIMIT, terms.bank()));
    }
    if (terms.screener().isPresent()) {
      holds = holds.open(reason(HoldReason.SCREENING, terms.screener().get()));
    }
    return new Hold(funded, holds).gate();
  }

  private OpenReason reason(HoldReason reason, String by) {
    return new OpenReason(reason, by, fundedAt, Optional.empty());
  }
}
