package portolan.domain.settlement;

import java.time.Instant;
import java.util.Optional;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Sha256;
import portolan.domain.encoding.Timestamp;

/**
 * Where an escrow stands. Without a {@link Rulebook}: FUNDED, then exactly one of DELIVERED and
 * REFUNDED. With one a delivery begins an INSPECTION; a claim in that time leads to NEGOTIATION,
 * which ends in a SPLIT or is ESCALATED to the bank. DELIVERED, REFUNDED and SPLIT are ends and are
 * never left.
 *
 * <p>This is the one key that a delivery reads and writes, so it holds what a delivery needs and
 * afterwards its evidence, and nothing else.
 */
public sealed interface EscrowState {
  /** Refusal: the secret's hash is not the one that was agreed. */
  String WRONG_SECRET = "WRONG_SECRET";

  /** Refusal: the escrow ended already, another way. */
  String NOT_FUNDED = "NOT_FUNDED";

  /** Refusal: customs has not released the goods. */
  String NOT_RELEASED = "NOT_RELEASED";

  /** Refusal: too early. */
  String NOT_YET_EXPIRED = "NOT_YET_EXPIRED";

  /** Refusal: too late. */
  String TOO_LATE = "TOO_LATE";

  /** Refusal: the escrow is not where this can be done. */
  String WRONG_STATE = "WRONG_STATE";

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
    /** See {@link Delivered}. */
    DELIVERED,
    /** See {@link Refunded}. */
    REFUNDED,
    /** See {@link Split}. */
    SPLIT
  }

  /**
   * The money is set aside. What ends it is repeated here from the escrow.
   *
   * @param orderId the order that is paid
   * @param declarationId the declaration that customs has to release for that order first
   * @param secretHash SHA-256 of the delivery secret
   * @param deadline from when on it can be refunded
   * @param inspectionSeconds how long a delivery can be inspected; 0 when it is final at once
   */
  record Funded(
      String orderId,
      String declarationId,
      String secretHash,
      Instant deadline,
      long inspectionSeconds)
      implements EscrowState {

    /** Whether this text is the delivery secret. */
    public boolean isSecret(String secret) {
      return Sha256.hex(secret).equals(secretHash);
    }

    private EscrowState delivered(Delivered delivery) {
      return inspectionSeconds == 0
          ? delivery
          : new Inspection(delivery, delivery.confirmedAt().plusSeconds(inspectionSeconds));
    }
  }

  /**
   * The goods arrived and are inspected.
   *
   * @param delivery its evidence
   * @param until from when on the payouts are final
   */
  record Inspection(Delivered delivery, Instant until) implements EscrowState {}

  /**
   * The funder claims that something is wrong with the goods.
   *
   * @param delivery evidence of the delivery
   * @param reason commitment to what is wrong
   * @param until from when on the bank decides
   * @param offerId the split that the funder offers, if it does
   */
  record Negotiation(Delivered delivery, Commitment reason, Instant until, Optional<String> offerId)
      implements EscrowState {}

  /**
   * The two did not agree; the bank decides.
   *
   * @param delivery evidence of the delivery
   * @param reason commitment to what is wrong
   * @param until from when on the fallback of the rulebook decides
   */
  record Escalated(Delivered delivery, Commitment reason, Instant until) implements EscrowState {}

  /**
   * The delivery is confirmed and the payouts are final.
   *
   * @param secret the delivery secret of the consignee: anybody can check its hash
   * @param confirmedBy the member that presented it
   * @param confirmedAt timestamp of the transaction
   */
  record Delivered(String secret, String confirmedBy, Instant confirmedAt) implements EscrowState {}

  /**
   * The money is free to go back.
   *
   * @param refundedBy the member that noticed the deadline, or the bank that decided
   * @param refundedAt timestamp of the transaction
   */
  record Refunded(String refundedBy, Instant refundedAt) implements EscrowState {}

  /**
   * The money is shared as was agreed or awarded.
   *
   * @param offerId whose notes are open
   * @param decidedBy the seller who agreed, or the bank
   * @param decidedAt timestamp of the transaction
   */
  record Split(String offerId, String decidedBy, Instant decidedAt) implements EscrowState {}

  /**
   * Confirms the delivery.
   *
   * @param evidence the secret, who presents it, when
   * @param releasedOrder the order whose goods customs released under the declaration; asked only
   *     if it matters
   * @return the state after it; this very one when it was confirmed before
   */
  default EscrowState confirm(Delivered evidence, Optional<String> releasedOrder) {
    return switch (this) {
      case Funded funded when !funded.isSecret(evidence.secret()) -> throw wrongSecret();
      case Funded funded when !releasedOrder.equals(Optional.of(funded.orderId())) ->
          throw refusal(
              NOT_RELEASED,
              "escrowId",
              "expected customs to have released declaration " + funded.declarationId());
      case Funded funded -> funded.delivered(evidence);
      case Inspection i -> confirmedBefore(i.delivery(), evidence);
      case Negotiation n -> confirmedBefore(n.delivery(), evidence);
      case Escalated e -> confirmedBefore(e.delivery(), evidence);
      case Delivered before -> confirmedBefore(before, evidence);
      case Refunded refunded ->
          throw refusal(NOT_FUNDED, "escrowId", "expected a funded escrow; this one was refunded");
      case Split split ->
          throw refusal(NOT_FUNDED, "escrowId", "expected a funded escrow; this one was split");
    };
  }

  private EscrowState confirmedBefore(Delivered before, Delivered evidence) {
    if (!before.secret().equals(evidence.secret())) {
      throw wrongSecret();
    }
    return this;
  }

  /**
   * Lets the money go back after the deadline for delivery.
   *
   * @param peerNow what the peer's clock says: it must agree that the deadline has passed
   * @return the state after it; this very one when it was refunded before
   */
  default EscrowState refund(Refunded refund, Instant peerNow) {
    return switch (this) {
      case Refunded before -> this;
      case Funded(var order, var declaration, var hash, Instant deadline, var inspection)
          when refund.refundedAt().isBefore(deadline) || peerNow.isBefore(deadline) ->
          throw tooEarly("a refund", deadline);
      case Funded funded -> refund;
      case Inspection i -> throw wasDelivered();
      case Negotiation n -> throw wasDelivered();
      case Escalated e -> throw wasDelivered();
      case Delivered d -> throw wasDelivered();
      case Split s -> throw wasDelivered();
    };
  }

  /** The funder accepts the goods, or withdraws its claim: the payouts are final. */
  default EscrowState accept() {
    return switch (this) {
      case Inspection i -> i.delivery();
      case Negotiation n -> n.delivery();
      case Escalated e -> e.delivery();
      case Delivered d -> this;
      case Funded f -> throw wrongState("a delivery that is inspected");
      case Refunded r -> throw wrongState("a delivery that is inspected");
      case Split s -> throw wrongState("a delivery that is inspected");
    };
  }

  /**
   * The funder claims that something is wrong, which stops the payouts.
   *
   * @param reason commitment to what is wrong
   * @param at timestamp of the transaction
   * @return the state after it; this very one when the same was claimed before
   */
  default EscrowState claim(Commitment reason, Instant at, Rulebook rules) {
    return switch (this) {
      case Inspection(Delivered delivery, Instant until) when !at.isBefore(until) ->
          throw refusal(TOO_LATE, "escrowId", "expected a claim before " + Timestamp.format(until));
      case Inspection(Delivered delivery, Instant until) ->
          new Negotiation(
              delivery, reason, at.plusSeconds(rules.negotiationSeconds()), Optional.empty());
      case Negotiation n when n.reason().equals(reason) -> this;
      case Escalated e when e.reason().equals(reason) -> this;
      case Negotiation n -> throw wrongState("a delivery without a claim");
      case Escalated e -> throw wrongState("a delivery without a claim");
      case Funded f -> throw wrongState("a delivery that is inspected");
      case Delivered d -> throw wrongState("a delivery that is inspected");
      case Refunded r -> throw wrongState("a delivery that is inspected");
      case Split s -> throw wrongState("a delivery that is inspected");
    };
  }

  /** The funder offers a split; it takes the place of one that it offered before. */
  default EscrowState offer(String offerId) {
    return switch (this) {
      case Negotiation n ->
          new Negotiation(n.delivery(), n.reason(), n.until(), Optional.of(offerId));
      case Funded f -> throw wrongState("a claim that is negotiated");
      case Inspection i -> throw wrongState("a claim that is negotiated");
      case Escalated e -> throw wrongState("a claim that is negotiated");
      case Delivered d -> throw wrongState("a claim that is negotiated");
      case Refunded r -> throw wrongState("a claim that is negotiated");
      case Split s -> throw wrongState("a claim that is negotiated");
    };
  }

  /**
   * The seller agrees to what is offered.
   *
   * @return the state after it; this very one when this offer was agreed to before
   */
  default EscrowState agree(Split split) {
    return switch (this) {
      case Negotiation n when n.offerId().equals(Optional.of(split.offerId())) -> split;
      case Negotiation n ->
          throw refusal(
              WRONG_STATE,
              "offerId",
              "expected the latest offer" + n.offerId().map(id -> ", " + id).orElse("; none yet"));
      case Split s when s.offerId().equals(split.offerId()) -> this;
      case Split s -> throw wrongState("a claim that is negotiated");
      case Funded f -> throw wrongState("a claim that is negotiated");
      case Inspection i -> throw wrongState("a claim that is negotiated");
      case Escalated e -> throw wrongState("a claim that is negotiated");
      case Delivered d -> throw wrongState("a claim that is negotiated");
      case Refunded r -> throw wrongState("a claim that is negotiated");
    };
  }

  /**
   * The bank decides a claim that was escalated.
   *
   * @param award a refund or a split; empty when the claim is rejected
   */
  default EscrowState award(Optional<? extends EscrowState> award) {
    return switch (this) {
      case Escalated e -> award.<EscrowState>map(a -> a).orElse(e.delivery());
      case Funded f -> throw wrongState("a claim that was escalated");
      case Inspection i -> throw wrongState("a claim that was escalated");
      case Negotiation n -> throw wrongState("a claim that was escalated");
      case Delivered d -> throw wrongState("a claim that was escalated");
      case Refunded r -> throw wrongState("a claim that was escalated");
      case Split s -> throw wrongState("a claim that was escalated");
    };
  }

  /**
   * Does what time has brought about: ends an inspection or an arbitration, or escalates a
   * negotiation. Anybody may say so.
   *
   * @param by who does
   * @param at timestamp of the transaction
   * @param peerNow what the peer's clock says: it must agree
   * @return the state after it; this very one for an escrow that has ended
   */
  default EscrowState expire(String by, Instant at, Instant peerNow, Rulebook rules) {
    return switch (this) {
      case Funded f -> throw wrongState("a delivery that is inspected, or a claim");
      case Inspection(Delivered delivery, Instant until) -> {
        requireReached("the end of the inspection", until, at, peerNow);
        yield delivery;
      }
      case Negotiation n -> {
        requireReached("an escalation", n.until(), at, peerNow);
        // From the agreed moment, not from when somebody noticed.
        yield new Escalated(
            n.delivery(), n.reason(), n.until().plusSeconds(rules.arbitrationSeconds()));
      }
      case Escalated e -> {
        requireReached("the end of the arbitration", e.until(), at, peerNow);
        yield switch (rules.fallback()) {
          case DELIVERED -> e.delivery();
          case REFUNDED -> new Refunded(by, at);
        };
      }
      case Delivered d -> this;
      case Refunded r -> this;
      case Split s -> this;
    };
  }

  private static void requireReached(String what, Instant moment, Instant at, Instant peerNow) {
    if (at.isBefore(moment) || peerNow.isBefore(moment)) {
      throw tooEarly(what, moment);
    }
  }

  private static RuntimeException tooEarly(String what, Instant moment) {
    return refusal(
        NOT_YET_EXPIRED,
        "escrowId",
        "expected " + what + " no earlier than " + Timestamp.format(moment));
  }

  private RuntimeException wrongState(String expected) {
    return refusal(WRONG_STATE, "escrowId", "expected " + expected + "; this escrow is " + name());
  }

  private static RuntimeException wasDelivered() {
    return refusal(NOT_FUNDED, "escrowId", "expected a funded escrow; this one was delivered");
  }

  private static RuntimeException wrongSecret() {
    return refusal(WRONG_SECRET, "secret", "expected the delivery secret of this escrow");
  }

  private static RuntimeException refusal(String code, String field, String message) {
    return new Refusal(code, field, message).toException();
  }

  /** The name of this state. */
  default Name name() {
    return switch (this) {
      case Funded f -> Name.FUNDED;
      case Inspection i -> Name.INSPECTION;
      case Negotiation n -> Name.NEGOTIATION;
      case Escalated e -> Name.ESCALATED;
      case Delivered d -> Name.DELIVERED;
      case Refunded r -> Name.REFUNDED;
      case Split s -> Name.SPLIT;
    };
  }

  /** The evidence of the delivery, where the state still holds it. */
  default Optional<Delivered> evidence() {
    return switch (this) {
      case Funded f -> Optional.empty();
      case Inspection i -> Optional.of(i.delivery());
      case Negotiation n -> Optional.of(n.delivery());
      case Escalated e -> Optional.of(e.delivery());
      case Delivered d -> Optional.of(d);
      case Refunded r -> Optional.empty();
      case Split s -> Optional.empty();
    };
  }

  /** Whose notes can be spent, if the escrow has ended. */
  default Optional<Gate.Key> open() {
    return switch (this) {
      case Funded f -> Optional.empty();
      case Inspection i -> Optional.empty();
      case Negotiation n -> Optional.empty();
      case Escalated e -> Optional.empty();
      case Delivered d -> Optional.of(new Gate.Planned(Outcome.DELIVERED));
      case Refunded r -> Optional.of(new Gate.Planned(Outcome.REFUNDED));
      case Split s -> Optional.of(new Gate.Offered(s.offerId()));
    };
  }

  /** Reads a state. */
  static EscrowState fromJson(Fields fields) {
    return switch (fields.choice("state", Name.class)) {
      case FUNDED ->
          new Funded(
              fields.text("orderId", Format.IDENTIFIER),
              fields.text("declarationId", Format.IDENTIFIER),
              fields.text("secretHash", Format.SHA256),
              fields.timestamp("deadline"),
              fields.has("inspectionSeconds")
                  ? fields.integer("inspectionSeconds", 1, Rulebook.LONGEST)
                  : 0);
      case INSPECTION -> new Inspection(delivery(fields), fields.timestamp("until"));
      case NEGOTIATION ->
          new Negotiation(
              delivery(fields),
              fields.commitment("reason"),
              fields.timestamp("until"),
              fields.optionalText("offerId", Format.IDENTIFIER));
      case ESCALATED ->
          new Escalated(delivery(fields), fields.commitment("reason"), fields.timestamp("until"));
      case DELIVERED -> delivery(fields);
      case REFUNDED ->
          new Refunded(fields.text("refundedBy", Format.MEMBER), fields.timestamp("refundedAt"));
      case SPLIT ->
          new Split(
              fields.text("offerId", Format.IDENTIFIER),
              fields.text("decidedBy", Format.MEMBER),
              fields.timestamp("decidedAt"));
    };
  }

  private static Delivered delivery(Fields fields) {
    return new Delivered(
        fields.text("secret", 256),
        fields.text("confirmedBy", Format.MEMBER),
        fields.timestamp("confirmedAt"));
  }

  /** The form on the ledger: {@code "state"} and what belongs to it. */
  default JsonObject toJson() {
    JsonObject.Builder json = Json.object().put("state", name().name());
    switch (this) {
      case Funded f -> {
        json.put("orderId", f.orderId())
            .put("declarationId", f.declarationId())
            .put("secretHash", f.secretHash())
            .put("deadline", Timestamp.format(f.deadline()));
        if (f.inspectionSeconds() > 0) {
          json.put("inspectionSeconds", f.inspectionSeconds());
        }
      }
      case Inspection i -> {
        add(json, i.delivery());
        json.put("until", Timestamp.format(i.until()));
      }
      case Negotiation n -> {
        add(json, n.delivery());
        json.put("reason", n.reason().hex()).put("until", Timestamp.format(n.until()));
        n.offerId().ifPresent(id -> json.put("offerId", id));
      }
      case Escalated e -> {
        add(json, e.delivery());
        json.put("reason", e.reason().hex()).put("until", Timestamp.format(e.until()));
      }
      case Delivered d -> add(json, d);
      case Refunded r ->
          json.put("refundedBy", r.refundedBy())
              .put("refundedAt", Timestamp.format(r.refundedAt()));
      case Split s ->
          json.put("offerId", s.offerId())
              .put("decidedBy", s.decidedBy())
              .put("decidedAt", Timestamp.format(s.decidedAt()));
    }
    return json.build();
  }

  private static void add(JsonObject.Builder json, Delivered delivery) {
    json.put("secret", delivery.secret())
        .put("confirmedBy", delivery.confirmedBy())
        .put("confirmedAt", Timestamp.format(delivery.confirmedAt()));
  }
}
