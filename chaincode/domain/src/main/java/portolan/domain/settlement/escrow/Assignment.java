// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.SettlementPlan;

/**
 * One payout of a delivery that the seller has sold: {@code {"payout","financier","claim"}}. Its
 * buyer speaks for this payout, and for no other.
 *
 * @param payout its number among the payouts of the delivery, from 1
 * @param financier who has bought it
 * @param claim commitment of the payout as it was funded: the plan still opens it
 */
public record Assignment(int payout, String financier, Commitment claim) {
  private static final String ASSIGNED = "assigned";

  /** Those of a state; none if it has no such member. */
  static List<Assignment> listFromJson(Fields fields) {
    return fields.has(ASSIGNED)
        ? fields.objects(ASSIGNED, 1, SettlementPlan.MAX_NOTES).stream()
            .map(Assignment::fromJson)
            .toList()
        : List.of();
  }

  static void addTo(JsonObject.Builder json, List<Assignment> assignments) {
    if (!assignments.isEmpty()) {
      json.putAll(ASSIGNED, assignments.stream().map(Assignment::toJson).toList());
    }
  }

  static Assignment fromJson(Fields fields) {
    return new Assignment(
        (int) fields.integer("payout", 1, SettlementPlan.MAX_NOTES),
        fields.text("financier", Format.MEMBER),
        fields.commitment("claim"));
  }

  JsonObject toJson() {
    return Json.object()
        .put("payout", payout)
        .put("financier", financier)
        .put("claim", claim.hex())
        .build();
  }

  /** The assignment of a payout, if it was sold. */
  public static Optional<Assignment> of(List<Assignment> assignments, int payout) {
    return assignments.stream().filter(a -> a.payout() == payout).findFirst();
  }
}
