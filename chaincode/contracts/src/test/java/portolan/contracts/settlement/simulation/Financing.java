// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import static portolan.contracts.settlement.simulation.Verdict.objections;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.ReceivableOffer;
import portolan.domain.settlement.ReceivablePlan;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.instruction.BuyReceivable;
import portolan.domain.settlement.instruction.OfferReceivable;

/** A seller sells its claim on a delivery. */
final class Financing {
  private static final List<String> FINANCIERS =
      List.of(Members.BANK, Members.MARKET, Members.PLATFORM, Members.OTHER_BANK);

  private Financing() {}

  static List<Habit> habits() {
    return List.of(
        new Habit(
            "offerReceivable",
            4,
            20,
            dice -> dice.oneIn(12) ? dice.any(Members.ALL) : Members.SUPPLIER,
            Financing::offer),
        new Habit("buyReceivable", 4, 15, dice -> dice.any(FINANCIERS), Financing::buy));
  }

  private static Optional<Command> offer(Dice dice, String caller) {
    return dice.escrow(
            e ->
                e.terms.rulebook().isPresent()
                    && (e.state.equals("INSPECTION") || dice.oneIn(40))
                    && (e.rules().seller().equals(caller) || dice.oneIn(20)))
        .map(e -> offering(dice, e));
  }

  private static Command offering(Dice dice, Model.Escrow escrow) {
    List<NoteOpening> claims = escrow.payouts.get(Outcome.DELIVERED);
    int place = dice.oneIn(3) ? dice.below(claims.size()) : 0;
    NoteOpening claim = claims.get(place);
    String noteId = escrow.id + ".DELIVERED." + (place + 1);
    long units = claim.amount().minorUnits();
    NoteOpening shown = claim;
    switch (dice.below(40)) {
      case 0 -> noteId = escrow.id + ".REFUNDED.1";
      case 1 -> shown = dice.note(claim.owner(), units + 1, claim.amount().currency());
      default -> {}
    }
    ReceivableOffer offer =
        new ReceivableOffer(
            shown,
            new Money(
                claim.amount().currency(),
                dice.oneIn(40) ? units + 5 : dice.between(Math.max(1, units - units / 8), units)),
            dice.salt());
    String financier =
        dice.oneIn(40) ? Members.STRANGER : dice.oneIn(40) ? escrow.funder : dice.any(FINANCIERS);
    return new Offer(dice.id("X"), escrow.id, noteId, financier, offer);
  }

  private static Optional<Command> buy(Dice dice, String caller) {
    return dice.receivable(r -> r.financier().equals(caller) || dice.oneIn(20))
        .flatMap(r -> buying(dice, r, caller));
  }

  private static Optional<Command> buying(Dice dice, Model.Receivable of, String caller) {
    Money price = of.offer().price();
    String bank = dice.model.escrows.get(of.escrowId()).terms.bank();
    Optional<Coin> input =
        dice.spendable(
            caller,
            c ->
                c.units() >= price.minorUnits()
                    && c.bank().equals(bank)
                    && c.opening().amount().currency().equals(price.currency()));
    if (input.isEmpty() && dice.oneIn(4)) {
      input = dice.anyCoin(c -> c.units() >= price.minorUnits());
    }
    return input.map(coin -> buying(dice, of, caller, coin));
  }

  private static Command buying(Dice dice, Model.Receivable of, String caller, Coin input) {
    Currency currency = of.offer().price().currency();
    long price = of.offer().price().minorUnits();
    long claim = of.offer().claim().amount().minorUnits();
    long rest = input.units() - price;
    switch (dice.below(40)) {
      case 0 -> claim += 1;
      case 1 -> price = Math.max(1, price - 1);
      case 2 -> rest += 1;
      default -> {}
    }
    ReceivablePlan plan =
        new ReceivablePlan(
            of.offer(),
            List.of(input.opening()),
            dice.note(caller, claim, currency),
            dice.note(dice.oneIn(50) ? caller : of.seller(), price, currency),
            rest == 0 ? List.of() : List.of(dice.note(caller, rest, currency)));
    return new Buy(
        of.id(), List.of(input.id()), plan, dice.model.escrows.get(of.escrowId()).terms.bank());
  }

  /** The seller offers its claim. */
  private record Offer(
      String id, String escrowId, String noteId, String financier, ReceivableOffer offer)
      implements Command {
    @Override
    public List<String> names() {
      return List.of(id);
    }

    @Override
    public JsonObject item() {
      return new OfferReceivable(id, escrowId, noteId, financier, offer.commitment()).toJson();
    }

    @Override
    public Optional<JsonObject> sealed() {
      return Optional.of(offer.toJson());
    }

    @Override
    public Set<String> signers() {
      return new TreeSet<>(List.of(Members.BANK, Members.OTHER_BANK, financier));
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      if (offer.price().minorUnits() > offer.claim().amount().minorUnits()) {
        return Verdict.refused("INVALID_ARGUMENT");
      }
      return model
          .known("receivable", id, item())
          .orElseGet(
              () -> {
                Model.Escrow escrow = model.escrows.get(escrowId);
                if (escrow == null) {
                  return Verdict.refused("NOT_FOUND");
                }
                if (escrow.terms.rulebook().isEmpty()) {
                  return Verdict.refused("WRONG_STATE");
                }
                return checked(model, moment, escrow)
                    .orDo(
                        () -> {
                          model.remember("receivable", id, item());
                          Model.Receivable receivable =
                              new Model.Receivable(
                                  id, escrowId, noteId, moment.caller(), financier, offer);
                          model.receivables.put(id, receivable);
                          model.everyReceivable.add(receivable);
                        });
              });
    }

    private Verdict.Objections checked(Model model, Moment moment, Model.Escrow escrow) {
      Verdict.Objections wrong =
          objections()
              .unless(escrow.rules().seller().equals(moment.caller()), "PERMISSION_DENIED")
              .unless(Members.isMember(financier), "NOT_FOUND")
              .unless(mayBuy(escrow, financier), "INVALID_ARGUMENT");
      checkAssignable(wrong, escrow, noteId, moment);
      wrong.unless(noteId.startsWith(escrowId + ".DELIVERED."), "INVALID_ARGUMENT");
      Coin claim = model.coins.get(noteId);
      if (claim == null) {
        return wrong.when(true, "NOT_FOUND");
      }
      return wrong
          .unless(
              claim.lid().equals(Optional.of(new Coin.Lid("escrow/" + escrowId, "DELIVERED"))),
              "INVALID_ARGUMENT")
          .unless(claim.opening().equals(offer.claim()), "COMMITMENT_MISMATCH")
          .unless(offer.claim().owner().equals(moment.caller()), "NOT_OWNER");
    }
  }

  /** Nobody buys what it pays, sells, keeps, screens or vouches for. */
  private static boolean mayBuy(Model.Escrow escrow, String financier) {
    EscrowTerms terms = escrow.terms;
    return !List.of(escrow.funder, escrow.rules().seller(), terms.bank()).contains(financier)
        && !terms.screener().equals(Optional.of(financier))
        && !terms.trigger().equals(new Trigger.Signature(financier));
  }

  /** Of a payout among those of its outcome, from 0. */
  private static int place(String noteId) {
    return Integer.parseInt(noteId.substring(noteId.lastIndexOf('.') + 1)) - 1;
  }

  private static void checkAssignable(
      Verdict.Objections wrong, Model.Escrow escrow, String noteId, Moment moment) {
    if (escrow.isHeld()) {
      wrong.when(true, "HELD");
    } else if (!escrow.state.equals("INSPECTION") || escrow.sold.containsKey(place(noteId))) {
      wrong.when(true, "WRONG_STATE");
    } else {
      wrong.unless(moment.timestamp().isBefore(escrow.until), "TOO_LATE");
    }
  }

  /** The financier takes it. */
  private record Buy(String id, List<String> inputs, ReceivablePlan plan, String bank)
      implements Command {
    @Override
    public JsonObject item() {
      return new BuyReceivable(
              id,
              inputs,
              plan.claim().commitment(),
              plan.price().commitment(),
              plan.change().stream().map(NoteOpening::commitment).toList())
          .toJson();
    }

    @Override
    public Optional<JsonObject> sealed() {
      return Optional.of(plan.toJson());
    }

    @Override
    public Set<String> signers() {
      return new TreeSet<>(List.of(bank, Members.SUPPLIER, plan.price().owner()));
    }

    @Override
    public List<NoteOpening> openings() {
      List<NoteOpening> openings = new ArrayList<>(plan.change());
      openings.add(plan.claim());
      openings.add(plan.price());
      return openings;
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      if (new HashSet<>(inputs).size() < inputs.size()) {
        return Verdict.refused("DUPLICATE_INPUT");
      }
      Model.Receivable offered = model.receivables.get(id);
      if (offered != null && !offered.financier().equals(moment.caller())) {
        return Verdict.refused("PERMISSION_DENIED"); // also if it was sold by this very item
      }
      return model
          .known("sale", id, item())
          .orElseGet(
              () -> {
                Model.Receivable of = model.receivables.get(id);
                if (of == null) {
                  return Verdict.refused("NOT_FOUND");
                }
                Model.Escrow escrow = model.escrows.get(of.escrowId());
                return checked(model, moment, of, escrow)
                    .orDo(() -> take(model, moment, of, escrow));
              });
    }

    private Verdict.Objections checked(
        Model model, Moment moment, Model.Receivable of, Model.Escrow escrow) {
      Currency currency = of.offer().price().currency();
      Optional<Long> in = Model.sum(plan.inputs(), currency);
      Optional<Long> out =
          Model.sum(plan.change(), currency).map(c -> c + plan.price().amount().minorUnits());
      Verdict.Objections wrong =
          objections()
              .unless(of.financier().equals(moment.caller()), "PERMISSION_DENIED")
              .unless(of.offer().equals(plan.offer()), "COMMITMENT_MISMATCH")
              .unless(plan.claim().owner().equals(moment.caller()), "NOT_OWNER")
              .unless(plan.price().owner().equals(of.seller()), "NOT_OWNER")
              .unless(
                  plan.change().stream().allMatch(n -> n.owner().equals(moment.caller())),
                  "NOT_OWNER")
              .unless(plan.claim().amount().equals(of.offer().claim().amount()), "NOT_CONSERVED")
              .unless(plan.price().amount().equals(of.offer().price()), "NOT_CONSERVED")
              .unless(in.isPresent() && in.equals(out), "NOT_CONSERVED")
              .unless(model.coins.containsKey(of.noteId()), "NOT_FOUND")
              .unless(mayBuy(escrow, moment.caller()), "PERMISSION_DENIED");
      checkAssignable(wrong, escrow, of.noteId(), moment);
      for (int i = 0; i < inputs.size(); i++) {
        model.checkSpending(
            wrong, inputs.get(i), plan.inputs().get(i), moment.caller(), escrow.terms.bank());
      }
      return wrong;
    }

    private void take(Model model, Moment moment, Model.Receivable of, Model.Escrow escrow) {
      model.remember("sale", id, item());
      inputs.forEach(model::spend);
      Coin claim = model.coins.get(of.noteId());
      model.replace(
          claim,
          Coin.under(
              claim.lid().orElseThrow(), id + ".ASSIGNED.1", plan.claim(), escrow.terms.bank()));
      model.add(Coin.free(id + ".PRICE.1", plan.price(), escrow.terms.bank()));
      for (int i = 0; i < plan.change().size(); i++) {
        model.add(Coin.free(id + ".REST." + (i + 1), plan.change().get(i), escrow.terms.bank()));
      }
      escrow.sold.put(place(of.noteId()), moment.caller());
    }
  }
}
