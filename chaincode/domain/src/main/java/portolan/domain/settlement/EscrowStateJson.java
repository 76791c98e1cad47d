// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;
import portolan.domain.settlement.EscrowState.Delivered;
import portolan.domain.settlement.EscrowState.Escalated;
import portolan.domain.settlement.EscrowState.Funded;
import portolan.domain.settlement.EscrowState.Held;
import portolan.domain.settlement.EscrowState.Inspection;
import portolan.domain.settlement.EscrowState.LossClaim;
import portolan.domain.settlement.EscrowState.Lost;
import portolan.domain.settlement.EscrowState.Name;
import portolan.domain.settlement.EscrowState.Negotiation;
import portolan.domain.settlement.EscrowState.Refunded;
import portolan.domain.settlement.EscrowState.Returning;
import portolan.domain.settlement.EscrowState.Seized;
import portolan.domain.settlement.EscrowState.Split;
import portolan.domain.worldstate.RefusalCode;

/** The form of an {@link EscrowState} on the ledger: {@code "state"} and what belongs to it. */
final class EscrowStateJson {
  private static final String ASSIGNED = "assigned";

  private EscrowStateJson() {}

  static EscrowState read(Fields fields) {
    return switch (fields.choice("state", Name.class)) {
      case FUNDED -> funded(fields);
      case INSPECTION ->
          new Inspection(delivery(fields), fields.timestamp("until"), assignments(fields));
      case NEGOTIATION ->
          new Negotiation(
              delivery(fields),
              fields.commitment("reason"),
              fields.timestamp("until"),
              fields
                  .optionalText("offerId", Format.QUALIFIED)
                  .map(id -> SplitOffer.fromJson(id, fields.object("offer"))),
              fields.optionalObject("return").map(ReturnProposal::fromJson),
              assignments(fields));
      case ESCALATED ->
          new Escalated(
              delivery(fields),
              fields.commitment("reason"),
              fields.timestamp("until"),
              assignments(fields));
      case RETURNING ->
          new Returning(
              delivery(fields),
              fields.commitment("reason"),
              fields.timestamp("until"),
              fields.text("returnSecretHash", Format.SHA256),
              assignments(fields));
      case LOSS_CLAIM ->
          new LossClaim(
              funded(fields),
              fields.commitment("reason"),
              fields.text("reportedBy", Format.MEMBER),
              fields.timestamp("until"));
      case HELD -> held(fields);
      case DELIVERED -> delivery(fields);
      case REFUNDED ->
          new Refunded(fields.text("refundedBy", Format.MEMBER), fields.timestamp("refundedAt"));
      case SPLIT ->
          new Split(
              fields.text("offerId", Format.QUALIFIED),
              fields.text("decidedBy", Format.MEMBER),
              fields.timestamp("decidedAt"));
      case LOST ->
          new Lost(
              fields.text("reportedBy", Format.MEMBER),
              fields.commitment("reason"),
              fields.timestamp("since"),
              isFlagged(fields, "lossPlanned"));
      case SEIZED ->
          new Seized(
              fields.objects("reasons", 1, Holds.MAX_OPEN).stream()
                  .map(OpenReason::fromJson)
                  .toList(),
              fields.timestamp("seizedAt"));
    };
  }

  private static List<Assignment> assignments(Fields fields) {
    return fields.has(ASSIGNED)
        ? fields.objects(ASSIGNED, 1, SettlementPlan.MAX_NOTES).stream()
            .map(Assignment::fromJson)
            .toList()
        : List.of();
  }

  private static Funded funded(Fields fields) {
    return new Funded(
        fields.text("orderId", Format.QUALIFIED),
        fields.text("declarationId", Format.QUALIFIED),
        fields.text("authority", Format.MEMBER),
        Trigger.fromJson(fields),
        fields.timestamp("deadline"),
        fields.has("inspectionSeconds")
            ? fields.integer("inspectionSeconds", 1, Rulebook.LONGEST)
            : 0,
        isFlagged(fields, "lossPlanned"));
  }

  private static boolean isFlagged(Fields fields, String name) {
    return fields.has(name) && fields.flag(name);
  }

  private static Held held(Fields fields) {
    EscrowState before = read(fields.object("held"));
    if (before instanceof Held) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT, "held.state", "expected a state that is not held");
    }
    Holds holds = Holds.fromJson(fields);
    if (!holds.areOpen()) {
      throw fields.refuse(RefusalCode.INVALID_ARGUMENT, "reasons", "expected a reason");
    }
    return new Held(before, holds);
  }

  private static Delivered delivery(Fields fields) {
    return new Delivered(
        Evidence.fromJson(fields),
        fields.text("confirmedBy", Format.MEMBER),
        fields.timestamp("confirmedAt"));
  }

  static JsonObject write(EscrowState state) {
    JsonObject.Builder json = Json.object().put("state", state.name().name());
    switch (state) {
      case Funded f -> add(json, f);
      case Inspection i -> {
        add(json, i.delivery());
        json.put("until", Timestamp.format(i.until()));
        add(json, i.assignments());
      }
      case Negotiation n -> {
        add(json, n.delivery());
        json.put("reason", n.reason().hex()).put("until", Timestamp.format(n.until()));
        n.offer()
            .ifPresent(offer -> json.put("offerId", offer.offerId()).put("offer", offer.toJson()));
        n.proposal().ifPresent(proposal -> json.put("return", proposal.toJson()));
        add(json, n.assignments());
      }
      case Escalated e -> {
        add(json, e.delivery());
        json.put("reason", e.reason().hex()).put("until", Timestamp.format(e.until()));
        add(json, e.assignments());
      }
      case Returning r -> {
        add(json, r.delivery());
        json.put("reason", r.reason().hex())
            .put("until", Timestamp.format(r.until()))
            .put("returnSecretHash", r.secretHash());
        add(json, r.assignments());
      }
      case LossClaim l -> {
        add(json, l.funded());
        json.put("reason", l.reason().hex())
            .put("reportedBy", l.reportedBy())
            .put("until", Timestamp.format(l.until()));
      }
      case Held h -> h.holds().addTo(json.put("held", write(h.before())));
      case Delivered d -> add(json, d);
      case Refunded r ->
          json.put("refundedBy", r.refundedBy())
              .put("refundedAt", Timestamp.format(r.refundedAt()));
      case Split s ->
          json.put("offerId", s.offerId())
              .put("decidedBy", s.decidedBy())
              .put("decidedAt", Timestamp.format(s.decidedAt()));
      case Lost l -> {
        json.put("reportedBy", l.reportedBy())
            .put("reason", l.reason().hex())
            .put("since", Timestamp.format(l.since()));
        if (l.planned()) {
          json.put("lossPlanned", true);
        }
      }
      case Seized s ->
          json.putAll("reasons", s.reasons().stream().map(OpenReason::toJson).toList())
              .put("seizedAt", Timestamp.format(s.seizedAt()));
    }
    return json.build();
  }

  private static void add(JsonObject.Builder json, List<Assignment> assignments) {
    if (!assignments.isEmpty()) {
      json.putAll(ASSIGNED, assignments.stream().map(Assignment::toJson).toList());
    }
  }

  private static void add(JsonObject.Builder json, Funded funded) {
    json.put("orderId", funded.orderId())
        .put("declarationId", funded.declarationId())
        .put("authority", funded.authority())
        .put("deadline", Timestamp.format(funded.deadline()));
    funded.trigger().addTo(json);
    if (funded.inspectionSeconds() > 0) {
      json.put("inspectionSeconds", funded.inspectionSeconds());
    }
    if (funded.lossPlanned()) {
      json.put("lossPlanned", true);
    }
  }

  private static void add(JsonObject.Builder json, Delivered delivery) {
    delivery
        .proof()
        .addTo(json)
        .put("confirmedBy", delivery.confirmedBy())
        .put("confirmedAt", Timestamp.format(delivery.confirmedAt()));
  }
}
