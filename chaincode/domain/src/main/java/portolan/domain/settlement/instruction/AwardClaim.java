// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import java.util.List;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.SettlementPlan;

/**
 * Item of {@code award} [the escrow's bank]: {@code {"escrowId","awardId","verdict","notes"}}. With
 * the verdict SPLIT the sealed part is a {@link portolan.domain.settlement.SplitPlan}.
 *
 * @param escrowId an escrow whose claim was escalated
 * @param awardId chosen by the bank
 * @param verdict what the bank decides
 * @param notes commitments of the shares: 1 to 100 for SPLIT, none otherwise
 */
public record AwardClaim(String escrowId, String awardId, Verdict verdict, List<Commitment> notes) {

  /** What a bank can decide. */
  public enum Verdict {
    /** The claim is rejected: the payouts of the delivery are final. */
    DELIVERED,
    /** The claim is right: the money goes back. */
    REFUNDED,
    /** The money is shared. */
    SPLIT
  }

  /** Copies the list. */
  public AwardClaim {
    notes = List.copyOf(notes);
  }

  /** Reads an item. */
  public static AwardClaim fromJson(Fields fields) {
    Verdict verdict = fields.choice("verdict", Verdict.class);
    boolean split = verdict == Verdict.SPLIT;
    AwardClaim item =
        new AwardClaim(
            fields.text("escrowId", Format.QUALIFIED),
            fields.text("awardId", Format.QUALIFIED),
            verdict,
            fields.commitments("notes", split ? 1 : 0, split ? SettlementPlan.MAX_NOTES : 0));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .put("escrowId", escrowId)
        .put("awardId", awardId)
        .put("verdict", verdict.name())
        .put("notes", JsonArray.ofTexts(notes.stream().map(Commitment::hex).toList()))
        .build();
  }
}
