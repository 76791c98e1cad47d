// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import static portolan.contracts.settlement.simulation.Verdict.objections;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.MergePlan;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.instruction.ForgetNotes;
import portolan.domain.settlement.instruction.MergeNotes;

/** Members change their notes for fewer or more, and have void ones forgotten. */
final class Merging {
  private Merging() {}

  static List<Habit> habits() {
    return List.of(
        new Habit("merge", 3, 30, dice -> dice.any(Members.ALL), Merging::merge),
        new Habit("forget", 3, 30, dice -> dice.any(Members.FUNDERS), Merging::forget));
  }

  private static Optional<Command> merge(Dice dice, String caller) {
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
    for (int more = dice.below(3); more > 0; more--) {
      dice.spendable(caller, c -> c.purse().equals(first.purse())).ifPresent(coins::add);
    }
    if (dice.oneIn(30)) {
      dice.spendable(caller, c -> true).ifPresent(coins::add);
    }
    long units = 0;
    for (Coin coin : coins) {
      units = Math.min(Money.MAX_MINOR_UNITS, units + coin.units());
    }
    Currency currency = first.opening().amount().currency();
    String bank = first.bank();
    String owner = caller;
    List<NoteOpening> inputs = new ArrayList<>(coins.stream().map(Coin::opening).toList());
    List<String> ids = new ArrayList<>(coins.stream().map(Coin::id).toList());
    switch (dice.below(40)) {
      case 0 -> units = Math.min(Money.MAX_MINOR_UNITS, units + 1);
      case 1 -> units = Math.max(1, units - 1);
      case 2 -> bank = bank.equals(Members.BANK) ? Members.OTHER_BANK : Members.BANK;
      case 3 -> currency = new Currency(currency.code().equals("USD") ? "EUR" : "USD");
      case 4 -> owner = dice.any(Members.ALL);
      case 5 -> {
        ids.add(ids.getFirst());
        inputs.add(inputs.getFirst());
      }
      default -> {}
    }
    return Optional.of(
        new Merge(
            dice.id("G"),
            bank,
            ids,
            inputs,
            dice.shares(units, currency, dice.oneIn(3) ? List.of(owner, owner) : List.of(owner))));
  }

  /** The notes of a refund are sealed to the funder when it funds. */
  private static Optional<Command> forget(Dice dice, String caller) {
    return dice.anyCoin(
            c ->
                c.id().contains(".REFUNDED.")
                    && (c.opening().owner().equals(caller) || dice.oneIn(20)))
        .map(
            c ->
                new Forget(
                    dice.oneIn(25) ? Members.OTHER_BANK : c.bank(),
                    c,
                    dice.oneIn(30) ? "PlatformMSP/E0.LOST.7" : c.id()));
  }

  /** A member changes notes of its own. */
  private record Merge(
      String id,
      String bank,
      List<String> inputs,
      List<NoteOpening> inputsOpened,
      List<NoteOpening> outputs)
      implements Command {
    @Override
    public List<String> names() {
      return List.of(id);
    }

    @Override
    public JsonObject item() {
      return new MergeNotes(
              id, bank, inputs, outputs.stream().map(NoteOpening::commitment).toList())
          .toJson();
    }

    @Override
    public Optional<JsonObject> sealed() {
      return Optional.of(new MergePlan(inputsOpened, outputs).toJson());
    }

    @Override
    public Set<String> signers() {
      return Set.of(bank);
    }

    @Override
    public List<NoteOpening> openings() {
      return outputs;
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      if (new HashSet<>(inputs).size() < inputs.size()) {
        return Verdict.refused("DUPLICATE_INPUT");
      }
      return model
          .known("merge", id, item())
          .orElseGet(() -> checked(model, moment).orDo(() -> take(model)));
    }

    private Verdict.Objections checked(Model model, Moment moment) {
      Verdict.Objections wrong = objections();
      for (int i = 0; i < inputs.size(); i++) {
        model.checkSpending(wrong, inputs.get(i), inputsOpened.get(i), moment.caller(), bank);
      }
      List<NoteOpening> all = new ArrayList<>(inputsOpened);
      all.addAll(outputs);
      Currency currency = inputsOpened.getFirst().amount().currency();
      Optional<Long> in = Model.sum(inputsOpened, currency);
      return wrong
          .unless(all.stream().allMatch(n -> n.owner().equals(moment.caller())), "NOT_OWNER")
          .unless(
              all.stream().allMatch(n -> n.amount().currency().equals(currency)), "WRONG_CURRENCY")
          .unless(in.isPresent() && in.equals(Model.sum(outputs, currency)), "NOT_CONSERVED");
    }

    private void take(Model model) {
      model.remember("merge", id, item());
      inputs.forEach(model::spend);
      for (int i = 0; i < outputs.size(); i++) {
        model.add(Coin.free(id + ".MERGED." + (i + 1), outputs.get(i), bank));
      }
    }
  }

  /** A member has a note forgotten that can never be spent. */
  private record Forget(String bank, Coin coin, String noteId) implements Command {
    @Override
    public JsonObject item() {
      return new ForgetNotes(bank, List.of(noteId)).toJson();
    }

    @Override
    public Set<String> signers() {
      return Set.of(bank);
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      if (!model.coins.containsKey(noteId)) {
        return new Verdict.Before();
      }
      boolean isVoid = coin.lid().filter(lid -> model.isEndedOtherwise(lid)).isPresent();
      Verdict.Objections wrong =
          objections()
              .unless(coin.bank().equals(bank), "WRONG_BANK")
              .unless(isVoid, "NOTE_NOT_VOID");
      if (wrong.none()
          && !(coin.opening().owner().equals(moment.caller()) && model.isSealedToOwner(coin))) {
        return new Verdict.Before();
      }
      return wrong.orDo(() -> model.discard(noteId));
    }
  }
}
