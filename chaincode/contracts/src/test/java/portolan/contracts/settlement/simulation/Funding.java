// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import static portolan.contracts.settlement.simulation.Verdict.objections;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.money.RemainderRule;
import portolan.domain.settlement.Allocation;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.Rulebook;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.escrow.HoldReason;
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
    if (dice.oneIn(8)) {
      return Withholding.fund(dice, caller);
    }
    List<Coin> inputs = new ArrayList<>();
    if (!dice.oneIn(25)) {
      dice.spendable(caller, Funding::isEnough).ifPresent(inputs::add);
    }
    if (inputs.isEmpty()) {
      dice.anyCoin(Funding::isEnough).ifPresent(inputs::add);
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
    int escrows = dice.oneIn(4) ? 2 + dice.below(2) : 1;
    long change = dice.oneIn(2) ? 0 : dice.between(0, all - 60);
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
    List<EscrowTerms> terms = new ArrayList<>();
    List<PayoutPlan> payouts = new ArrayList<>();
    Currency paid = opened.getFirst().amount().currency();
    for (int i = 0; i < escrows; i++) {
      long part = i == escrows - 1 ? units : units / 3;
      units -= part;
      EscrowTerms agreed = terms(dice, bank, currency, caller);
      terms.add(agreed);
      payouts.add(payouts(dice, part, paid, caller, agreed));
    }
    String keeper = dice.oneIn(100) ? Members.SUPPLIER : caller;
    SettlementPlan plan =
        new SettlementPlan(
            opened,
            payouts,
            change == 0 ? List.of() : List.of(dice.note(keeper, change, paid)),
            dice.salt());
    spoil(dice, terms);
    return Optional.of(new Fund(List.copyOf(terms), ids, plan));
  }

  /** To be shared by several; and a little more of it still has 18 digits at most. */
  private static boolean isEnough(Coin coin) {
    return coin.units() > 60 && coin.units() < Money.MAX_MINOR_UNITS / 4;
  }

  /** Now and then the id or the secret of an escrow that is there. */
  private static void spoil(Dice dice, List<EscrowTerms> terms) {
    if (!dice.oneIn(50) || dice.model.everyEscrow.isEmpty()) {
      return;
    }
    Model.Escrow other = dice.any(dice.model.everyEscrow);
    EscrowTerms last = terms.getLast();
    terms.set(
        terms.size() - 1,
        dice.oneIn(2)
            ? new EscrowTerms(
                other.id,
                last.orderId(),
                last.declarationId(),
                last.authority(),
                last.bank(),
                last.currency(),
                last.trigger(),
                last.expiresAfterSeconds(),
                last.rulebook(),
                last.carrier(),
                last.screener())
            : last.trigger() instanceof Trigger.Secret
                ? last.when(new Trigger.Secret(Sha256.hex(other.secret)))
                : last);
  }

  private static PayoutPlan payouts(
      Dice dice, long units, Currency currency, String funder, EscrowTerms terms) {
    List<String> payees = new ArrayList<>(Members.PAYEES.subList(0, 1 + dice.below(4)));
    if (dice.oneIn(3)) {
      // Several payouts of one seller, each of which it can sell.
      payees.add(dice.below(payees.size()), Members.SUPPLIER);
    }
    boolean carrierIsPaid = dice.oneIn(3);
    // Now and then somebody is paid by what it screens or vouches for.
    if (!dice.oneIn(30)) {
      Set<String> judges = judges(terms);
      payees.removeIf(judges::contains);
      carrierIsPaid &= !judges.contains(Members.LOGISTICS);
    }
    if (payees.isEmpty()) {
      payees.add(Members.SUPPLIER);
    }
    if (dice.oneIn(100)) {
      payees.add(Members.STRANGER);
    }
    if (dice.oneIn(30)) {
      payees.add(terms.bank());
    }
    Map<Outcome, List<NoteOpening>> outcomes = new EnumMap<>(Outcome.class);
    Optional<Allocation> allocation =
        dice.oneIn(4) ? Optional.of(allocation(dice, payees.size())) : Optional.empty();
    List<Long> parts = allocation.map(a -> parts(units, a)).orElse(List.of());
    boolean allocated = !parts.isEmpty() && parts.getFirst() > 1 && !parts.contains(0L);
    if (allocated && parts.size() > 1 && dice.oneIn(15)) {
      // One unit for another than the rule says.
      parts.set(0, parts.getFirst() - 1);
      parts.set(1, parts.get(1) + 1);
    }
    outcomes.put(
        Outcome.DELIVERED,
        allocated
            ? notes(dice, parts, currency, payees)
            : dice.shares(dice.oneIn(100) ? units + 1 : units, currency, List.copyOf(payees)));
    outcomes.put(
        Outcome.REFUNDED,
        dice.shares(
            dice.oneIn(100) ? Math.max(1, units - 1) : units,
            currency,
            carrierIsPaid ? List.of(funder, Members.LOGISTICS) : List.of(funder)));
    if (dice.oneIn(3)) {
      outcomes.put(
          Outcome.LOST,
          dice.shares(
              dice.oneIn(60) ? units + 2 : units,
              currency,
              carrierIsPaid && dice.oneIn(4)
                  ? List.of(Members.LOGISTICS, funder)
                  : List.of(funder, Members.SUPPLIER)));
    }
    if (!allocated && units > 100 && dice.oneIn(20)) {
      // The bank's fee, now and then more than it may be.
      long fee = dice.oneIn(5) ? units / 20 + 1 : dice.between(1, units / 20);
      outcomes.put(
          Outcome.DELIVERED,
          List.of(
              dice.note(Members.SUPPLIER, units - fee, currency),
              dice.note(terms.bank(), fee, currency)));
    }
    return new PayoutPlan(outcomes, allocated ? allocation : Optional.empty());
  }

  /** Who screens it, and whose word is the evidence. */
  private static Set<String> judges(EscrowTerms terms) {
    Set<String> judges = new HashSet<>();
    terms.screener().ifPresent(judges::add);
    if (terms.trigger() instanceof Trigger.Signature(String author)) {
      judges.add(author);
    }
    return judges;
  }

  /** Nobody judges what it gains by. */
  private static boolean isApart(EscrowTerms terms, PayoutPlan payouts, String funder) {
    Set<String> parties = new HashSet<>(Set.of(funder));
    terms.rulebook().ifPresent(rules -> parties.add(rules.seller()));
    boolean carrierIsFree = terms.carrier().filter(parties::contains).isEmpty();
    Set<String> gainers = new HashSet<>(parties);
    payouts.outcomes().values().forEach(notes -> notes.forEach(n -> gainers.add(n.owner())));
    boolean judgesAreFree = judges(terms).stream().noneMatch(gainers::contains);
    terms.carrier().ifPresent(parties::add);
    if (terms.trigger() instanceof Trigger.Signature(String author)) {
      parties.add(author);
    }
    boolean othersAreFree =
        !parties.contains(terms.bank())
            && terms.screener().filter(parties::contains).isEmpty()
            && terms
                .carrier()
                .filter(c -> paid(payouts, Outcome.LOST, c) > paid(payouts, Outcome.DELIVERED, c))
                .isEmpty();
    boolean feeIsSmall =
        payouts.outcomes().entrySet().stream()
            .allMatch(
                end ->
                    paid(payouts, end.getKey(), terms.bank()) * 20
                        <= end.getValue().stream().mapToLong(n -> n.amount().minorUnits()).sum());
    return carrierIsFree && judgesAreFree && othersAreFree && feeIsSmall;
  }

  private static long paid(PayoutPlan payouts, Outcome outcome, String owner) {
    return payouts.of(outcome).stream()
        .filter(n -> n.owner().equals(owner))
        .mapToLong(n -> n.amount().minorUnits())
        .sum();
  }

  private static Allocation allocation(Dice dice, int payees) {
    List<Long> weights = new ArrayList<>();
    for (int i = 0; i < payees; i++) {
      weights.add(dice.between(1, 90));
    }
    return new Allocation(dice.any(List.of(RemainderRule.values())), weights);
  }

  private static List<NoteOpening> notes(
      Dice dice, List<Long> units, Currency currency, List<String> owners) {
    List<NoteOpening> notes = new ArrayList<>();
    for (int i = 0; i < owners.size(); i++) {
      notes.add(dice.note(owners.get(i), units.get(i), currency));
    }
    return notes;
  }

  /** Shares of a whole: each rounded down, and what is left to one after another. */
  private static List<Long> parts(long units, Allocation allocation) {
    BigInteger whole = BigInteger.valueOf(units);
    BigInteger total =
        BigInteger.valueOf(allocation.weights().stream().mapToLong(Long::longValue).sum());
    List<Long> parts = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    List<BigInteger> lost = new ArrayList<>();
    long left = units;
    for (long weight : allocation.weights()) {
      BigInteger[] part = whole.multiply(BigInteger.valueOf(weight)).divideAndRemainder(total);
      places.add(parts.size());
      parts.add(part[0].longValueExact());
      lost.add(part[1]);
      left -= part[0].longValueExact();
    }
    if (allocation.rule() == RemainderRule.LARGEST) {
      places.sort((a, b) -> lost.get(b).compareTo(lost.get(a)));
    }
    for (int i = 0; i < left; i++) {
      parts.set(places.get(i), parts.get(places.get(i)) + 1);
    }
    return parts;
  }

  private static boolean isAllocated(PayoutPlan payouts, long units) {
    List<Long> paid =
        payouts.of(Outcome.DELIVERED).stream().map(n -> n.amount().minorUnits()).toList();
    return payouts.allocation().map(a -> parts(units, a).equals(paid)).orElse(true);
  }

  private static EscrowTerms terms(Dice dice, String bank, Currency currency, String funder) {
    String id = dice.id("E");
    int order = 1 + dice.below(ORDERS);
    String seller =
        dice.oneIn(60)
            ? Members.STRANGER
            : dice.oneIn(60) ? funder : dice.oneIn(40) ? Members.BANK : Members.SUPPLIER;
    boolean signed = dice.oneIn(7);
    boolean milestone = !signed && dice.oneIn(7);
    Optional<Rulebook> rules =
        milestone || (!signed && dice.oneIn(4))
            ? Optional.empty()
            : Optional.of(
                new Rulebook(
                    seller,
                    dice.between(60, 1800),
                    dice.between(60, 1800),
                    dice.between(60, 1800),
                    dice.oneIn(2) ? 0 : dice.between(60, 1800),
                    dice.oneIn(2) ? Outcome.DELIVERED : Outcome.REFUNDED));
    Trigger trigger =
        signed
            ? new Trigger.Signature(dice.oneIn(60) ? Members.STRANGER : Members.LOGISTICS)
            : milestone ? new Trigger.Release() : new Trigger.Secret(Sha256.hex(Dice.secretOf(id)));
    return new EscrowTerms(
        id,
        Members.PLATFORM + "/O" + order,
        Members.PLATFORM + "/D" + (dice.oneIn(15) ? 1 + dice.below(ORDERS) : order),
        dice.oneIn(60) ? Members.MARKET : Members.CUSTOMS,
        bank,
        currency,
        trigger,
        dice.between(120, 3600),
        rules,
        rules.isPresent() && !dice.oneIn(3) ? Optional.of(Members.LOGISTICS) : Optional.empty(),
        dice.oneIn(8) ? Optional.of(dice.oneIn(40) ? funder : Members.CUSTOMS) : Optional.empty());
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

  /** A platform sets money aside, for one escrow or for several at once. */
  record Fund(List<EscrowTerms> terms, List<String> inputs, SettlementPlan plan)
      implements Command {

    @Override
    public List<String> names() {
      return terms.stream().map(EscrowTerms::escrowId).toList();
    }

    private EscrowTerms first() {
      return terms.getFirst();
    }

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
      return Set.of(first().bank());
    }

    @Override
    public List<NoteOpening> openings() {
      List<NoteOpening> openings = new ArrayList<>(plan.change());
      plan.escrows().forEach(escrow -> escrow.outcomes().values().forEach(openings::addAll));
      return openings;
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Verdict.Objections form =
          objections()
              .when(new HashSet<>(inputs).size() < inputs.size(), "DUPLICATE_INPUT")
              .when(
                  terms.stream().map(EscrowTerms::escrowId).distinct().count() < terms.size(),
                  "INVALID_ARGUMENT");
      if (!form.none()) {
        return form.refused();
      }
      return model
          .known("escrow", first().escrowId(), item())
          .orElseGet(() -> checked(model, moment).orDo(() -> take(model, moment)));
    }

    private Verdict.Objections checked(Model model, Moment moment) {
      Verdict.Objections objections = objections();
      terms.forEach(t -> checkTerms(objections, t, model, moment));
      List<NoteOpening> own = new ArrayList<>(plan.inputs());
      own.addAll(plan.change());
      Currency currency = first().currency();
      Optional<Long> in = Model.sum(plan.inputs(), currency);
      Optional<Long> out = Model.sum(plan.change(), currency);
      objections
          .unless(openings().stream().allMatch(n -> Members.isMember(n.owner())), "NOT_FOUND")
          .unless(own.stream().allMatch(n -> n.owner().equals(moment.caller())), "NOT_OWNER")
          .unless(
              own.stream().allMatch(n -> n.amount().currency().equals(currency)), "WRONG_CURRENCY");
      for (PayoutPlan payouts : plan.escrows()) {
        Optional<Long> held = Model.sum(payouts.of(Outcome.REFUNDED), currency);
        for (List<NoteOpening> notes : payouts.outcomes().values()) {
          objections.unless(
              held.isPresent() && Model.sum(notes, currency).equals(held), "NOT_CONSERVED");
        }
        objections.unless(held.isEmpty() || isAllocated(payouts, held.get()), "WRONG_SHARES");
        out = out.flatMap(sum -> held.map(more -> sum + more));
      }
      objections.unless(in.isPresent() && in.equals(out), "NOT_CONSERVED");
      for (int i = 0; i < terms.size(); i++) {
        Withholding.check(objections, terms.get(i), plan.escrows().get(i), model, moment.caller());
        objections.unless(
            isApart(terms.get(i), plan.escrows().get(i), moment.caller()), "INVALID_ARGUMENT");
      }
      for (int i = 0; i < inputs.size(); i++) {
        model.checkSpending(
            objections, inputs.get(i), plan.inputs().get(i), moment.caller(), first().bank());
      }
      return objections;
    }

    private static void checkTerms(
        Verdict.Objections objections, EscrowTerms terms, Model model, Moment moment) {
      objections
          .when(model.escrows.containsKey(terms.escrowId()), "ALREADY_EXISTS")
          .when(
              terms.trigger() instanceof Trigger.Secret(String hash)
                  && model.secrets.contains(moment.caller() + " " + hash),
              "SECRET_HASH_USED")
          .unless(terms.authority().equals(Members.CUSTOMS), "NOT_FOUND")
          .unless(Members.isBank(terms.bank()), "NOT_FOUND")
          .when(
              terms.trigger() instanceof Trigger.Signature(String carrier)
                  && !Members.isMember(carrier),
              "NOT_FOUND");
      terms
          .rulebook()
          .ifPresent(
              rules ->
                  objections
                      .unless(Members.isMember(rules.seller()), "NOT_FOUND")
                      .when(rules.seller().equals(moment.caller()), "INVALID_ARGUMENT"));
    }

    private void take(Model model, Moment moment) {
      inputs.forEach(model::spend);
      for (int i = 0; i < terms.size(); i++) {
        begin(model, moment, terms.get(i), plan.escrows().get(i));
      }
      model.remember("escrow", first().escrowId(), item());
      for (int i = 0; i < plan.change().size(); i++) {
        model.add(
            Coin.free(
                first().escrowId() + ".CHANGE." + (i + 1), plan.change().get(i), first().bank()));
      }
    }

    private void begin(Model model, Moment moment, EscrowTerms of, PayoutPlan payouts) {
      String id = of.escrowId();
      // That a later escrow of an item is there does not make an item of its own id the same.
      model.remember("escrow", id, Json.object().build());
      if (of.trigger() instanceof Trigger.Secret(String hash)) {
        model.secrets.add(moment.caller() + " " + hash);
      }
      if (of.trigger() instanceof Trigger.Tax(Commitment due)) {
        model.taxes.put(due, id);
      }
      payouts
          .outcomes()
          .forEach(
              (outcome, notes) -> {
                Coin.Lid lid = new Coin.Lid("escrow/" + id, outcome.name());
                for (int i = 0; i < notes.size(); i++) {
                  model.add(
                      Coin.under(lid, id + "." + outcome + "." + (i + 1), notes.get(i), of.bank()));
                }
              });
      Model.Escrow escrow =
          new Model.Escrow(
              of,
              moment.caller(),
              Dice.secretOf(id),
              Model.sum(payouts.of(Outcome.REFUNDED), of.currency()).orElseThrow(),
              moment.timestamp().plusSeconds(of.expiresAfterSeconds()),
              payouts.outcomes());
      Long limit = model.limits.get(new Model.Coinage(of.bank(), of.currency()));
      if (limit != null && escrow.units > limit) {
        escrow.hold(HoldReason.LIMIT, of.bank(), Optional.empty());
      }
      of.screener().ifPresent(s -> escrow.hold(HoldReason.SCREENING, s, Optional.empty()));
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
