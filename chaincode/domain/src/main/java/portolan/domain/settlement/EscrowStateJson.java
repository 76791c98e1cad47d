package portolan.domain.settlement;

import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
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
import portolan.domain.settlement.EscrowState.Vote;

/** The form of an {@link EscrowState} on the ledger: {@code "state"} and what belongs to it. */
final class EscrowStateJson {
  private static final int MAX_VOTES = 100;

  private EscrowStateJson() {}

  static EscrowState read(Fields fields) {
    return switch (fields.choice("state", Name.class)) {
      case FUNDED -> funded(fields);
      case INSPECTION ->
          new Inspection(
              delivery(fields),
              fields.timestamp("until"),
              fields.optionalText("assignee", Format.MEMBER));
      case NEGOTIATION ->
          new Negotiation(
              delivery(fields),
              fields.commitment("reason"),
              fields.timestamp("until"),
              fields.optionalText("offerId", Format.QUALIFIED),
              fields.optionalText("assignee", Format.MEMBER));
      case ESCALATED ->
          new Escalated(delivery(fields), fields.commitment("reason"), fields.timestamp("until"));
      case RETURNING ->
          new Returning(
              delivery(fields),
              fields.commitment("reason"),
              fields.timestamp("until"),
              fields.text("returnSecretHash", Format.SHA256));
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
          new Seized(fields.choice("holdReason", HoldReason.class), fields.timestamp("seizedAt"));
    };
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
          Refusal.INVALID_ARGUMENT, "held.state", "expected a state that is not held");
    }
    return new Held(
        before,
        fields.choice("holdReason", HoldReason.class),
        fields.text("heldBy", Format.MEMBER),
        fields.timestamp("heldAt"),
        fields.objects("votes", 0, MAX_VOTES).stream().map(EscrowStateJson::vote).toList());
  }

  private static Vote vote(Fields fields) {
    return new Vote(
        fields.text("officer", Format.IDENTIFIER),
        fields.text("key", Format.SHA256),
        fields.choice("verdict", HoldDecision.Verdict.class));
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
        i.assignee().ifPresent(member -> json.put("assignee", member));
      }
      case Negotiation n -> {
        add(json, n.delivery());
        json.put("reason", n.reason().hex()).put("until", Timestamp.format(n.until()));
        n.offerId().ifPresent(id -> json.put("offerId", id));
        n.assignee().ifPresent(member -> json.put("assignee", member));
      }
      case Escalated e -> {
        add(json, e.delivery());
        json.put("reason", e.reason().hex()).put("until", Timestamp.format(e.until()));
      }
      case Returning r -> {
        add(json, r.delivery());
        json.put("reason", r.reason().hex())
            .put("until", Timestamp.format(r.until()))
            .put("returnSecretHash", r.secretHash());
      }
      case LossClaim l -> {
        add(json, l.funded());
        json.put("reason", l.reason().hex())
            .put("reportedBy", l.reportedBy())
            .put("until", Timestamp.format(l.until()));
      }
      case Held h ->
          json.put("held", write(h.before()))
              .put("holdReason", h.reason().name())
              .put("heldBy", h.heldBy())
              .put("heldAt", Timestamp.format(h.heldAt()))
              .putAll("votes", votes(h.votes()));
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
          json.put("holdReason", s.reason().name()).put("seizedAt", Timestamp.format(s.seizedAt()));
    }
    return json.build();
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

  private static List<JsonObject> votes(List<Vote> votes) {
    return votes.stream()
        .map(
            vote ->
                Json.object()
                    .put("officer", vote.officer())
                    .put("key", vote.key())
                    .put("verdict", vote.verdict().name())
                    .build())
        .toList();
  }
}
