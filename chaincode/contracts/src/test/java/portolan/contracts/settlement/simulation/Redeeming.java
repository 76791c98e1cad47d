// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import static portolan.contracts.settlement.simulation.Verdict.objections;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Iban;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.instruction.ConfirmRedemption;
import portolan.domain.settlement.instruction.RedeemNotes;
import portolan.domain.settlement.instruction.ReturnRedemption;

/** Notes become bank money, and at times come back. */
final class Redeeming {
  private static final Iban ACCOUNT = new Iban("DE89370400440532013000");
  private static final Duration RETURNED_WITHIN = Duration.ofDays(30);

  private Redeeming() {}

  static List<Habit> habits() {
    return List.of(
        new Habit("redeem", 6, 40, dice -> dice.any(Members.ALL), Redeeming::redeem),
        new Habit("confirmRedemptions", 5, 60, Redeeming::bank, Redeeming::confirm),
        new Habit("returnRedemptions", 3, 30, Redeeming::bank, Redeeming::giveBack));
  }

  private static String bank(Dice dice) {
    return dice.oneIn(6) ? Members.OTHER_BANK : Members.BANK;
  }

  private static Optional<Command> redeem(Dice dice, String caller) {
    List<Coin> coins = new ArrayList<>();
    if (!dice.oneIn(12)) {
      dice.spendable(caller, c -> true).ifPresent(coins::add);
    }
    if (coins.isEmpty()) {
      // Another's, a spent, a gated or a void one.
      dice.anyCoin(c -> true).ifPresent(coins::add);
    }
    if (coins.isEmpty()) {
      return Optional.empty();
    }
    Coin first = coins.getFirst();
    if (dice.oneIn(3)) {
      dice.spendable(caller, c -> c.purse().equals(first.purse())).ifPresent(coins::add);
    }
    if (dice.oneIn(30)) {
      dice.spendable(caller, c -> true).ifPresent(coins::add);
    }
    long units = 0;
    for (Coin coin : coins) {
      units = Math.min(Money.MAX_MINOR_UNITS, units + coin.units());
    }
    String bank = first.bank();
    String currency = first.opening().amount().currency().code();
    List<NoteOpening> openings = new ArrayList<>(coins.stream().map(Coin::opening).toList());
    List<String> ids = new ArrayList<>(coins.stream().map(Coin::id).toList());
    Uetr uetr = dice.uetr();
    switch (dice.below(50)) {
      case 0 -> units = Math.min(Money.MAX_MINOR_UNITS, units + 1);
      case 1 -> units = Math.max(1, units - 1);
      case 2 -> bank = bank.equals(Members.BANK) ? Members.OTHER_BANK : Members.BANK;
      case 3 -> currency = currency.equals("USD") ? "EUR" : "USD";
      case 4 ->
          openings.set(
              0,
              dice.note(
                  caller,
                  Math.min(Money.MAX_MINOR_UNITS, first.units() + 1),
                  first.opening().amount().currency()));
      case 5 -> {
        ids.add(ids.getFirst());
        openings.add(openings.getFirst());
      }
      case 6 -> {
        if (!dice.model.everyRedemption.isEmpty()) {
          uetr = new Uetr(dice.any(dice.model.everyRedemption).uetr);
        }
      }
      default -> {}
    }
    return Optional.of(
        new Redeem(dice.id("R"), bank, ids, openings, order(dice, units, currency), uetr));
  }

  private static RedemptionOrder order(Dice dice, long units, String currency) {
    return new RedemptionOrder(
        new Money(new Currency(currency), units), "Creditor", ACCOUNT, dice.salt());
  }

  private static Optional<Command> confirm(Dice dice, String caller) {
    return dice.redemption(
            r -> r.state.equals("REQUESTED") && (r.bank.equals(caller) || dice.oneIn(20)))
        .map(r -> new Confirm(r.id, dice.oneIn(25) ? dice.uetr() : new Uetr(r.uetr)));
  }

  private static Optional<Command> giveBack(Dice dice, String caller) {
    return dice.redemption(
            r -> !r.state.equals("RETURNED") && (r.bank.equals(caller) || dice.oneIn(20)))
        .map(r -> givingBack(dice, r));
  }

  private static Command givingBack(Dice dice, Model.Redemption of) {
    Money amount = of.order.amount();
    String owner = of.owner;
    RedemptionOrder order = of.order;
    long units = amount.minorUnits();
    switch (dice.below(30)) {
      case 0 -> owner = Members.CUSTOMS;
      case 1 -> units = Math.min(Money.MAX_MINOR_UNITS, units + 1);
      case 2 -> order = order(dice, units, amount.currency().code());
      default -> {}
    }
    // The rails keep a charge at times, and at times somebody counts wrong.
    Optional<ReturnAdvice> advice = Optional.empty();
    if (units > 1 && dice.oneIn(4)) {
      long charge = 1L + dice.below((int) Math.min(9, units - 1));
      units -= charge;
      advice =
          Optional.of(
              new ReturnAdvice(
                  new Money(amount.currency(), dice.oneIn(15) ? units + 1 : units),
                  new Money(amount.currency(), dice.oneIn(15) ? charge + 1 : charge),
                  Optional.empty(),
                  dice.salt()));
    }
    NoteOpening note = dice.note(owner, units, amount.currency());
    Commitment commitment =
        dice.oneIn(50)
            ? dice.note(owner, units, amount.currency()).commitment()
            : note.commitment();
    return new GiveBack(of.id, dice.oneIn(2) ? "AC04" : "AC01", note, order, commitment, advice);
  }

  /** A member wants bank money. */
  private record Redeem(
      String id,
      String bank,
      List<String> notes,
      List<NoteOpening> notesOpened,
      RedemptionOrder ordered,
      Uetr uetr)
      implements Command {
    @Override
    public List<String> names() {
      return List.of(id);
    }

    @Override
    public JsonObject item() {
      return new RedeemNotes(id, bank, notes, ordered.commitment(), uetr).toJson();
    }

    @Override
    public Optional<JsonObject> sealed() {
      return Optional.of(RedeemNotes.sealed(notesOpened, ordered));
    }

    @Override
    public Set<String> signers() {
      return Set.of(bank);
    }

    @Override
    public Optional<RedemptionOrder> order() {
      return Optional.of(ordered);
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      if (new HashSet<>(notes).size() < notes.size()) {
        return Verdict.refused("DUPLICATE_INPUT");
      }
      return model
          .known("redemption", id, item())
          .orElseGet(() -> checked(model, moment).orDo(() -> take(model, moment)));
    }

    private Verdict.Objections checked(Model model, Moment moment) {
      Verdict.Objections wrong =
          objections().when(model.uetrs.contains(uetr.value()), "ALREADY_EXISTS");
      for (int i = 0; i < notes.size(); i++) {
        model.checkSpending(wrong, notes.get(i), notesOpened.get(i), moment.caller(), bank);
      }
      Currency currency = ordered.amount().currency();
      Optional<Long> sum = Model.sum(notesOpened, currency);
      return wrong
          .unless(
              notesOpened.stream().allMatch(n -> n.amount().currency().equals(currency)),
              "WRONG_CURRENCY")
          .unless(sum.isPresent() && sum.get() == ordered.amount().minorUnits(), "NOT_CONSERVED");
    }

    private void take(Model model, Moment moment) {
      model.remember("redemption", id, item());
      model.uetrs.add(uetr.value());
      notes.forEach(model::spend);
      Model.Redemption redemption =
          new Model.Redemption(id, moment.caller(), bank, uetr.value(), ordered);
      model.redemptions.put(id, redemption);
      model.everyRedemption.add(redemption);
      model.redeemed.merge(
          new Model.Coinage(bank, ordered.amount().currency()),
          ordered.amount().minorUnits(),
          Math::addExact);
    }
  }

  /** The bank says that it paid. */
  private record Confirm(String id, Uetr uetr) implements Command {
    @Override
    public JsonObject item() {
      return new ConfirmRedemption(id, uetr).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Redemption redemption = model.redemptions.get(id);
      if (redemption == null) {
        return Verdict.refused("NOT_FOUND");
      }
      Verdict.Objections wrong =
          objections()
              .unless(redemption.bank.equals(moment.caller()), "PERMISSION_DENIED")
              .unless(redemption.uetr.equals(uetr.value()), "WRONG_UETR")
              .when(redemption.state.equals("RETURNED"), "REDEMPTION_RETURNED");
      return wrong.none() && redemption.state.equals("CONFIRMED")
          ? new Verdict.Before()
          : wrong.orDo(
              () -> {
                redemption.state = "CONFIRMED";
                redemption.confirmedAt = moment.timestamp();
              });
    }
  }

  /** The bank says that the money came back. */
  private record GiveBack(
      String id,
      String reason,
      NoteOpening note,
      RedemptionOrder ordered,
      Commitment commitment,
      Optional<ReturnAdvice> advice)
      implements Command {
    @Override
    public JsonObject item() {
      return new ReturnRedemption(
              id, new ReturnReason(reason), commitment, advice.map(ReturnAdvice::commitment))
          .toJson();
    }

    @Override
    public Optional<JsonObject> sealed() {
      return Optional.of(ReturnRedemption.sealed(note, ordered, advice));
    }

    @Override
    public Set<String> signers() {
      return Set.copyOf(Members.ALL);
    }

    @Override
    public List<NoteOpening> openings() {
      return List.of(note);
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      if (!note.commitment().equals(commitment)) {
        return Verdict.refused("COMMITMENT_MISMATCH");
      }
      Model.Redemption redemption = model.redemptions.get(id);
      if (redemption == null) {
        return Verdict.refused("NOT_FOUND");
      }
      Verdict.Objections wrong =
          objections()
              .unless(redemption.bank.equals(moment.caller()), "PERMISSION_DENIED")
              .unless(redemption.order.equals(ordered), "COMMITMENT_MISMATCH")
              .unless(note.owner().equals(redemption.owner), "NOT_OWNER")
              .unless(isConserved(redemption.order.amount()), "NOT_CONSERVED")
              .when(
                  redemption.state.equals("CONFIRMED")
                      && moment.timestamp().isAfter(redemption.confirmedAt.plus(RETURNED_WITHIN)),
                  "RETURN_TOO_LATE");
      if (!wrong.none()) {
        return wrong.refused();
      }
      return model
          .known("return", id, item())
          .orElseGet(
              () -> {
                model.remember("return", id, item());
                redemption.state = "RETURNED";
                model.redeemed.merge(
                    new Model.Coinage(redemption.bank, note.amount().currency()),
                    -note.amount().minorUnits(),
                    Math::addExact);
                model.add(Coin.free(id + ".RETURNED.1", note, redemption.bank));
                return new Verdict.Now();
              });
    }

    private boolean isConserved(Money ordered) {
      return advice.isEmpty()
          ? note.amount().equals(ordered)
          : note.amount().equals(advice.get().amount())
              && advice.get().amount().minorUnits() + advice.get().charge().minorUnits()
                  == ordered.minorUnits();
    }
  }
}
