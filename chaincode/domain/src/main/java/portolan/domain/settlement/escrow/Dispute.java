// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Sha256;
import portolan.domain.encoding.Timestamp;
import portolan.domain.settlement.Rulebook;
import portolan.domain.worldstate.RefusalCode;

/**
 * The story of a claim: it is negotiated, and ends in a split, a return or a decision of the bank.
 */
public sealed interface Dispute permits EscrowState {
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
          throw Refusals.of(
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
      case Negotiation n when n.reason().equals(reason) -> n;
      case Escalated e when e.reason().equals(reason) -> e;
      case Returning r when r.reason().equals(reason) -> r;
      case EscrowState.Arrived arrived ->
          throw Refusals.wrongState(arrived, "a delivery without a claim");
      case Held held -> held.at(held.before().claim(reason, at, rules));
      case Funded f -> throw Refusals.wrongState(f, "a delivery that is inspected");
      case LossClaim l -> throw Refusals.wrongState(l, "a delivery that is inspected");
      case EscrowState.Ended ended ->
          throw Refusals.wrongState(ended, "a delivery that is inspected");
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
      throw Refusals.of(
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
      case EscrowState.Arrived arrived -> Optional.empty();
      case EscrowState.Ended ended -> Optional.empty();
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
      case Held held -> throw Refusals.isHeld();
      case Funded f -> throw Refusals.wrongState(f, "a claim that is negotiated");
      case LossClaim l -> throw Refusals.wrongState(l, "a claim that is negotiated");
      case EscrowState.Arrived arrived ->
          throw Refusals.wrongState(arrived, "a claim that is negotiated");
      case EscrowState.Ended ended ->
          throw Refusals.wrongState(ended, "a claim that is negotiated");
    };
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
      return s;
    }
    Negotiation n = negotiated();
    SplitOffer offer =
        n.offer()
            .filter(latest -> latest.offerId().equals(split.offerId()))
            .orElseThrow(
                () ->
                    Refusals.of(
                        RefusalCode.WRONG_STATE,
                        "offerId",
                        "expected the latest offer"
                            + n.offer()
                                .map(latest -> ", " + latest.offerId())
                                .orElse("; none yet")));
    if (!offer.needed().contains(split.decidedBy())) {
      throw Refusals.of(
          RefusalCode.PERMISSION_DENIED,
          "escrowId",
          "expected one of " + String.join(", ", offer.needed()));
    }
    SplitOffer after = offer.agreedBy(split.decidedBy());
    return after.isAgreed() ? split : n.with(after);
  }

  /** Payouts of the delivery that the seller has sold, as long as the escrow has not ended. */
  default List<Assignment> sold() {
    return switch (this) {
      case EscrowState.Arrived arrived -> arrived.assignments();
      case Held held -> held.before().sold();
      case Funded f -> List.of();
      case LossClaim l -> List.of();
      case EscrowState.Ended ended -> List.of();
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
      return r;
    }
    Negotiation n = negotiated();
    if (rules.returnSeconds() == 0) {
      throw Refusals.wrongState(n, "an escrow whose rulebook has a time for returns");
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
      case Returning r when !Sha256.hex(secret).equals(r.secretHash()) ->
          throw Refusals.wrongSecret();
      case Returning r -> refund;
      case Refunded before -> before;
      case Held held -> throw Refusals.isHeld();
      case Funded f -> throw Refusals.wrongState(f, "goods that are returned");
      case LossClaim l -> throw Refusals.wrongState(l, "goods that are returned");
      case EscrowState.Arrived arrived ->
          throw Refusals.wrongState(arrived, "goods that are returned");
      case EscrowState.Ended ended -> throw Refusals.wrongState(ended, "goods that are returned");
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
      case Escalated e -> e;
      case Held held -> throw Refusals.isHeld();
      case Funded f -> throw Refusals.wrongState(f, "goods that are returned");
      case LossClaim l -> throw Refusals.wrongState(l, "goods that are returned");
      case EscrowState.Arrived arrived ->
          throw Refusals.wrongState(arrived, "goods that are returned");
      case EscrowState.Ended ended -> throw Refusals.wrongState(ended, "goods that are returned");
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
      case Held held -> throw Refusals.isHeld();
      case Funded f -> throw Refusals.wrongState(f, "a claim that was escalated");
      case LossClaim l -> throw Refusals.wrongState(l, "a claim that was escalated");
      case EscrowState.Arrived arrived ->
          throw Refusals.wrongState(arrived, "a claim that was escalated");
      case EscrowState.Ended ended ->
          throw Refusals.wrongState(ended, "a claim that was escalated");
    };
  }
}
