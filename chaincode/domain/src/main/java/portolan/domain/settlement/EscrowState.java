package portolan.domain.settlement;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Sha256;
import portolan.domain.encoding.Timestamp;

/**
 * Where an escrow stands.
 *
 * <p>Without a {@link Rulebook}: FUNDED, then exactly one of DELIVERED and REFUNDED. With one a
 * delivery begins an INSPECTION; a claim in that time leads to NEGOTIATION, which ends in a SPLIT,
 * a return (RETURNING) or is ESCALATED to the bank; and a carrier may report a loss (LOSS_CLAIM).
 * At any time before its end an escrow can be HELD: then nothing pays until two officers of the
 * bank agree. DELIVERED, REFUNDED, SPLIT, LOST and SEIZED are ends and are never left.
 *
 * <p>This is the one key that a delivery reads and writes, so it holds what a delivery needs and
 * afterwards its evidence, and nothing else.
 */
public sealed interface EscrowState {
  /** Refusal: the secret's hash is not the one that was agreed. */
  String WRONG_SECRET = "WRONG_SECRET";

  /** Refusal: this is not the kind of evidence that was agreed, or not from whom. */
  String WRONG_EVIDENCE = "WRONG_EVIDENCE";

  /** Refusal: the escrow ended already, another way. */
  String NOT_FUNDED = "NOT_FUNDED";

  /** Refusal: customs has not released the goods. */
  String NOT_RELEASED = "NOT_RELEASED";

  /** Refusal: customs has released the goods, and that is what the escrow pays for. */
  String MILESTONE_REACHED = "MILESTONE_REACHED";

  /** Refusal: too early. */
  String NOT_YET_EXPIRED = "NOT_YET_EXPIRED";

  /** Refusal: too late. */
  String TOO_LATE = "TOO_LATE";

  /** Refusal: the escrow is not where this can be done. */
  String WRONG_STATE = "WRONG_STATE";

  /** Refusal: the payment is held. */
  String HELD = "HELD";

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

  /**
   * Goods that customs assessed, or has released.
   *
   * @param orderId of which they are
   * @param declarant the member that declared them
   * @param authority the member that assessed them
   * @param due commitment to the tax that was assessed for them
   */
  record DeclaredGoods(String orderId, String declarant, String authority, Commitment due) {}

  /** An end; it is never left. */
  sealed interface Ended extends EscrowState {}

  /** The goods arrived, and the money is not paid yet. */
  sealed interface Arrived extends EscrowState {
    /** Evidence of the delivery. */
    Delivered delivery();
  }

  /**
   * The money is set aside. What ends it is repeated here from the escrow.
   *
   * @param orderId the order that is paid
   * @param declarationId the declaration that customs has to release for that order first; its
   *     owner is the declarant
   * @param authority the member that has to release it
   * @param trigger what counts as the delivery
   * @param deadline from when on it can be refunded
   * @param inspectionSeconds how long a delivery can be inspected; 0 when it is final at once
   * @param lossPlanned whether a loss has payouts of its own
   */
  record Funded(
      String orderId,
      String declarationId,
      String authority,
      Trigger trigger,
      Instant deadline,
      long inspectionSeconds,
      boolean lossPlanned)
      implements EscrowState {

    /**
     * Whether the escrow is about the goods that were released: of its order, declared by its
     * declarant and released by its authority, and on its assessment.
     */
    private boolean isAbout(DeclaredGoods goods) {
      return goods.orderId().equals(orderId)
          && goods.declarant().equals(QualifiedId.parse(declarationId).owner())
          && goods.authority().equals(authority)
          && !(trigger instanceof Trigger.Tax(Commitment due) && !due.equals(goods.due()));
    }

    private EscrowState delivered(Delivered delivery) {
      return inspectionSeconds == 0
          ? delivery
          : new Inspection(
              delivery, delivery.confirmedAt().plusSeconds(inspectionSeconds), Optional.empty());
    }
  }

  /**
   * The goods arrived and are inspected.
   *
   * @param delivery its evidence
   * @param until from when on the payouts are final
   * @param assignee to whom the seller has assigned its claim, if it has
   */
  record Inspection(Delivered delivery, Instant until, Optional<String> assignee)
      implements Arrived {}

  /**
   * The funder claims that something is wrong with the goods.
   *
   * @param delivery evidence of the delivery
   * @param reason commitment to what is wrong
   * @param until from when on the bank decides
   * @param offerId the split that the funder offers, if it does
   * @param assignee to whom the seller had assigned its claim, if it had
   */
  record Negotiation(
      Delivered delivery,
      Commitment reason,
      Instant until,
      Optional<String> offerId,
      Optional<String> assignee)
      implements Arrived {}

  /**
   * The two did not agree; the bank decides.
   *
   * @param delivery evidence of the delivery
   * @param reason commitment to what is wrong
   * @param until from when on the fallback of the rulebook decides
   */
  record Escalated(Delivered delivery, Commitment reason, Instant until) implements Arrived {}

  /**
   * The goods go back to the seller.
   *
   * @param delivery evidence of the delivery
   * @param reason commitment to what is wrong
   * @param until from when on the payouts of the delivery are final, if the goods are not back
   * @param secretHash SHA-256 of the secret that the seller gives for the goods
   */
  record Returning(Delivered delivery, Commitment reason, Instant until, String secretHash)
      implements Arrived {}

  /**
   * A carrier reports that the goods are lost.
   *
   * @param funded the state before; a delivery disproves the loss
   * @param reason commitment to what happened
   * @param reportedBy the carrier
   * @param until from when on the loss is final
   */
  record LossClaim(Funded funded, Commitment reason, String reportedBy, Instant until)
      implements EscrowState {}

  /**
   * Nothing pays until two officers of the bank agree.
   *
   * @param before where the escrow goes on after a release; a delivery or a claim may move it
   *     meanwhile. Not itself held
   * @param reason why it is held
   * @param heldBy the member that holds it
   * @param heldAt timestamp of the transaction
   * @param votes what officers decided so far, each once, in the order of their decisions
   */
  record Held(
      EscrowState before, HoldReason reason, String heldBy, Instant heldAt, List<Vote> votes)
      implements EscrowState {
    /** Copies the list. */
    public Held {
      if (before instanceof Held) {
        throw new IllegalArgumentException("expected a state that is not held");
      }
      votes = List.copyOf(votes);
    }

    private Held at(EscrowState state) {
      return new Held(state, reason, heldBy, heldAt, votes);
    }
  }

  /**
   * A decision of one officer about a hold.
   *
   * @param officer name at the bank
   * @param key SHA-256 of the officer's certificate: two officers with one key are one
   * @param verdict what was decided
   */
  record Vote(String officer, String key, HoldDecision.Verdict verdict) {
    private boolean isOfAnotherThan(Vote other) {
      return !officer.equals(other.officer) && !key.equals(other.key);
    }
  }

  /**
   * The delivery is confirmed and the payouts are final.
   *
   * @param proof what shows it
   * @param confirmedBy the member that presented it
   * @param confirmedAt timestamp of the transaction
   */
  record Delivered(Evidence proof, String confirmedBy, Instant confirmedAt) implements Ended {}

  /**
   * The money is free to go back.
   *
   * @param refundedBy the member that noticed the deadline, or the bank that decided
   * @param refundedAt timestamp of the transaction
   */
  record Refunded(String refundedBy, Instant refundedAt) implements Ended {}

  /**
   * The money is shared as was agreed or awarded.
   *
   * @param offerId whose notes are open
   * @param decidedBy the seller who agreed, or the bank
   * @param decidedAt timestamp of the transaction
   */
  record Split(String offerId, String decidedBy, Instant decidedAt) implements Ended {}

  /**
   * The goods are lost.
   *
   * @param reportedBy the carrier that said so
   * @param reason commitment to what happened
   * @param since from when on the loss was final
   * @param planned whether a loss has payouts of its own; without, those of the refund are open
   */
  record Lost(String reportedBy, Commitment reason, Instant since, boolean planned)
      implements Ended {}

  /**
   * The money stays where it is.
   *
   * @param reason why it was held
   * @param seizedAt timestamp of the transaction
   */
  record Seized(HoldReason reason, Instant seizedAt) implements Ended {}

  /**
   * Confirms the delivery.
   *
   * @param delivery the evidence, who presents it, when
   * @param released the goods that customs released under the declaration; asked only if it matters
   * @return the state after it; this very one when it was confirmed before
   */
  default EscrowState confirm(Delivered delivery, Optional<DeclaredGoods> released) {
    return switch (this) {
      case Funded funded -> {
        requireTrigger(funded.trigger(), delivery);
        requireReleased(funded, released);
        yield funded.delivered(delivery);
      }
      case LossClaim loss -> loss.funded().confirm(delivery, released);
      case Held held -> held.at(held.before().confirm(delivery, released));
      case Arrived arrived -> confirmedBefore(arrived.delivery(), delivery);
      case Delivered before -> confirmedBefore(before, delivery);
      case Ended ended ->
          throw refusal(NOT_FUNDED, "escrowId", "expected a funded escrow; this one is " + name());
    };
  }

  private static void requireReleased(Funded funded, Optional<DeclaredGoods> released) {
    if (released.filter(funded::isAbout).isEmpty()) {
      throw refusal(
          NOT_RELEASED,
          "escrowId",
          "expected "
              + funded.authority()
              + " to have released declaration "
              + funded.declarationId()
              + (funded.trigger() instanceof Trigger.Tax
                  ? " on the assessment whose tax is withheld"
                  : ""));
    }
  }

  private static void requireTrigger(Trigger trigger, Delivered delivery) {
    if (!trigger.isMetBy(delivery.proof(), delivery.confirmedBy())) {
      throw switch (trigger) {
        case Trigger.Secret secret when delivery.proof() instanceof Evidence.Secret ->
            wrongSecret();
        case Trigger.Secret secret -> wrongEvidence("the delivery secret");
        case Trigger.Signature(String member) ->
            wrongEvidence("a document for which " + member + " answers");
        case Trigger.Release release -> wrongEvidence("nothing but the release by customs");
        case Trigger.Tax tax -> wrongEvidence("nothing but the release by customs");
      };
    }
  }

  private static RuntimeException wrongEvidence(String expected) {
    return refusal(WRONG_EVIDENCE, "escrowId", "expected " + expected + " for this escrow");
  }

  private EscrowState confirmedBefore(Delivered before, Delivered delivery) {
    if (!before.proof().equals(delivery.proof())) {
      throw before.proof() instanceof Evidence.Secret
          ? wrongSecret()
          : wrongEvidence("the evidence that was presented before");
    }
    return this;
  }

  /**
   * Lets the money go back after the deadline for delivery. A milestone that was reached in time or
   * late is paid instead.
   *
   * @param peerNow what the peer's clock says: it must agree that the deadline has passed
   * @param released the goods that customs released under the declaration; asked only for a
   *     milestone
   * @return the state after it; this very one when it was refunded before
   */
  default EscrowState refund(Refunded refund, Instant peerNow, Optional<DeclaredGoods> released) {
    return switch (this) {
      case Refunded before -> this;
      case Funded funded -> {
        requireReached("a refund", funded.deadline(), refund.refundedAt(), peerNow);
        if (funded.trigger().isMilestone() && released.filter(funded::isAbout).isPresent()) {
          throw refusal(
              MILESTONE_REACHED,
              "escrowId",
              "expected a milestone that is not reached; confirm this one instead");
        }
        yield refund;
      }
      case LossClaim loss -> loss.funded().refund(refund, peerNow, released);
      case Held held -> throw isHeld();
      case Arrived arrived -> throw wasDelivered();
      case Ended ended -> throw wasDelivered();
    };
  }

  /** The funder accepts the goods, or withdraws its claim: the payouts are final. */
  default EscrowState accept() {
    return switch (this) {
      case Delivered d -> this;
      case Arrived arrived -> arrived.delivery();
      case Held held -> throw isHeld();
      case Funded f -> throw wrongState("a delivery that is inspected");
      case LossClaim l -> throw wrongState("a delivery that is inspected");
      case Ended ended -> throw wrongState("a delivery that is inspected");
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
      case Inspection i when !at.isBefore(i.until()) ->
          throw refusal(
              TOO_LATE, "escrowId", "expected a claim before " + Timestamp.format(i.until()));
      case Inspection i ->
          new Negotiation(
              i.delivery(),
              reason,
              at.plusSeconds(rules.negotiationSeconds()),
              Optional.empty(),
              i.assignee());
      case Negotiation n when n.reason().equals(reason) -> this;
      case Escalated e when e.reason().equals(reason) -> this;
      case Returning r when r.reason().equals(reason) -> this;
      case Arrived arrived -> throw wrongState("a delivery without a claim");
      case Held held -> held.at(held.before().claim(reason, at, rules));
      case Funded f -> throw wrongState("a delivery that is inspected");
      case LossClaim l -> throw wrongState("a delivery that is inspected");
      case Ended ended -> throw wrongState("a delivery that is inspected");
    };
  }

  /** The funder offers a split; it takes the place of one that it offered before. */
  default EscrowState offer(String offerId) {
    Negotiation n = negotiated();
    return new Negotiation(n.delivery(), n.reason(), n.until(), Optional.of(offerId), n.assignee());
  }

  /** The claim that is negotiated. */
  private Negotiation negotiated() {
    return switch (this) {
      case Negotiation n -> n;
      case Held held -> throw isHeld();
      case Funded f -> throw wrongState("a claim that is negotiated");
      case LossClaim l -> throw wrongState("a claim that is negotiated");
      case Arrived arrived -> throw wrongState("a claim that is negotiated");
      case Ended ended -> throw wrongState("a claim that is negotiated");
    };
  }

  /**
   * The member that a claim is negotiated with: the seller, or whoever it assigned its claim to.
   *
   * @param seller as the rulebook names it
   */
  default String respondent(String seller) {
    return switch (this) {
      case Inspection i -> i.assignee().orElse(seller);
      case Negotiation n -> n.assignee().orElse(seller);
      case Held held -> held.before().respondent(seller);
      case Funded f -> seller;
      case LossClaim l -> seller;
      case Arrived arrived -> seller;
      case Ended ended -> seller;
    };
  }

  /**
   * The seller agrees to what is offered.
   *
   * @return the state after it; this very one when this offer was agreed to before
   */
  default EscrowState agree(Split split) {
    if (this instanceof Split s && s.offerId().equals(split.offerId())) {
      return this;
    }
    Negotiation n = negotiated();
    if (!n.offerId().equals(Optional.of(split.offerId()))) {
      throw refusal(
          WRONG_STATE,
          "offerId",
          "expected the latest offer" + n.offerId().map(id -> ", " + id).orElse("; none yet"));
    }
    return split;
  }

  /**
   * The seller agrees to take the goods back.
   *
   * @param secretHash SHA-256 of the secret that it gives for the goods
   * @param at timestamp of the transaction
   * @return the state after it; this very one when it agreed to the same before
   */
  default EscrowState agreeToReturn(String secretHash, Instant at, Rulebook rules) {
    if (this instanceof Returning r && r.secretHash().equals(secretHash)) {
      return this;
    }
    Negotiation n = negotiated();
    if (rules.returnSeconds() == 0) {
      throw wrongState("an escrow whose rulebook has a time for returns");
    }
    return new Returning(
        n.delivery(), n.reason(), at.plusSeconds(rules.returnSeconds()), secretHash);
  }

  /**
   * The goods are back: the money is free to go back too.
   *
   * @param secret that the seller gave for the goods
   * @return the state after it; this very one when it was refunded before
   */
  default EscrowState confirmReturn(String secret, Refunded refund) {
    return switch (this) {
      case Returning r when !Sha256.hex(secret).equals(r.secretHash()) -> throw wrongSecret();
      case Returning r -> refund;
      case Refunded before -> this;
      case Held held -> throw isHeld();
      case Funded f -> throw wrongState("goods that are returned");
      case LossClaim l -> throw wrongState("goods that are returned");
      case Arrived arrived -> throw wrongState("goods that are returned");
      case Ended ended -> throw wrongState("goods that are returned");
    };
  }

  /**
   * The funder has the bank decide, since the seller does not acknowledge what it agreed to.
   *
   * @param at timestamp of the transaction
   * @return the state after it; this very one when it was escalated before
   */
  default EscrowState escalate(Instant at, Rulebook rules) {
    return switch (this) {
      case Returning r ->
          new Escalated(r.delivery(), r.reason(), at.plusSeconds(rules.arbitrationSeconds()));
      case Escalated e -> this;
      case Held held -> throw isHeld();
      case Funded f -> throw wrongState("goods that are returned");
      case LossClaim l -> throw wrongState("goods that are returned");
      case Arrived arrived -> throw wrongState("goods that are returned");
      case Ended ended -> throw wrongState("goods that are returned");
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
      case Held held -> throw isHeld();
      case Funded f -> throw wrongState("a claim that was escalated");
      case LossClaim l -> throw wrongState("a claim that was escalated");
      case Arrived arrived -> throw wrongState("a claim that was escalated");
      case Ended ended -> throw wrongState("a claim that was escalated");
    };
  }

  /**
   * The carrier reports that the goods are lost.
   *
   * @param by the carrier
   * @param reason commitment to what happened
   * @param at timestamp of the transaction
   * @return the state after it; this very one when the same was reported before
   */
  default EscrowState reportLoss(String by, Commitment reason, Instant at, Rulebook rules) {
    return switch (this) {
      case Funded f -> new LossClaim(f, reason, by, at.plusSeconds(rules.negotiationSeconds()));
      case LossClaim l when l.reason().equals(reason) -> this;
      case LossClaim l -> throw wrongState("goods without a report of their loss");
      case Held held -> throw isHeld();
      case Arrived arrived -> throw wasDelivered();
      case Ended ended -> throw wrongState("goods that are under way");
    };
  }

  /**
   * The seller assigns its claim on the payouts of the delivery to a financier, once.
   *
   * @param at timestamp of the transaction
   */
  default EscrowState assign(String financier, Instant at) {
    return switch (this) {
      case Inspection i when i.assignee().isPresent() ->
          throw wrongState("a claim that was not assigned before");
      case Inspection i when !at.isBefore(i.until()) ->
          throw refusal(
              TOO_LATE, "escrowId", "expected an assignment before " + Timestamp.format(i.until()));
      case Inspection i -> new Inspection(i.delivery(), i.until(), Optional.of(financier));
      case Held held -> throw isHeld();
      case Funded f -> throw wrongState("a delivery that is inspected and not disputed");
      case LossClaim l -> throw wrongState("a delivery that is inspected and not disputed");
      case Arrived arrived -> throw wrongState("a delivery that is inspected and not disputed");
      case Ended ended -> throw wrongState("a delivery that is inspected and not disputed");
    };
  }

  /**
   * Holds the payment.
   *
   * @param by the member that does
   * @param at timestamp of the transaction
   * @return the state after it; this very one when it was held for the same reason before
   */
  default EscrowState hold(HoldReason reason, String by, Instant at) {
    return switch (this) {
      case Held held when held.reason() == reason -> this;
      case Held held -> throw isHeld();
      case Ended ended -> throw wrongState("an escrow that has not ended");
      case Funded f -> new Held(this, reason, by, at, List.of());
      case LossClaim l -> new Held(this, reason, by, at, List.of());
      case Arrived arrived -> new Held(this, reason, by, at, List.of());
    };
  }

  /**
   * Something happened to the goods, as a party reports: nothing pays until officers have decided.
   *
   * @param by the member that says so
   * @param at timestamp of the transaction
   * @return the state after it; this very one when officers decide already
   */
  default EscrowState incident(HoldReason reason, String by, Instant at) {
    if (!(this instanceof Held held)) {
      return hold(reason, by, at);
    }
    // A screener's word alone must not lift it.
    return held.reason() == HoldReason.SCREENING
        ? new Held(held.before(), reason, by, at, List.of())
        : held;
  }

  /**
   * What screening says.
   *
   * @param clear whether the parties may be paid; otherwise officers decide
   * @return the state after it; this very one when a hit is known
   */
  default EscrowState screened(boolean clear) {
    if (!(this instanceof Held held)
        || (held.reason() != HoldReason.SCREENING
            && (clear || held.reason() != HoldReason.SCREENING_HIT))) {
      throw wrongState("a payment that is held until it is screened");
    }
    if (clear) {
      return held.before();
    }
    return held.reason() == HoldReason.SCREENING_HIT
        ? this
        : new Held(
            held.before(), HoldReason.SCREENING_HIT, held.heldBy(), held.heldAt(), held.votes());
  }

  /**
   * An officer decides about the hold. The decision counts when another officer has decided the
   * same; an officer may change its mind until then.
   *
   * @param vote the decision
   * @param bank the bank of the officers
   * @param at timestamp of the transaction
   * @return the state after it; this very one when this officer had decided the same
   */
  default EscrowState decide(Vote vote, String bank, Instant at) {
    if (!(this instanceof Held held)) {
      throw wrongState("a payment that is held");
    }
    if (held.votes().contains(vote)) {
      return this;
    }
    boolean agreed =
        held.votes().stream()
            .anyMatch(v -> v.verdict() == vote.verdict() && v.isOfAnotherThan(vote));
    if (!agreed) {
      List<Vote> votes = new ArrayList<>(held.votes());
      votes.removeIf(v -> !v.isOfAnotherThan(vote));
      votes.add(vote);
      return new Held(held.before(), held.reason(), held.heldBy(), held.heldAt(), votes);
    }
    return switch (vote.verdict()) {
      case RELEASE -> held.before();
      case REJECT -> new Refunded(bank, at);
      case SEIZE -> new Seized(held.reason(), at);
    };
  }

  /**
   * Does what time has brought about: ends an inspection, a return, a report of loss or an
   * arbitration, or escalates a negotiation. Anybody may say so.
   *
   * @param by who does
   * @param at timestamp of the transaction
   * @param peerNow what the peer's clock says: it must agree
   * @return the state after it; this very one for an escrow that has ended
   */
  default EscrowState expire(String by, Instant at, Instant peerNow, Rulebook rules) {
    return switch (this) {
      case Funded f -> throw wrongState("a delivery that is inspected, or a claim");
      case Held held -> throw isHeld();
      case Inspection i -> {
        requireReached("the end of the inspection", i.until(), at, peerNow);
        yield i.delivery();
      }
      case Negotiation n -> {
        requireReached("an escalation", n.until(), at, peerNow);
        // From the agreed moment, not from when somebody noticed.
        yield new Escalated(
            n.delivery(), n.reason(), n.until().plusSeconds(rules.arbitrationSeconds()));
      }
      case Escalated e -> {
        requireReached("the end of the arbitration", e.until(), at, peerNow);
        yield rules.fallback() == Outcome.DELIVERED ? e.delivery() : new Refunded(by, at);
      }
      case Returning r -> {
        requireReached("the end of the time for the return", r.until(), at, peerNow);
        yield r.delivery();
      }
      case LossClaim l -> {
        requireReached("the end of the time to contest the loss", l.until(), at, peerNow);
        yield new Lost(l.reportedBy(), l.reason(), l.until(), l.funded().lossPlanned());
      }
      case Ended ended -> this;
    };
  }

  private static void requireReached(String what, Instant moment, Instant at, Instant peerNow) {
    if (at.isBefore(moment) || peerNow.isBefore(moment)) {
      throw refusal(
          NOT_YET_EXPIRED,
          "escrowId",
          "expected " + what + " no earlier than " + Timestamp.format(moment));
    }
  }

  private RuntimeException wrongState(String expected) {
    return refusal(WRONG_STATE, "escrowId", "expected " + expected + "; this escrow is " + name());
  }

  private static RuntimeException isHeld() {
    return refusal(HELD, "escrowId", "expected a payment that is not held");
  }

  private RuntimeException wasDelivered() {
    return refusal(NOT_FUNDED, "escrowId", "expected a funded escrow; this one is " + name());
  }

  private static RuntimeException wrongSecret() {
    return refusal(WRONG_SECRET, "secret", "expected the secret of this escrow");
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

  /** The evidence of the delivery, where the state still holds it. */
  default Optional<Delivered> evidence() {
    return switch (this) {
      case Arrived arrived -> Optional.of(arrived.delivery());
      case Delivered d -> Optional.of(d);
      case Held held -> held.before().evidence();
      case Funded f -> Optional.empty();
      case LossClaim l -> Optional.empty();
      case Ended ended -> Optional.empty();
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

  /** What the escrow waits for, if its delivery is not confirmed yet. */
  default Optional<Funded> awaitsDelivery() {
    return switch (this) {
      case Funded f -> Optional.of(f);
      case LossClaim l -> Optional.of(l.funded());
      case Held h -> h.before().awaitsDelivery();
      case Arrived a -> Optional.empty();
      case Ended e -> Optional.empty();
    };
  }

  /** From when on time alone moves it on; empty if it has ended or is held. */
  default Optional<Instant> endsBy() {
    return switch (this) {
      case Funded f -> Optional.of(f.deadline());
      case Inspection i -> Optional.of(i.until());
      case Negotiation n -> Optional.of(n.until());
      case Escalated e -> Optional.of(e.until());
      case Returning r -> Optional.of(r.until());
      case LossClaim l -> Optional.of(l.until());
      case Held h -> Optional.empty();
      case Ended e -> Optional.empty();
    };
  }

  /** Reads a state. */
  static EscrowState fromJson(Fields fields) {
    return EscrowStateJson.read(fields);
  }

  /** The form on the ledger: {@code "state"} and what belongs to it. */
  default JsonObject toJson() {
    return EscrowStateJson.write(this);
  }
}
