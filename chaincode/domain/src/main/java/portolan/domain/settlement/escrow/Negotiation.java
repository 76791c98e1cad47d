// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/**
 * The funder claims that something is wrong with the goods.
 *
 * @param delivery evidence of the delivery
 * @param reason commitment to what is wrong
 * @param until from when on the bank decides
 * @param offer the split that the funder offers, if it does
 * @param proposal the return to which somebody has agreed, if not all have who bear it
 * @param assignments payouts that the seller had sold
 */
public record Negotiation(
    Delivered delivery,
    Commitment reason,
    Instant until,
    Optional<SplitOffer> offer,
    Optional<ReturnProposal> proposal,
    List<Assignment> assignments)
    implements EscrowState.Arrived {
  /** Copies the list. */
  public Negotiation {
    assignments = List.copyOf(assignments);
  }

  /** Nothing was offered, proposed or sold. */
  public Negotiation(Delivered delivery, Commitment reason, Instant until) {
    this(delivery, reason, until, Optional.empty(), Optional.empty(), List.of());
  }

  Negotiation with(SplitOffer latest) {
    return new Negotiation(delivery, reason, until, Optional.of(latest), proposal, assignments);
  }

  /** Reads it. */
  static Negotiation fromJson(Fields fields) {
    return new Negotiation(
        Delivered.fromJson(fields),
        fields.commitment("reason"),
        fields.timestamp("until"),
        fields
            .optionalText("offerId", Format.QUALIFIED)
            .map(id -> SplitOffer.fromJson(id, fields.object("offer"))),
        fields.optionalObject("return").map(ReturnProposal::fromJson),
        Assignment.listFromJson(fields));
  }

  void addTo(JsonObject.Builder json) {
    delivery.addTo(json);
    json.put("reason", reason.hex()).put("until", Timestamp.format(until));
    offer.ifPresent(made -> json.put("offerId", made.offerId()).put("offer", made.toJson()));
    proposal.ifPresent(made -> json.put("return", made.toJson()));
    Assignment.addTo(json, assignments);
  }
}
