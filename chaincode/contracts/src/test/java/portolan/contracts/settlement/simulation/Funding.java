package portolan.contracts.settlement.simulation;

import static portolan.contracts.settlement.simulation.Verdict.objections;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.Rulebook;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.instruction.AdviseNote;
import portolan.domain.settlement.instruction.FundEscrow;

/** Money is set aside for a trade, and those who will get it are told. */
final class Funding {
  private static final int ORDERS = 6;

  private Funding() {}

  static List<Habit> habits() {
    return List.of(
        new Habit(
            "fund",
            7,
            60,
            dice -> dice.oneIn(40) ? dice.any(Members.ALL) : dice.any(Members.FUNDERS),
            Funding::fund),
        new Habit(
            "advise",
            4,
            50,
            dice -> dice.any(List.of(Members.PLATFORM, Members.BANK, Members.MARKET)),
            Funding::advise));
  }

  private static Optional<Command> fund(Dice dice, String caller) {
    List<Coin> inputs = new ArrayList<>();
    if (!dice.oneIn(25)) {
      dice.spendable(caller, c -> c.units() > 20).ifPresent(inputs::add);
    }
    if (inputs.isEmpty()) {
      dice.anyCoin(c -> c.units() > 20).ifPresent(inputs::add);
    }
    if (inputs.isEmpty()) {
      return Optional.empty();
    }
    Coin first = inputs.getFirst();
    if (dice.oneIn(4)) {
      dice.spendable(caller, c -> c.purse().equals(first.purse()) && c.units() < 1_000_000_000_000L)
          .ifPresent(inputs::add);
    }
    long all = inputs.stream().mapToLong(Coin::units).sum();
    long change = dice.oneIn(2) ? 0 : dice.between(0, all - 20);
    String id = dice.id("E");
    List<NoteOpening> opened = new ArrayList<>(inputs.stream().map(Coin::opening).toList());
    String bank = first.bank();
    Currency currency = first.opening().amount().currency();
    long units = all - change;
    List<String> ids = new ArrayList<>(inputs.stream().map(Coin::id).toList());
    switch (dice.below(80)) {
      case 0 -> units += 1;
      case 1 -> change += 1;
      case 2 -> bank = bank.equals(Members.BANK) ? Members.OTHER_BANK : Members.BANK;
      case 3 -> bank = Members.SUPPLIER;
      case 4 -> currency = new Currency("CHF");
      case 5 -> // A forged opening: worth more than the note.
          opened.set(0, dice.note(caller, first.units() + 1, currency));
      case 6 -> {
        ids.add(ids.getFirst());
        opened.add(opened.getFirst());
        units += first.units();
      }
      default -> {}
    }
    SettlementPlan plan = plan(dice, opened, units, change, caller);
    EscrowTerms terms = terms(dice, id, bank, currency, caller);
    if (dice.oneIn(60) && !dice.model.everyEscrow.isEmpty()) {
      Model.Escrow other = dice.any(dice.model.everyEscrow);
      if (dice.oneIn(2)) {
        terms = terms(dice, other.id, bank, currency, caller);
      } else {
        return Optional.of(new Fund(withSecretOf(terms, other.secret), ids, plan, other.secret));
      }
    }
    return Optional.of(new Fund(terms, ids, plan, Dice.secretOf(terms.escrowId())));
  }

  private static EscrowTerms withSecretOf(EscrowTerms terms, String secret) {
    return new EscrowTerms(
        terms.escrowId(),
        terms.orderId(),
        terms.declarationId(),
        terms.bank(),
        terms.currency(),
        Sha256.hex(secret),
        terms.expiresAfterSeconds(),
        terms.rulebook());
  }

  private static SettlementPlan plan(
      Dice dice, List<NoteOpening> inputs, long units, long change, String funder) {
    Currency currency = inputs.getFirst().amount().currency();
    List<String> payees = new ArrayList<>(Members.PAYEES.subList(0, 1 + dice.below(4)));
    if (dice.oneIn(100)) {
      payees.add(Members.STRANGER);
    }
    Map<Outcome, List<NoteOpening>> outcomes = new EnumMap<>(Outcome.class);
    outcomes.put(
        Outcome.DELIVERED,
        dice.shares(dice.oneIn(100) ? units + 1 : units, currency, List.copyOf(payees)));
    outcomes.put(
        Outcome.REFUNDED,
        dice.shares(
            dice.oneIn(100) ? Math.max(1, units - 1) : units,
            currency,
            dice.oneIn(3) ? List.of(funder, Members.LOGISTICS) : List.of(funder)));
    String keeper = dice.oneIn(100) ? Members.SUPPLIER : funder;
    return new SettlementPlan(
        inputs,
        outcomes,
        change == 0 ? List.of() : List.of(dice.note(keeper, change, currency)),
        dice.salt());
  }

  private static EscrowTerms terms(
      Dice dice, String id, String bank, Currency currency, String funder) {
    int order = 1 + dice.below(ORDERS);
    String seller = dice.oneIn(60) ? Members.STRANGER : dice.oneIn(60) ? funder : Members.SUPPLIER;
    Optional<Rulebook> rules =
        dice.oneIn(4)
            ? Optional.empty()
            : Optional.of(
                new Rulebook(
                    seller,
                    dice.between(60, 1800),
                    dice.between(60, 1800),
                    dice.between(60, 1800),
                    dice.oneIn(2) ? Outcome.DELIVERED : Outcome.REFUNDED));
    return new EscrowTerms(
        id,
        "O" + order,
        "D" + (dice.oneIn(15) ? 1 + dice.below(ORDERS) : order),
        bank,
        currency,
        Sha256.hex(Dice.secretOf(id)),
        dice.between(120, 3600),
        rules);
  }

  private static Optional<Command> advise(Dice dice, String caller) {
    return dice.anyCoin(c -> dice.oneIn(4) || dice.model.coins.containsKey(c.id()))
        .map(coin -> advice(dice, coin));
  }

  private static Command advice(Dice dice, Coin coin) {
    NoteOpening opening = coin.opening();
    return switch (dice.below(30)) {
      case 0 -> new Advise(coin.id(), Members.CUSTOMS, opening);
      case 1 ->
          new Advise(
              coin.id(),
              opening.owner(),
              dice.note(
                  opening.owner(),
                  Math.max(1, opening.amount().minorUnits() - 1),
                  opening.amount().currency()));
      default -> new Advise(coin.id(), opening.owner(), opening);
    };
  }

  /** A platform sets money aside. */
  private record Fund(EscrowTerms terms, List<String> inputs, SettlementPlan plan, String secret)
      implements Command {

    @Override
    public JsonObject item() {
      return FundEscrow.of(terms, inputs, plan).toJson();
    }

    @Override
    public Optional<JsonObject> sealed() {
      return Optional.of(plan.toJson());
    }

    @Override
    public Set<String> signers() {
      return Set.of(terms.bank());
    }

    @Override
    public List<NoteOpening> openings() {
      List<NoteOpening> openings = new ArrayList<>(plan.change());
      plan.outcomes().values().forEach(openings::addAll);
      return openings;
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      if (new HashSet<>(inputs).size() < inputs.size()) {
        return Verdict.refused("DUPLICATE_INPUT");
      }
      return model
          .known("escrow", terms.escrowId(), item())
          .orElseGet(() -> checked(model, moment).orDo(() -> take(model, moment)));
    }

    private Verdict.Objections checked(Model model, Moment moment) {
      Verdict.Objections objections =
          objections()
              .when(model.secrets.contains(terms.secretHash()), "SECRET_HASH_USED")
              .unless(Members.isBank(terms.bank()), "NOT_FOUND")
              .unless(openings().stream().allMatch(n -> Members.isMember(n.owner())), "NOT_FOUND");
      terms
          .rulebook()
          .ifPresent(
              rules ->
                  objections
                      .unless(Members.isMember(rules.seller()), "NOT_FOUND")
                      .when(rules.seller().equals(moment.caller()), "INVALID_ARGUMENT"));
      List<NoteOpening> own = new ArrayList<>(plan.inputs());
      own.addAll(plan.change());
      Optional<Long> in = Model.sum(plan.inputs(), terms.currency());
      Optional<Long> back = Model.sum(plan.change(), terms.currency());
      objections
          .unless(own.stream().allMatch(n -> n.owner().equals(moment.caller())), "NOT_OWNER")
          .unless(
              own.stream().allMatch(n -> n.amount().currency().equals(terms.currency())),
              "WRONG_CURRENCY");
      for (List<NoteOpening> payouts : plan.outcomes().values()) {
        Optional<Long> out = Model.sum(payouts, terms.currency());
        objections.unless(
            in.isPresent()
                && back.isPresent()
                && out.isPresent()
                && out.get() + back.get() == in.get(),
            "NOT_CONSERVED");
      }
      for (int i = 0; i < inputs.size(); i++) {
        model.checkSpending(
            objections, inputs.get(i), plan.inputs().get(i), moment.caller(), terms.bank());
      }
      return objections;
    }

    private void take(Model model, Moment moment) {
      String id = terms.escrowId();
      model.remember("escrow", id, item());
      model.secrets.add(terms.secretHash());
      inputs.forEach(model::spend);
      plan.outcomes()
          .forEach(
              (outcome, notes) -> {
                Coin.Lid lid = new Coin.Lid("escrow/" + id, outcome.name());
                for (int i = 0; i < notes.size(); i++) {
                  model.add(
                      Coin.under(
                          lid, id + "." + outcome + "." + (i + 1), notes.get(i), terms.bank()));
                }
              });
      for (int i = 0; i < plan.change().size(); i++) {
        model.add(Coin.free(id + ".CHANGE." + (i + 1), plan.change().get(i), terms.bank()));
      }
      List<NoteOpening> refund = plan.outcomes().get(Outcome.REFUNDED);
      Model.Escrow escrow =
          new Model.Escrow(
              id,
              moment.caller(),
              terms.bank(),
              terms.currency(),
              Model.sum(refund, terms.currency()).orElseThrow(),
              terms.orderId(),
              terms.declarationId(),
              secret,
              moment.timestamp().plusSeconds(terms.expiresAfterSeconds()),
              terms.rulebook(),
              refund);
      model.escrows.put(id, escrow);
      model.everyEscrow.add(escrow);
      model.live.add(escrow);
    }
  }

  /** The owner of a note is told what it is worth. */
  private record Advise(String noteId, String owner, NoteOpening opening) implements Command {
    @Override
    public JsonObject item() {
      return new AdviseNote(noteId, owner).toJson();
    }

    @Override
    public Optional<JsonObject> sealed() {
      return Optional.of(AdviseNote.sealed(opening));
    }

    @Override
    public Set<String> signers() {
      return Set.of(owner);
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      return model
          .known("advice", noteId, item())
          .orElseGet(
              () -> {
                Coin coin = model.coins.get(noteId);
                if (coin == null) {
                  return Verdict.refused("NOT_FOUND");
                }
                return objections()
                    .unless(coin.opening().equals(opening), "COMMITMENT_MISMATCH")
                    .unless(opening.owner().equals(owner), "NOT_OWNER")
                    .orDo(() -> model.remember("advice", noteId, item()));
              });
    }
  }
}
