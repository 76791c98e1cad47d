// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * Item of {@code screen} [the screener of the escrow]: {@code {"escrowId","clear","reference"}}.
 * The signature of the transaction is that of the verdict.
 *
 * @param escrowId an escrow that is held until it is screened, or was cleared and has not ended
 * @param clear whether the parties may be paid; what was cleared can be held again
 * @param reference commitment to what was screened, against which lists, with which result
 */
public record ScreenPayment(String escrowId, boolean clear, Commitment reference) {

  /** Reads an item. */
  public static ScreenPayment fromJson(Fields fields) {
    ScreenPayment item =
        new ScreenPayment(
            fields.text("escrowId", Format.QUALIFIED),
            fields.flag("clear"),
            fields.commitment("reference"));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object()
        .put("escrowId", escrowId)
        .put("clear", clear)
        .put("reference", reference.hex())
        .build();
  }
}
