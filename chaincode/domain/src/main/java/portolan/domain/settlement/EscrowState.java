// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Sha256;
import portolan.domain.encoding.Timestamp;
import portolan.domain.worldstate.RefusalCode;

/**
 * Where an escrow stands.
 *
 * <p>Without a {@link Rulebook}: FUNDED, then exactly one of DELIVERED and REFUNDED. With one a
 * delivery begins an INSPECTION; a claim in that time leads to NEGOTIATION, which ends in a SPLIT,
 * a return (RETURNING) or is ESCALATED to the bank; and a carrier may report a loss (LOSS_CLAIM).
 * At any time before its end an escrow can be HELD: then nothing pays while one reason is open.
 * DELIVERED, REFUNDED, SPLIT, LOST and SEIZED are ends and are never left.
 *
 * <p>This is the one key that a delivery reads and writes, so it holds what a delivery needs and
 * afterwards its evidence, and nothing else.
 */
public sealed interface EscrowState {
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

    /** Payouts of the delivery that the seller has sold, in the order of the sales. */
    List<Assignment> assignments();
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
          : new Inspection(delivery, delivery.confirmedAt().plusSeconds(inspectionSeconds));
    }
  }

  /**
   * The goods arrived and are inspected.
   *
   * @param delivery its evidence
   * @param until from when on the payouts are final
   * @param assignments payouts that the seller has sold
   */
  record Inspection(Delivered delivery, Instant until, List<Assignment> assignments)
      implements Arrived {
    /** Copies the list. */
    public Inspection {
      assignments = List.copyOf(assignments);
    }

    /** Nothing was sold. */
    public Inspection(Delivered delivery, Instant until) {
      this(delivery, until, List.of());
    }
  }

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
  record Negotiation(
      Delivered delivery,
      Commitment reason,
      Instant until,
      Optional<SplitOffer> offer,
      Optional<ReturnProposal> proposal,
      List<Assignment> assignments)
      implements Arrived {
    /** Copies the list. */
    public Negotiation {
      assignments = List.copyOf(assignments);
    }

    /** Nothing was offered, proposed or sold. */
    public Negotiation(Delivered delivery, Commitment reason, Instant until) {
      this(delivery, reason, until, Optional.empty(), Optional.empty(), List.of());
    }

    private Negotiation with(SplitOffer latest) {
      return new Negotiation(delivery, reason, until, Optional.of(latest), proposal, assignments);
    }
  }

  /**
   * The two did not agree; the bank decides.
   *
   * @param delivery evidence of the delivery
   * @param reason commitment to what is wrong
   * @param until from when on the fallback of the rulebook decides
   * @param assignments payouts that the seller had sold
   */
  record Escalated(
      Delivered delivery, Commitment reason, Instant until, List<Assignment> assignments)
      implements Arrived {
    /** Copies the list. */
    public Escalated {
      assignments = List.copyOf(assignments);
    }

    /** Nothing was sold. */
    public Escalated(Delivered delivery, Commitment reason, Instant until) {
      this(delivery, reason, until, List.of());
    }
  }

  /**
   * The goods go back to the seller.
   *
   * @param delivery evidence of the delivery
   * @param reason commitment to what is wrong
   * @param until from when on the payouts of the delivery are final, if the goods are not back
   * @param secretHash SHA-256 of the secret that the seller gives for the goods
   * @param assignments payouts that the seller had sold
   */
  record Returning(
      Delivered delivery,
      Commitment reason,
      Instant until,
      String secretHash,
      List<Assignment> assignments)
      implements Arrived {
    /** Copies the list. */
    public Returning {
      assignments = List.copyOf(assignments);
    }

    /** Nothing was sold. */
    public Returning(Delivered delivery, Commitment reason, Instant until, String secretHash) {
      this(delivery, reason, until, secretHash, List.of());
    }
  }

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
   * Nothing pays until all reasons are lifted, or officers of the bank end it.
   *
   * @param before where the escrow goes on then; a delivery or a claim may move it meanwhile. Not
   *     itself held
   * @param holds why it is held, at least one reason
   */
  record Held(EscrowState before, Holds holds) implements EscrowState {
    /** Checks that something is held, and once. */
    public Held {
      if (before instanceof Held || !holds.areOpen()) {
        throw new IllegalArgumentException("expected a state that is not held, and a reason");
      }
    }

    private Held at(EscrowState state) {
      return new Held(state, holds);
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
   * @param reasons why it was held
   * @param seizedAt timestamp of the transaction
   */
  record Seized(List<OpenReason> reasons, Instant seizedAt) implements Ended {
    /** Copies the list. */
    public Seized {
      reasons = List.copyOf(reasons);
    }
  }

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
          throw refusal(
              RefusalCode.NOT_FUNDED,
              "escrowId",
              "expected a funded escrow; this one is " + name());
    };
  }

  private static void requireReleased(Funded funded, Optional<DeclaredGoods> released) {
    if (released.filter(funded::isAbout).isEmpty()) {
      throw refusal(
          RefusalCode.NOT_RELEASED,
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
    return refusal(
        RefusalCode.WRONG_EVIDENCE, "escrowId", "expected " + expected + " for this escrow");
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
              RefusalCode.MILESTONE_REACHED,
              "escrowId",
              "expected a milestone that is not reached; confirm this one instead");
        }
        yield refund;
      }
      // What the plan pays for a loss is not the funder's to take back.
      case LossClaim loss ->
          throw wrongState(
              "goods that nobody has reported as lost: a delivery or the loss ends it");
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
              RefusalCode.TOO_LATE,
              "escrowId",
              "expected a claim before " + Timestamp.format(i.until()));
      case Inspection i ->
          new Negotiation(
              i.delivery(),
              reason,
              at.plusSeconds(rules.negotiationSeconds()),
              Optional.empty(),
              Optional.empty(),
              i.assignments());
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

  /**
   * The funder offers a split; it takes the place of one that it offered before.
   *
   * @param notes how many it has
   * @param needed members whose agreement it needs
   */
  default EscrowState offer(String offerId, int notes, Collection<String> needed) {
    Negotiation n = negotiated();
    int number = n.offer().map(SplitOffer::number).orElse(0) + 1;
    if (number > SplitOffer.MAX_OFFERS) {
      throw refusal(
          RefusalCode.TOO_MANY_OFFERS,
          "escrowId",
          "expected at most " + SplitOffer.MAX_OFFERS + " offers; let the bank decide");
    }
    return n.with(
        new SplitOffer(
            offerId, notes, number, needed.stream().distinct().sorted().toList(), List.of()));
  }

  /** The split that is on offer, held or not. */
  default Optional<SplitOffer> offered() {
    return switch (this) {
      case Negotiation n -> n.offer();
      case Held held -> held.before().offered();
      case Funded f -> Optional.empty();
      case LossClaim l -> Optional.empty();
      case Arrived arrived -> Optional.empty();
      case Ended ended -> Optional.empty();
    };
  }

  /**
   * The claim that is negotiated.
   *
   * @throws portolan.domain.encoding.RefusedException if none is, or the payment is held
   */
  default Negotiation negotiated() {
    return switch (this) {
      case Negotiation n -> n;
      case Held held -> throw isHeld();
      case Funded f -> throw wrongState("a claim that is negotiated");
      case LossClaim l -> throw wrongState("a claim that is negotiated");
      case Arrived arrived -> throw wrongState("a claim that is negotiated");
      case Ended ended -> throw wrongState("a claim that is negotiated");
    };
  }

  /** Payouts of the delivery that the seller has sold, as long as the escrow has not ended. */
  default List<Assignment> sold() {
    return switch (this) {
      case Arrived arrived -> arrived.assignments();
      case Held held -> held.before().sold();
      case Funded f -> List.of();
      case LossClaim l -> List.of();
      case Ended ended -> List.of();
    };
  }

  /** Members that have bought a payout of the delivery. */
  default Set<String> assignees() {
    return sold().stream().map(Assignment::financier).collect(Collectors.toSet());
  }

  /**
   * Who has to agree to a return: the seller, whose goods they are, and whoever has bought a payout
   * and would lose it.
   *
   * @param seller as the rulebook names it
   */
  default Set<String> bearersOfReturn(String seller) {
    Set<String> bearers = new TreeSet<>(assignees());
    bearers.add(seller);
    return bearers;
  }

  /**
   * One of the members agrees whose agreement is needed to what is offered. The last one makes the
   * split.
   *
   * @param split decided by this member
   * @return the state after it; this very one when this offer is agreed to, or this member has
   *     agreed before
   */
  default EscrowState agree(Split split) {
    if (this instanceof Split s && s.offerId().equals(split.offerId())) {
      return this;
    }
    Negotiation n = negotiated();
    SplitOffer offer =
        n.offer()
            .filter(latest -> latest.offerId().equals(split.offerId()))
            .orElseThrow(
                () ->
                    refusal(
                        RefusalCode.WRONG_STATE,
                        "offerId",
                        "expected the latest offer"
                            + n.offer()
                                .map(latest -> ", " + latest.offerId())
                                .orElse("; none yet")));
    if (!offer.needed().contains(split.decidedBy())) {
      throw refusal(
          RefusalCode.PERMISSION_DENIED,
          "escrowId",
          "expected one of " + String.join(", ", offer.needed()));
    }
    SplitOffer after = offer.agreedBy(split.decidedBy());
    return after.isAgreed() ? split : n.with(after);
  }

  /**
   * The seller agrees to take the goods back, or somebody agrees who has bought a payout. The last
   * one begins the return. Another secret is another proposal, to which nobody else has agreed.
   *
   * @param by the seller, or who has bought a payout
   * @param secretHash SHA-256 of the secret that is given for the goods
   * @param at timestamp of the transaction
   * @return the state after it; this very one when it agreed to the same before
   */
  default EscrowState agreeToReturn(String by, String secretHash, Instant at, Rulebook rules) {
    if (this instanceof Returning r && r.secretHash().equals(secretHash)) {
      return this;
    }
    Negotiation n = negotiated();
    if (rules.returnSeconds() == 0) {
      throw wrongState("an escrow whose rulebook has a time for returns");
    }
    List<String> agreed =
        SplitOffer.with(
            n.proposal()
                .filter(proposal -> proposal.secretHash().equals(secretHash))
                .map(ReturnProposal::agreed)
                .orElse(List.of()),
            by);
    return agreed.containsAll(bearersOfReturn(rules.seller()))
        ? new Returning(
            n.delivery(),
            n.reason(),
            at.plusSeconds(rules.returnSeconds()),
            secretHash,
            n.assignments())
        : new Negotiation(
            n.delivery(),
            n.reason(),
            n.until(),
            n.offer(),
            Optional.of(new ReturnProposal(secretHash, agreed)),
            n.assignments());
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
          new Escalated(
              r.delivery(),
              r.reason(),
              at.plusSeconds(rules.arbitrationSeconds()),
              r.assignments());
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
   * The seller assigns one of its payouts of the delivery to a financier, once.
   *
   * @param sale the payout, and to whom
   * @param at timestamp of the transaction
   */
  default EscrowState assign(Assignment sale, Instant at) {
    return switch (this) {
      case Inspection i when Assignment.of(i.assignments(), sale.payout()).isPresent() ->
          throw wrongState("a payout that was not assigned before");
      case Inspection i when !at.isBefore(i.until()) ->
          throw refusal(
              RefusalCode.TOO_LATE,
              "escrowId",
              "expected an assignment before " + Timestamp.format(i.until()));
      case Inspection i -> {
        List<Assignment> assignments = new ArrayList<>(i.assignments());
        assignments.add(sale);
        yield new Inspection(i.delivery(), i.until(), assignments);
      }
      case Held held -> throw isHeld();
      case Funded f -> throw wrongState("a delivery that is inspected and not disputed");
      case LossClaim l -> throw wrongState("a delivery that is inspected and not disputed");
      case Arrived arrived -> throw wrongState("a delivery that is inspected and not disputed");
      case Ended ended -> throw wrongState("a delivery that is inspected and not disputed");
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
            n.delivery(),
            n.reason(),
            n.until().plusSeconds(rules.arbitrationSeconds()),
            n.assignments());
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
          RefusalCode.NOT_YET_EXPIRED,
          "escrowId",
          "expected " + what + " no earlier than " + Timestamp.format(moment));
    }
  }

  private RuntimeException wrongState(String expected) {
    return refusal(
        RefusalCode.WRONG_STATE, "escrowId", "expected " + expected + "; this escrow is " + name());
  }

  private static RuntimeException isHeld() {
    return refusal(RefusalCode.HELD, "escrowId", "expected a payment that is not held");
  }

  private RuntimeException wasDelivered() {
    return refusal(
        RefusalCode.NOT_FUNDED, "escrowId", "expected a funded escrow; this one is " + name());
  }

  private static RuntimeException wrongSecret() {
    return refusal(RefusalCode.WRONG_SECRET, "secret", "expected the secret of this escrow");
  }

  private static RuntimeException refusal(RefusalCode code, String field, String message) {
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
