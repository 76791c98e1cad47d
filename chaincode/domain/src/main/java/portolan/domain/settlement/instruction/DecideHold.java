// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.membership.MemberSignature;
import portolan.domain.settlement.escrow.HoldDecision;
import portolan.domain.settlement.escrow.Holds;

/**
 * Item of {@code decideHold} [the bank of the escrow]: {@code {"escrowId","number","officer",
 * "verdict","signature","certificate"}}.
 *
 * @param escrowId an escrow that is held
 * @param number of the holds that it decides about
 * @param officer who decides
 * @param verdict what is decided
 * @param signature by the officer over the {@link HoldDecision}
 */
public record DecideHold(
    String escrowId,
    long number,
    String officer,
    HoldDecision.Verdict verdict,
    MemberSignature signature) {

  /** Reads an item. */
  public static DecideHold fromJson(Fields fields) {
    DecideHold item =
        new DecideHold(
            fields.text("escrowId", Format.QUALIFIED),
            fields.integer("number", 0, Holds.MAX_NUMBER),
            fields.text("officer", Format.IDENTIFIER),
            fields.choice("verdict", HoldDecision.Verdict.class),
            MemberSignature.fromJson(fields));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return signature
        .addTo(
            Json.object()
                .put("escrowId", escrowId)
                .put("number", number)
                .put("officer", officer)
                .put("verdict", verdict.name()))
        .build();
  }
}
