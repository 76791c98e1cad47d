// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import static portolan.contracts.settlement.simulation.Verdict.objections;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.SplitPlan;
import portolan.domain.settlement.instruction.AcceptGoods;
import portolan.domain.settlement.instruction.AgreeToReturn;
import portolan.domain.settlement.instruction.AgreeToSplit;
import portolan.domain.settlement.instruction.AwardClaim;
import portolan.domain.settlement.instruction.ClaimDefect;
import portolan.domain.settlement.instruction.ConfirmReturn;
import portolan.domain.settlement.instruction.EscalateReturn;
import portolan.domain.settlement.instruction.ExpirePhase;
import portolan.domain.settlement.instruction.OfferSplit;

/** What happens to a delivery that is inspected. */
final class Disputing {
  private static final String WRONG_STATE = "WRONG_STATE";

  private Disputing() {}

  static List<Habit> habits() {
    return List.of(
        new Habit("accept", 6, 60, Disputing::funder, Disputing::accept),
        new Habit("claim", 12, 80, Disputing::funder, Disputing::claim),
        new Habit("offer", 7, 30, Disputing::funder, Disputing::offer),
        new Habit(
            "agree",
            9,
            60,
            dice -> dice.oneIn(2) ? dice.any(Members.ALL) : Members.SUPPLIER,
            Disputing::agree),
        new Habit(
            "award",
            6,
            40,
            dice -> dice.oneIn(6) ? Members.OTHER_BANK : Members.BANK,
            Disputing::award),
        new Habit("expire", 14, 100, dice -> dice.any(Members.ALL), Disputing::expire),
        new Habit(
            "agreeToReturn",
            4,
            30,
            dice -> dice.oneIn(3) ? dice.any(Members.ALL) : Members.SUPPLIER,
            Disputing::agreeToReturn),
        new Habit("confirmReturn", 3, 30, dice -> dice.any(Members.ALL), Disputing::confirmReturn),
        new Habit("escalate", 2, 20, Disputing::funder, Disputing::escalate));
  }

  private static String funder(Dice dice) {
    return dice.oneIn(12) ? dice.any(Members.ALL) : dice.any(Members.FUNDERS);
  }

  private static Optional<Command> accept(Dice dice, String caller) {
    return of(dice, caller, "INSPECTION", "NEGOTIATION", "ESCALATED", "RETURNING")
        .map(e -> new Accept(e.id));
  }

  /** An escrow of the caller, if it is a funder; now and then another's. */
  private static Optional<Model.Escrow> of(Dice dice, String caller, String... states) {
    return dice.escrow(
        e ->
            e.isOneOf(states)
                && e.terms.rulebook().isPresent()
                && (e.funder.equals(caller) || dice.oneIn(15)));
  }

  private static Optional<Command> claim(Dice dice, String caller) {
    return (dice.oneIn(12)
            ? of(dice, caller, "NEGOTIATION", "ESCALATED", "FUNDED")
            : of(dice, caller, "INSPECTION"))
        .map(
            e ->
                new Claim(
                    e.id,
                    new Commitment(
                        e.reason.isEmpty() || dice.oneIn(2) ? Sha256.hex(dice.salt()) : e.reason)));
  }

  private static Optional<Command> offer(Dice dice, String caller) {
    return (dice.oneIn(12)
            ? of(dice, caller, "INSPECTION", "ESCALATED")
            : of(dice, caller, "NEGOTIATION"))
        .map(e -> new Offer(e.id, dice.id("S"), split(dice, e)));
  }

  /**
   * Who gets what instead: mostly what somebody may have, now and then what is nobody's, or by
   * forged openings.
   */
  private static SplitPlan split(Dice dice, Model.Escrow escrow) {
    Set<String> owners = new TreeSet<>(escrow.respondents());
    owners.add(escrow.funder);
    long units = escrow.units;
    Map<Outcome, List<NoteOpening>> planned = new EnumMap<>(escrow.payouts);
    List<NoteOpening> shares = new ArrayList<>();
    Currency currency = escrow.terms.currency();
    // What others have stays theirs, or most of it does.
    for (Map.Entry<String, Long> paid : new TreeMap<>(escrow.paid(Outcome.DELIVERED)).entrySet()) {
      long part = dice.oneIn(4) ? paid.getValue() / 2 : paid.getValue();
      if (!owners.contains(paid.getKey()) && part > 0 && part < units - 3) {
        shares.add(dice.note(paid.getKey(), part, currency));
        units -= part;
      }
    }
    List<String> others = new ArrayList<>(owners);
    switch (dice.below(50)) {
      case 0 -> units += 1;
      case 1 -> others.add(Members.STRANGER);
      case 2 ->
          planned.put(Outcome.REFUNDED, List.of(dice.note(escrow.funder, escrow.units, currency)));
      case 3 -> planned.put(Outcome.LOST, planned.get(Outcome.REFUNDED));
      case 4, 5 -> others.add(escrow.terms.bank());
      case 6, 7 -> others.addFirst(dice.any(Members.ALL));
      case 8 -> {
        // The same amounts, at other owners.
        List<NoteOpening> forged = new ArrayList<>();
        for (NoteOpening note : planned.get(Outcome.DELIVERED)) {
          forged.add(dice.note(escrow.terms.bank(), note.amount().minorUnits(), currency));
        }
        planned.put(Outcome.DELIVERED, forged);
      }
      default -> {}
    }
    shares.addAll(dice.shares(units, currency, others));
    return new SplitPlan(new PayoutPlan(planned), shares);
  }

  private static Optional<Command> agree(Dice dice, String caller) {
    return dice.escrow(
            e ->
                e.state.equals("NEGOTIATION")
                    && (e.asked.contains(caller) || e.offer.isEmpty() || dice.oneIn(20)))
        .map(
            e -> new Agree(e.id, e.offer.isEmpty() || dice.oneIn(20) ? "PlatformMSP/S0" : e.offer));
  }

  private static Optional<Command> award(Dice dice, String caller) {
    String state = dice.oneIn(15) ? "NEGOTIATION" : "ESCALATED";
    return dice.escrow(
            e -> e.state.equals(state) && (e.terms.bank().equals(caller) || dice.oneIn(15)))
        .map(
            e -> {
              AwardClaim.Verdict verdict = dice.any(List.of(AwardClaim.Verdict.values()));
              return new Award(
                  e.id,
                  dice.id("S"),
                  verdict,
                  verdict == AwardClaim.Verdict.SPLIT
                      ? Optional.of(split(dice, e))
                      : Optional.empty());
            });
  }

  private static Optional<Command> expire(Dice dice, String caller) {
    return dice.escrow(
            e ->
                e.isOneOf("INSPECTION", "NEGOTIATION", "ESCALATED", "RETURNING", "LOSS_CLAIM")
                    && (!e.isHeld() || dice.oneIn(15))
                    && (dice.oneIn(10) || !dice.now().isBefore(e.until.minusSeconds(30))))
        .map(e -> new Expire(e.id));
  }

  /** A keeper's word that the time of a phase is over. */
  static Command expiryOf(String escrowId) {
    return new Expire(escrowId);
  }

  /** What is wrong with a command about this escrow, whatever its state. */
  private static Verdict.Objections about(Model.Escrow escrow) {
    return escrow == null
        ? objections().when(true, "NOT_FOUND")
        : objections().when(escrow.terms.rulebook().isEmpty(), WRONG_STATE);
  }

  /** The buyer has what it wanted. */
  private record Accept(String escrowId) implements Command {
    @Override
    public JsonObject item() {
      return new AcceptGoods(escrowId).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      Verdict.Objections wrong = about(escrow);
      if (!wrong.none()) {
        return wrong.refused();
      }
      wrong.unless(escrow.funder.equals(moment.caller()), "PERMISSION_DENIED");
      if (wrong.none() && escrow.isFree("DELIVERED")) {
        return new Verdict.Before();
      }
      return wrong
          .when(escrow.isHeld(), "HELD")
          .unless(
              escrow.isHeld()
                  || escrow.isOneOf(
                      "INSPECTION", "NEGOTIATION", "ESCALATED", "RETURNING", "DELIVERED"),
              WRONG_STATE)
          .orDo(() -> model.end(escrow, "DELIVERED", "DELIVERED"));
    }
  }

  /** The buyer claims that something is wrong; a hold does not keep it from that. */
  private record Claim(String escrowId, Commitment reason) implements Command {
    @Override
    public JsonObject item() {
      return new ClaimDefect(escrowId, reason).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      Verdict.Objections wrong = about(escrow);
      if (!wrong.none()) {
        return wrong.refused();
      }
      wrong.unless(escrow.funder.equals(moment.caller()), "PERMISSION_DENIED");
      if (escrow.isOneOf("NEGOTIATION", "ESCALATED", "RETURNING")
          && escrow.reason.equals(reason.hex())) {
        return wrong.none() ? new Verdict.Before() : wrong.refused();
      }
      return wrong
          .unless(escrow.state.equals("INSPECTION"), WRONG_STATE)
          .when(
              escrow.state.equals("INSPECTION") && !moment.timestamp().isBefore(escrow.until),
              "TOO_LATE")
          .orDo(
              () -> {
                escrow.state = "NEGOTIATION";
                escrow.reason = reason.hex();
                escrow.until = moment.timestamp().plusSeconds(escrow.rules().negotiationSeconds());
              });
    }
  }

  /** What is wrong with a split of this escrow. */
  private static void checkShares(Verdict.Objections wrong, Model.Escrow escrow, SplitPlan plan) {
    Optional<Long> shared = Model.sum(plan.shares(), escrow.terms.currency());
    boolean complete =
        Arrays.stream(Outcome.values())
            .allMatch(
                outcome ->
                    plan.planned().of(outcome).size()
                        == escrow.payouts.getOrDefault(outcome, List.of()).size());
    wrong
        .unless(complete, "INVALID_ARGUMENT")
        .unless(plan.planned().outcomes().equals(escrow.payouts), "COMMITMENT_MISMATCH")
        .unless(
            plan.shares().stream()
                .allMatch(n -> n.amount().currency().equals(escrow.terms.currency())),
            "WRONG_CURRENCY")
        .unless(shared.isPresent() && shared.get() == escrow.units, "NOT_CONSERVED")
        .unless(plan.shares().stream().allMatch(n -> Members.isMember(n.owner())), "NOT_FOUND")
        .unless(
            shares(plan).entrySet().stream()
                .allMatch(share -> mayHave(escrow, share.getKey(), share.getValue())),
            "NOT_ENTITLED");
  }

  private static Map<String, Long> shares(SplitPlan plan) {
    Map<String, Long> shares = new TreeMap<>();
    plan.shares().forEach(n -> shares.merge(n.owner(), n.amount().minorUnits(), Math::addExact));
    return shares;
  }

  private static boolean mayHave(Model.Escrow escrow, String owner, long units) {
    return owner.equals(escrow.funder)
        || escrow.respondents().contains(owner)
        || Arrays.stream(Outcome.values())
            .anyMatch(outcome -> units <= escrow.paid(outcome).getOrDefault(owner, 0L));
  }

  /** Whose payout it makes smaller; somebody has to agree in any case. */
  private static Set<String> asked(Model.Escrow escrow, SplitPlan plan) {
    Set<String> asked = new TreeSet<>();
    escrow
        .paid(Outcome.DELIVERED)
        .forEach(
            (owner, units) -> {
              if (!owner.equals(escrow.funder) && shares(plan).getOrDefault(owner, 0L) < units) {
                asked.add(owner);
              }
            });
    return asked.isEmpty() ? escrow.respondents() : asked;
  }

  private static void addShares(Model model, Model.Escrow escrow, String id, SplitPlan plan) {
    Coin.Lid lid = new Coin.Lid("escrow/" + escrow.id, "SPLIT " + id);
    for (int i = 0; i < plan.shares().size(); i++) {
      model.add(
          Coin.under(lid, id + ".SPLIT." + (i + 1), plan.shares().get(i), escrow.terms.bank()));
    }
  }

  private static List<Commitment> commitments(SplitPlan plan) {
    return plan.shares().stream().map(NoteOpening::commitment).toList();
  }

  /** The buyer offers to share. */
  private record Offer(String escrowId, String offerId, SplitPlan plan) implements Command {
    @Override
    public List<String> names() {
      return List.of(offerId);
    }

    @Override
    public JsonObject item() {
      return new OfferSplit(escrowId, offerId, commitments(plan)).toJson();
    }

    @Override
    public Optional<JsonObject> sealed() {
      return Optional.of(plan.toJson());
    }

    @Override
    public List<NoteOpening> openings() {
      return plan.shares();
    }

    @Override
    public Set<String> signers() {
      return Set.of(Members.BANK, Members.OTHER_BANK);
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      return model
          .known("split", offerId, item())
          .orElseGet(
              () -> {
                Model.Escrow escrow = model.escrows.get(escrowId);
                Verdict.Objections wrong = about(escrow);
                if (!wrong.none()) {
                  return wrong.refused();
                }
                wrong
                    .unless(escrow.funder.equals(moment.caller()), "PERMISSION_DENIED")
                    .when(escrow.isHeld(), "HELD")
                    .unless(escrow.isHeld() || escrow.state.equals("NEGOTIATION"), WRONG_STATE);
                wrong.when(escrow.isFree("NEGOTIATION") && escrow.offers == 20, "TOO_MANY_OFFERS");
                checkShares(wrong, escrow, plan);
                return wrong.orDo(
                    () -> {
                      model.remember("split", offerId, item());
                      model.dropOffer(escrow);
                      escrow.offers++;
                      escrow.offer = offerId;
                      escrow.asked.addAll(asked(escrow, plan));
                      addShares(model, escrow, offerId, plan);
                    });
              });
    }
  }

  /** Somebody agrees for what is its own. */
  private record Agree(String escrowId, String offerId) implements Command {
    @Override
    public JsonObject item() {
      return new AgreeToSplit(escrowId, offerId).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      Verdict.Objections wrong = about(escrow);
      if (!wrong.none()) {
        return wrong.refused();
      }
      if (model.isEnded("escrow/" + escrowId, "SPLIT " + offerId)) {
        return new Verdict.Before();
      }
      boolean same = escrow.offer.equals(offerId);
      wrong
          .when(escrow.isHeld(), "HELD")
          .unless(escrow.isHeld() || (escrow.state.equals("NEGOTIATION") && same), WRONG_STATE)
          .unless(!same || escrow.asked.contains(moment.caller()), "PERMISSION_DENIED");
      if (wrong.none() && escrow.agreed.contains(moment.caller())) {
        return new Verdict.Before();
      }
      return wrong.orDo(
          () -> {
            escrow.agreed.add(moment.caller());
            if (escrow.agreed.containsAll(escrow.asked)) {
              model.end(escrow, "SPLIT", "SPLIT " + offerId);
            }
          });
    }
  }

  /** The bank decides. */
  private record Award(
      String escrowId, String awardId, AwardClaim.Verdict verdict, Optional<SplitPlan> plan)
      implements Command {
    @Override
    public List<String> names() {
      return List.of(awardId);
    }

    @Override
    public JsonObject item() {
      return new AwardClaim(
              escrowId, awardId, verdict, plan.map(Disputing::commitments).orElse(List.of()))
          .toJson();
    }

    @Override
    public Optional<JsonObject> sealed() {
      return plan.map(SplitPlan::toJson);
    }

    @Override
    public List<NoteOpening> openings() {
      return plan.map(SplitPlan::shares).orElse(List.of());
    }

    @Override
    public Set<String> signers() {
      return Set.of(Members.BANK, Members.OTHER_BANK);
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      return model
          .known("split", awardId, item())
          .orElseGet(
              () -> {
                Model.Escrow escrow = model.escrows.get(escrowId);
                Verdict.Objections wrong = about(escrow);
                if (!wrong.none()) {
                  return wrong.refused();
                }
                wrong
                    .unless(escrow.terms.bank().equals(moment.caller()), "PERMISSION_DENIED")
                    .when(escrow.isHeld(), "HELD")
                    .unless(escrow.isHeld() || escrow.state.equals("ESCALATED"), WRONG_STATE);
                plan.ifPresent(p -> checkShares(wrong, escrow, p));
                return wrong.orDo(() -> decide(model, escrow));
              });
    }

    private void decide(Model model, Model.Escrow escrow) {
      model.remember("split", awardId, item());
      switch (verdict) {
        case DELIVERED -> model.end(escrow, "DELIVERED", "DELIVERED");
        case REFUNDED -> model.end(escrow, "REFUNDED", "REFUNDED");
        case SPLIT -> {
          addShares(model, escrow, awardId, plan.orElseThrow());
          escrow.offer = awardId;
          model.end(escrow, "SPLIT", "SPLIT " + awardId);
        }
      }
    }
  }

  /** Somebody says that the time of a phase is over. */
  private record Expire(String escrowId) implements Command {
    @Override
    public JsonObject item() {
      return new ExpirePhase(escrowId).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      Verdict.Objections wrong = about(escrow);
      if (!wrong.none()) {
        return wrong.refused();
      }
      if (escrow.hasEnded()) {
        return new Verdict.Before();
      }
      if (escrow.isHeld()) {
        return Verdict.refused("HELD");
      }
      if (escrow.state.equals("FUNDED")) {
        return Verdict.refused(WRONG_STATE);
      }
      return wrong
          .unless(moment.reached(escrow.until), "NOT_YET_EXPIRED")
          .orDo(() -> timeOut(model, escrow));
    }

    private static void timeOut(Model model, Model.Escrow escrow) {
      switch (escrow.state) {
        case "INSPECTION", "RETURNING" -> model.end(escrow, "DELIVERED", "DELIVERED");
        case "NEGOTIATION" -> {
          model.dropOffer(escrow);
          escrow.state = "ESCALATED";
          escrow.until = escrow.until.plusSeconds(escrow.rules().arbitrationSeconds());
        }
        case "LOSS_CLAIM" ->
            model.end(
                escrow, "LOST", escrow.payouts.containsKey(Outcome.LOST) ? "LOST" : "REFUNDED");
        default -> {
          String fallback = escrow.rules().fallback().name();
          model.end(escrow, fallback, fallback);
        }
      }
    }
  }

  private static Optional<Command> agreeToReturn(Dice dice, String caller) {
    return dice.escrow(
            e ->
                (e.state.equals("NEGOTIATION") && (e.rules().returnSeconds() > 0 || dice.oneIn(20)))
                    || (e.state.equals("RETURNING") && dice.oneIn(10)))
        .map(
            e ->
                new AgreeReturn(
                    e.id,
                    e.returnSecret.isEmpty() || dice.oneIn(4)
                        ? "return secret " + dice.salt()
                        : e.returnSecret));
  }

  private static Optional<Command> confirmReturn(Dice dice, String caller) {
    return dice.escrow(e -> e.state.equals("RETURNING") || (dice.oneIn(30) && e.isHeld()))
        .map(
            e ->
                new GiveBack(
                    e.id,
                    e.returnSecret.isEmpty() || dice.oneIn(8)
                        ? "guess of somebody"
                        : e.returnSecret));
  }

  private static Optional<Command> escalate(Dice dice, String caller) {
    return of(dice, caller, "RETURNING", dice.oneIn(10) ? "ESCALATED" : "RETURNING")
        .map(e -> new Escalate(e.id));
  }

  /** The seller agrees to take the goods back. */
  private record AgreeReturn(String escrowId, String secret) implements Command {
    @Override
    public JsonObject item() {
      return new AgreeToReturn(escrowId, Sha256.hex(secret)).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      Verdict.Objections wrong = about(escrow);
      if (!wrong.none()) {
        return wrong.refused();
      }
      Set<String> asked = new TreeSet<>(Set.of(escrow.rules().seller()));
      if (!escrow.isFree("DELIVERED", "REFUNDED", "SPLIT", "LOST", "SEIZED")) {
        asked.addAll(escrow.sold.values());
      }
      wrong.unless(asked.contains(moment.caller()), "PERMISSION_DENIED");
      if (wrong.none() && escrow.isFree("RETURNING") && escrow.returnSecret.equals(secret)) {
        return new Verdict.Before();
      }
      return wrong
          .when(escrow.isHeld(), "HELD")
          .unless(escrow.isHeld() || escrow.state.equals("NEGOTIATION"), WRONG_STATE)
          .when(escrow.rules().returnSeconds() == 0, WRONG_STATE)
          .orDoUnless(
              escrow.returnSecret.equals(secret) && escrow.agreedToReturn.contains(moment.caller()),
              () -> {
                if (!escrow.returnSecret.equals(secret)) {
                  escrow.returnSecret = secret;
                  escrow.agreedToReturn.clear();
                }
                escrow.agreedToReturn.add(moment.caller());
                if (!escrow.agreedToReturn.containsAll(asked)) {
                  return;
                }
                model.dropOffer(escrow);
                escrow.state = "RETURNING";
                escrow.until = moment.timestamp().plusSeconds(escrow.rules().returnSeconds());
              });
    }
  }

  /** Somebody presents the secret that the seller gave for the goods. */
  private record GiveBack(String escrowId, String secret) implements Command {
    @Override
    public JsonObject item() {
      return new ConfirmReturn(escrowId, secret).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      if (escrow == null) {
        return Verdict.refused("NOT_FOUND");
      }
      if (escrow.isHeld()) {
        return Verdict.refused("HELD");
      }
      return switch (escrow.state) {
        case "REFUNDED" -> new Verdict.Before();
        case "RETURNING" ->
            objections()
                .unless(escrow.returnSecret.equals(secret), "WRONG_SECRET")
                .orDo(() -> model.end(escrow, "REFUNDED", "REFUNDED"));
        default -> Verdict.refused(WRONG_STATE);
      };
    }
  }

  /** The buyer has sent the goods back, and the seller is silent. */
  private record Escalate(String escrowId) implements Command {
    @Override
    public JsonObject item() {
      return new EscalateReturn(escrowId).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      Verdict.Objections wrong = about(escrow);
      if (!wrong.none()) {
        return wrong.refused();
      }
      wrong.unless(escrow.funder.equals(moment.caller()), "PERMISSION_DENIED");
      if (wrong.none() && escrow.isFree("ESCALATED")) {
        return new Verdict.Before();
      }
      return wrong
          .when(escrow.isHeld(), "HELD")
          .unless(escrow.isHeld() || escrow.state.equals("RETURNING"), WRONG_STATE)
          .orDo(
              () -> {
                escrow.state = "ESCALATED";
                escrow.until = moment.timestamp().plusSeconds(escrow.rules().arbitrationSeconds());
              });
    }
  }
}
