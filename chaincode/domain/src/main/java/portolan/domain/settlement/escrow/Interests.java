// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import portolan.domain.encoding.Refusal;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.Rulebook;
import portolan.domain.settlement.SplitPlan;
import portolan.domain.settlement.Trigger;
import portolan.domain.worldstate.RefusalCode;

/**
 * Who gains or loses by how an escrow ends, and so who may not judge it. Every function that lets
 * somebody keep, hold, lift, screen, vouch for, decide or buy asks here, and nowhere else.
 *
 * <p>Payees are sealed: what depends on them is checked where the plan is visible, when the escrow
 * is funded and when it is shared. Who has bought a payout is public.
 */
public final class Interests {
  /**
   * Most that the bank of an escrow can be paid by it, its fee, whatever the outcome: percent of
   * what the escrow holds, rounded down to minor units.
   */
  public static final int MOST_BANK_FEE_PERCENT = 5;

  private final EscrowTerms terms;
  private final String funder;
  private final List<Assignment> sold;

  private Interests(EscrowTerms terms, String funder, List<Assignment> sold) {
    this.terms = terms;
    this.funder = funder;
    this.sold = List.copyOf(sold);
  }

  /** In an escrow that is about to be funded. */
  public static Interests of(EscrowTerms terms, String funder) {
    return new Interests(terms, funder, List.of());
  }

  /** In an escrow as it stands. */
  public static Interests of(Escrow escrow, EscrowState state) {
    return new Interests(escrow.terms(), escrow.fundedBy(), state.sold());
  }

  private Optional<String> seller() {
    return terms.rulebook().map(Rulebook::seller);
  }

  /** Whose word is the evidence of the delivery. */
  private Optional<String> author() {
    return terms.trigger() instanceof Trigger.Signature(String member)
        ? Optional.of(member)
        : Optional.empty();
  }

  /** Whether the terms name this member as funder, seller or carrier: it can report an incident. */
  public boolean isParty(String member) {
    return member.equals(funder)
        || seller().filter(member::equals).isPresent()
        || terms.carrier().filter(member::equals).isPresent();
  }

  /** Whether it is a party, has bought a payout, or its word is the evidence. */
  private boolean isConcerned(String member) {
    return isParty(member) || author().filter(member::equals).isPresent() || hasBought(member);
  }

  private boolean hasBought(String member) {
    return sold.stream().anyMatch(assignment -> assignment.financier().equals(member));
  }

  /** Whether this member may hold the payment, decide about holds, and decide a dispute. */
  public boolean mayDecide(String member) {
    return member.equals(terms.bank()) && !isConcerned(member);
  }

  /** Whether this member may screen the parties. */
  public boolean mayScreen(String member) {
    return terms.screener().filter(member::equals).isPresent() && !isConcerned(member);
  }

  /** Whether this member may report that the goods are lost. */
  public boolean mayReportLoss(String member) {
    return terms.carrier().filter(member::equals).isPresent()
        && !member.equals(funder)
        && !member.equals(terms.bank())
        && seller().filter(member::equals).isEmpty()
        && !hasBought(member);
  }

  /**
   * Whether this member may buy a payout of the delivery: it neither sells or pays it, nor keeps,
   * screens or vouches for what it is paid by.
   */
  public boolean mayFinance(String member) {
    return Stream.of(
            Optional.of(funder), Optional.of(terms.bank()), seller(), author(), terms.screener())
        .noneMatch(Optional.of(member)::equals);
  }

  /**
   * Checks that nobody would judge its own cause in an escrow that is about to be funded.
   *
   * @param field path of its terms
   * @param plan who gets what
   * @throws portolan.domain.encoding.RefusedException {@code INVALID_ARGUMENT}
   */
  public void requireApart(String field, PayoutPlan plan) {
    Set<String> payees = new TreeSet<>();
    plan.outcomes().values().forEach(notes -> notes.forEach(note -> payees.add(note.owner())));
    // Its officers would decide about a hold of its own payment, or nobody could and it never ends.
    require(
        !isConcerned(terms.bank()),
        field + "bank",
        "expected a bank that is no party of the escrow");
    // It would agree with itself.
    require(
        !seller().equals(Optional.of(funder)),
        field + "rulebook.seller",
        "expected another member than the funder");
    terms
        .screener()
        .ifPresent(
            screener ->
                require(
                    !isConcerned(screener) && !payees.contains(screener),
                    field + "screener",
                    "expected another member than the funder, the seller, a carrier or a payee"));
    author()
        .ifPresent(
            author ->
                require(
                    !author.equals(funder)
                        && !seller().equals(Optional.of(author))
                        && !payees.contains(author),
                    field + "signedBy",
                    "expected a member whose word pays others: not the funder, the seller or a"
                        + " payee"));
    terms.carrier().ifPresent(carrier -> requireNoGainByLoss(field, carrier, plan));
    requireFee(field, plan);
  }

  /** A loss that it reports itself must not pay a carrier more than the delivery. */
  private void requireNoGainByLoss(String field, String carrier, PayoutPlan plan) {
    long lost = paid(plan, Outcome.LOST).getOrDefault(carrier, 0L);
    long delivered = paid(plan, Outcome.DELIVERED).getOrDefault(carrier, 0L);
    require(
        mayReportLoss(carrier) && lost <= delivered,
        field + "carrier",
        "expected a carrier that is neither funder nor seller, and gets no more by a loss than by"
            + " the delivery");
  }

  /**
   * Checks that the bank gets its fee and no more, whatever the outcome.
   *
   * @param field path of the escrow
   * @param plan sound: its sums have 18 digits at most
   * @throws portolan.domain.encoding.RefusedException {@code INVALID_ARGUMENT}
   */
  public void requireFee(String field, PayoutPlan plan) {
    for (Map.Entry<Outcome, List<NoteOpening>> end : plan.outcomes().entrySet()) {
      Map<String, Long> paid = paid(end.getValue());
      long held = paid.values().stream().mapToLong(Long::longValue).reduce(0, Math::addExact);
      require(
          paid.getOrDefault(terms.bank(), 0L)
              <= Math.multiplyExact(held, (long) MOST_BANK_FEE_PERCENT) / 100,
          field + "outcomes." + end.getKey(),
          "expected no more than "
              + MOST_BANK_FEE_PERCENT
              + " percent for the bank that keeps the escrow");
    }
  }

  /**
   * Whether this member may agree to a return: the seller, whose goods they are, and whoever has
   * bought a payout.
   */
  public boolean mayAgreeToReturn(String member) {
    return seller().filter(member::equals).isPresent() || hasBought(member);
  }

  /**
   * Checks that a split pays the funder, the seller and owners of planned payouts only, and of
   * these only the funder and the seller more than the plan could ever have paid them. If the
   * seller has sold all of its payouts, who has bought them stands in its place.
   *
   * @throws portolan.domain.encoding.RefusedException {@code NOT_ENTITLED}; the field is relative
   *     to the plan
   */
  public void requireEntitled(SplitPlan split) {
    Map<String, Long> most = new HashMap<>();
    for (Outcome outcome : split.planned().outcomes().keySet()) {
      asSold(split.planned(), outcome)
          .forEach((owner, units) -> most.merge(owner, units, Math::max));
    }
    Set<String> free = respondents(split.planned());
    free.add(funder);
    Map<String, Long> shared = paid(split.shares());
    for (int i = 0; i < split.shares().size(); i++) {
      String owner = split.shares().get(i).owner();
      if (!free.contains(owner) && shared.get(owner) > most.getOrDefault(owner, 0L)) {
        throw new Refusal(
                RefusalCode.NOT_ENTITLED,
                "shares[" + i + "]",
                "expected the funder, the seller, or the owner of a payout and no more than the"
                    + " plan ever pays it")
            .toException();
      }
    }
  }

  /**
   * Members whose agreement an offer needs: all whose payout of the delivery it makes smaller, but
   * the funder, which makes it; the seller if it makes nobody's smaller.
   */
  public Set<String> agreementsTo(SplitPlan split) {
    Map<String, Long> shared = paid(split.shares());
    Set<String> needed = new TreeSet<>();
    asSold(split.planned(), Outcome.DELIVERED)
        .forEach(
            (owner, units) -> {
              if (!owner.equals(funder) && shared.getOrDefault(owner, 0L) < units) {
                needed.add(owner);
              }
            });
    return needed.isEmpty() ? respondents(split.planned()) : needed;
  }

  /** The seller, or if nothing of the delivery is its own any more, who has bought it. */
  private Set<String> respondents(PayoutPlan plan) {
    Set<String> respondents = new TreeSet<>();
    Map<String, Long> delivered = asSold(plan, Outcome.DELIVERED);
    if (sold.isEmpty() || seller().filter(delivered::containsKey).isPresent()) {
      seller().ifPresent(respondents::add);
    } else {
      sold.forEach(assignment -> respondents.add(assignment.financier()));
    }
    return respondents;
  }

  /** What each owner gets, with what was sold at who has bought it. */
  private Map<String, Long> asSold(PayoutPlan plan, Outcome outcome) {
    List<NoteOpening> notes = plan.of(outcome);
    Map<String, Long> paid = new HashMap<>();
    for (int i = 0; i < notes.size(); i++) {
      String owner =
          outcome == Outcome.DELIVERED
              ? Assignment.of(sold, i + 1).map(Assignment::financier).orElse(notes.get(i).owner())
              : notes.get(i).owner();
      paid.merge(owner, notes.get(i).amount().minorUnits(), Math::addExact);
    }
    return paid;
  }

  private static Map<String, Long> paid(PayoutPlan plan, Outcome outcome) {
    return paid(plan.of(outcome));
  }

  /** What each owner gets, in minor units. */
  private static Map<String, Long> paid(List<NoteOpening> notes) {
    Map<String, Long> paid = new HashMap<>();
    notes.forEach(note -> paid.merge(note.owner(), note.amount().minorUnits(), Math::addExact));
    return paid;
  }

  private static void require(boolean right, String field, String expected) {
    if (!right) {
      throw new Refusal(RefusalCode.INVALID_ARGUMENT, field, expected).toException();
    }
  }
}
