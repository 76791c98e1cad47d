// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.domain.customs.TaxDue;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.money.Money;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.Trigger;

/** Customs assesses, and platforms withhold what it assessed, or something else. */
final class Withholding {
  private static final int FIRST = 4;

  private Withholding() {}

  /** What customs says is due for goods of an order. */
  record Assessed(String orderId, TaxDue due) {}

  /** Assessments to begin with. */
  static List<Event> first(Dice dice) {
    List<Event> events = new ArrayList<>();
    for (int i = 1; i <= FIRST; i++) {
      events.add(assessment(dice, i));
    }
    return events;
  }

  /** Sometimes goods are assessed, for the first time or anew, or those that are are released. */
  static Optional<Event> next(Dice dice, int rounds) {
    if (dice.oneIn(12)) {
      return Optional.of(assessment(dice, 1 + dice.below(FIRST + rounds / 8)));
    }
    if (dice.oneIn(15) && !dice.model.everyAssessment.isEmpty()) {
      Assessed goods = dice.any(dice.model.everyAssessment);
      String declaration = goods.due().declarationId();
      Model.Goods honest = Model.Goods.of(declaration, goods.orderId());
      return Optional.of(
          new Event.Release(declaration, dice.oneIn(8) ? hostile(dice, honest) : honest));
    }
    return Optional.empty();
  }

  private static Event assessment(Dice dice, int number) {
    Money total = new Money(dice.any(Issuing.CURRENCIES), dice.between(60, 900));
    return new Event.Assess(
        new Assessed(
            platforms("O" + number),
            new TaxDue(
                new QualifiedId(number % 3 == 0 ? Members.MARKET : Members.PLATFORM, "T" + number)
                    .toString(),
                Members.CUSTOMS,
                total,
                dice.salt())));
  }

  private static String platforms(String id) {
    return new QualifiedId(Members.PLATFORM, id).toString();
  }

  /** Customs releases goods of the platform's as it has declared them. */
  static Event.Release release(int number) {
    String id = platforms("D" + number);
    return new Event.Release(id, Model.Goods.of(id, platforms("O" + number)));
  }

  /** Somebody else has got goods of that order released under a declaration of the platform's. */
  static Event.Release hostileRelease(Dice dice, int number) {
    Event.Release honest = release(number);
    return new Event.Release(honest.declarationId(), hostile(dice, honest.goods()));
  }

  /** Declared by another, or to another. */
  private static Model.Goods hostile(Dice dice, Model.Goods honest) {
    return dice.oneIn(2)
        ? new Model.Goods(
            honest.orderId(),
            honest.declarant().equals(Members.MARKET) ? Members.PLATFORM : Members.MARKET,
            honest.authority())
        : new Model.Goods(honest.orderId(), honest.declarant(), Members.STRANGER);
  }

  /** Funds an escrow with a tax, mostly with what is due. */
  static Optional<Command> fund(Dice dice, String caller) {
    List<Assessed> choice =
        dice.oneIn(5)
            ? dice.model.everyAssessment
            : dice.model.assessed.values().stream()
                .filter(a -> dice.oneIn(10) || declarant(a.due().declarationId()).equals(caller))
                .toList(); // of its own order, and mostly of its own declarations
    if (choice.isEmpty()) {
      return Optional.empty();
    }
    Assessed goods = dice.any(choice);
    Money total = goods.due().total();
    return dice.spendable(
            caller,
            c ->
                c.opening().amount().currency().equals(total.currency())
                    && c.units() > total.minorUnits())
        .map(coin -> fund(dice, caller, goods, coin));
  }

  private static Command fund(Dice dice, String caller, Assessed goods, Coin coin) {
    TaxDue due = goods.due();
    long units = due.total().minorUnits();
    String order = goods.orderId();
    String payee = due.authority();
    Optional<TaxDue> shown = Optional.of(due);
    switch (dice.below(40)) {
      case 0 -> units += 1;
      case 1 -> units -= 1;
      case 2 -> payee = Members.SUPPLIER;
      case 3 -> order = "PlatformMSP/O99";
      case 4 -> shown = Optional.empty();
      case 5 -> {
        units -= 1;
        shown =
            Optional.of(
                new TaxDue(
                    due.declarationId(),
                    payee,
                    new Money(due.total().currency(), units),
                    due.salt()));
      }
      default -> {}
    }
    List<NoteOpening> paid =
        dice.oneIn(60)
            ? dice.shares(units, due.total().currency(), List.of(payee, payee))
            : List.of(dice.note(payee, units, due.total().currency()));
    PayoutPlan payouts =
        new PayoutPlan(
            Map.of(
                Outcome.DELIVERED,
                paid,
                Outcome.REFUNDED,
                List.of(dice.note(caller, units, due.total().currency()))),
            Optional.empty(),
            shown);
    long change = coin.units() - units;
    SettlementPlan plan =
        new SettlementPlan(
            List.of(coin.opening()),
            List.of(payouts),
            change == 0 ? List.of() : List.of(dice.note(caller, change, due.total().currency())),
            dice.salt());
    EscrowTerms terms =
        new EscrowTerms(
            dice.id("E"),
            order,
            due.declarationId(),
            due.authority(),
            coin.bank(),
            due.total().currency(),
            new Trigger.Tax(due.commitment()),
            dice.between(120, 3600),
            Optional.empty(),
            Optional.empty(),
            dice.oneIn(10) ? Optional.of(Members.LOGISTICS) : Optional.empty());
    return new Funding.Fund(List.of(terms), List.of(coin.id()), plan);
  }

  private static String declarant(String declarationId) {
    return QualifiedId.parse(declarationId).owner();
  }

  /** What is wrong with what an escrow of that caller says of a tax. */
  static void check(
      Verdict.Objections objections,
      EscrowTerms terms,
      PayoutPlan payouts,
      Model model,
      String caller) {
    Optional<TaxDue> shown = payouts.taxDue();
    if (!(terms.trigger() instanceof Trigger.Tax(var commitment))) {
      objections.when(shown.isPresent(), "WRONG_TAX");
      return;
    }
    objections.unless(declarant(terms.declarationId()).equals(caller), "PERMISSION_DENIED");
    Assessed current = model.assessed.get(terms.declarationId());
    objections.unless(
        current != null
            && current.orderId().equals(terms.orderId())
            && current.due().commitment().equals(commitment)
            && Optional.ofNullable(model.released.get(terms.declarationId()))
                .map(goods -> goods.areOf(terms))
                .orElse(true),
        "NOT_ASSESSED");
    List<NoteOpening> paid = payouts.of(Outcome.DELIVERED);
    objections.unless(
        shown.isPresent()
            && shown.get().commitment().equals(commitment)
            && paid.size() == 1
            && paid.getFirst().owner().equals(shown.get().authority())
            && paid.getFirst().amount().equals(shown.get().total()),
        "WRONG_TAX");
    String before = model.taxes.get(commitment);
    objections.when(
        before != null && !model.escrows.get(before).isFree("REFUNDED"), "TAX_WITHHELD");
  }
}
