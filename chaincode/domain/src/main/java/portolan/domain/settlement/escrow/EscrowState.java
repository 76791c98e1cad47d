// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.Rulebook;

/**
 * Where an escrow stands.
 *
 * <p>Without a {@link Rulebook}: FUNDED, then exactly one of DELIVERED and REFUNDED. With one a
 * delivery begins an INSPECTION; a claim in that time leads to NEGOTIATION, which ends in a SPLIT,
 * a return (RETURNING) or is ESCALATED to the bank; and a carrier may report a loss (LOSS_CLAIM).
 * At any time before its end an escrow can be HELD: then nothing pays while one reason is open.
 * DELIVERED, REFUNDED, SPLIT, LOST and SEIZED are ends and are never left.
 *
 * <p>Its moves are in the stories that it extends. Each story decides for every state, so that one
 * more state does not compile until each has said what it means there. What only officers and
 * screeners do is in {@link Hold}.
 *
 * <p>This is the one key that a delivery reads and writes, so it holds what a delivery needs and
 * afterwards its evidence, and nothing else.
 */
public sealed interface EscrowState extends Delivery, Dispute, Loss, Expiry
    permits Funded, LossClaim, Held, EscrowState.Arrived, EscrowState.Ended {
  /** The name of a state on the ledger. */
  enum Name {
    /** See {@link Funded}. */
    FUNDED,
    /** See {@link Inspection}. */
    INSPECTION,
    /** See {@link Negotiation}. */
    NEGOTIATION,
    /** See {@link Escalated}. */
    ESCALATED,
    /** See {@link Returning}. */
    RETURNING,
    /** See {@link LossClaim}. */
    LOSS_CLAIM,
    /** See {@link Held}. */
    HELD,
    /** See {@link Delivered}. */
    DELIVERED,
    /** See {@link Refunded}. */
    REFUNDED,
    /** See {@link Split}. */
    SPLIT,
    /** See {@link Lost}. */
    LOST,
    /** See {@link Seized}. */
    SEIZED
  }

  /** An end; it is never left. */
  sealed interface Ended extends EscrowState permits Delivered, Refunded, Split, Lost, Seized {}

  /** The goods arrived, and the money is not paid yet. */
  sealed interface Arrived extends EscrowState
      permits Inspection, Negotiation, Escalated, Returning {
    /** Evidence of the delivery. */
    Delivered delivery();

    /** From when on time alone moves it on. */
    Instant until();

    /** Payouts of the delivery that the seller has sold, in the order of the sales. */
    List<Assignment> assignments();
  }

  /** The name of this state. */
  default Name name() {
    return switch (this) {
      case Funded f -> Name.FUNDED;
      case Inspection i -> Name.INSPECTION;
      case Negotiation n -> Name.NEGOTIATION;
      case Escalated e -> Name.ESCALATED;
      case Returning r -> Name.RETURNING;
      case LossClaim l -> Name.LOSS_CLAIM;
      case Held h -> Name.HELD;
      case Delivered d -> Name.DELIVERED;
      case Refunded r -> Name.REFUNDED;
      case Split s -> Name.SPLIT;
      case Lost l -> Name.LOST;
      case Seized s -> Name.SEIZED;
    };
  }

  /** Whose notes can be spent, if the escrow has ended and its money was not seized. */
  default Optional<Gate.Key> open() {
    return switch (this) {
      case Delivered d -> Optional.of(new Gate.Planned(Outcome.DELIVERED));
      case Refunded r -> Optional.of(new Gate.Planned(Outcome.REFUNDED));
      case Split s -> Optional.of(new Gate.Offered(s.offerId()));
      case Lost l -> Optional.of(new Gate.Planned(l.planned() ? Outcome.LOST : Outcome.REFUNDED));
      case Seized s -> Optional.empty();
      case Funded f -> Optional.empty();
      case LossClaim l -> Optional.empty();
      case Arrived arrived -> Optional.empty();
      case Held held -> Optional.empty();
    };
  }

  /** Reads a state. */
  static EscrowState fromJson(Fields fields) {
    return switch (fields.choice("state", Name.class)) {
      case FUNDED -> Funded.fromJson(fields);
      case INSPECTION -> Inspection.fromJson(fields);
      case NEGOTIATION -> Negotiation.fromJson(fields);
      case ESCALATED -> Escalated.fromJson(fields);
      case RETURNING -> Returning.fromJson(fields);
      case LOSS_CLAIM -> LossClaim.fromJson(fields);
      case HELD -> Held.fromJson(fields);
      case DELIVERED -> Delivered.fromJson(fields);
      case REFUNDED -> Refunded.fromJson(fields);
      case SPLIT -> Split.fromJson(fields);
      case LOST -> Lost.fromJson(fields);
      case SEIZED -> Seized.fromJson(fields);
    };
  }

  /** The form on the ledger: {@code "state"} and what belongs to it. */
  default JsonObject toJson() {
    JsonObject.Builder json = Json.object().put("state", name().name());
    switch (this) {
      case Funded f -> f.addTo(json);
      case Inspection i -> i.addTo(json);
      case Negotiation n -> n.addTo(json);
      case Escalated e -> e.addTo(json);
      case Returning r -> r.addTo(json);
      case LossClaim l -> l.addTo(json);
      case Held h -> h.addTo(json);
      case Delivered d -> d.addTo(json);
      case Refunded r -> r.addTo(json);
      case Split s -> s.addTo(json);
      case Lost l -> l.addTo(json);
      case Seized s -> s.addTo(json);
    }
    return json.build();
  }
}
