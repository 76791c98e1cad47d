// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;

/**
 * What the bank and the funder keep of a {@link SettlementPlan} for one of its escrows: {@code
 * {"outcomes":{..},"change":[openings],"salt"}}. With the channel's commitments it shows every
 * amount of the escrow.
 *
 * @param outcomes who gets what
 * @param change of the funding, if this is its first escrow
 * @param salt 32 to 128 random lower-case hexadecimal digits
 */
public record FundedPlan(PayoutPlan outcomes, List<NoteOpening> change, String salt) {

  /** Copies the list. */
  public FundedPlan {
    change = List.copyOf(change);
  }

  /** That of the escrow at this place of a plan. */
  public static FundedPlan of(SettlementPlan plan, int index) {
    return new FundedPlan(
        plan.escrows().get(index), index == 0 ? plan.change() : List.of(), plan.salt());
  }

  /** Reads what was kept. */
  public static FundedPlan fromJson(Fields fields) {
    FundedPlan plan =
        new FundedPlan(
            PayoutPlan.fromJson(fields.object("outcomes")),
            fields.objects("change", 0, SettlementPlan.MAX_NOTES).stream()
                .map(NoteOpening::fromJson)
                .toList(),
            fields.text(Commitment.SALT, Format.RANDOM));
    fields.end();
    return plan;
  }

  /** The document that is sealed. */
  public JsonObject toJson() {
    return Json.object()
        .put("outcomes", outcomes.toJson())
        .put("change", JsonArray.of(change.stream().map(NoteOpening::toJson).toList()))
        .put(Commitment.SALT, salt)
        .build();
  }

  /** The opening of a note that the funding created, if it is one of this escrow. */
  public Optional<NoteOpening> opening(NoteId note) {
    List<NoteOpening> notes = note.outcome().map(outcomes::of).orElse(change);
    return note.isOfFunding() && note.number() <= notes.size()
        ? Optional.of(notes.get(note.number() - 1))
        : Optional.empty();
  }

  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "FundedPlan[sealed]";
  }
}
