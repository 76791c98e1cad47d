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
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.instruction.AttestReserves;
import portolan.domain.settlement.instruction.MintNotes;

/** Reserves and what is issued against them. */
final class Issuing {
  static final List<Currency> CURRENCIES =
      List.of(new Currency("USD"), new Currency("USD"), new Currency("EUR"), new Currency("JPY"));
  private static final long HUGE = 999_999_999_999_999_999L;

  private Issuing() {}

  static List<Habit> habits() {
    return List.of(
        new Habit("attestReserves", 2, 15, Issuing::bank, Issuing::attest),
        new Habit("mint", 5, 40, Issuing::bank, Issuing::mint));
  }

  private static String bank(Dice dice) {
    return dice.oneIn(6) ? Members.OTHER_BANK : Members.BANK;
  }

  private static Optional<Command> attest(Dice dice, String caller) {
    // Amounts that a double cannot hold; of one bank only, whose sums then have too many digits.
    boolean huge = caller.equals(Members.OTHER_BANK) && dice.oneIn(5);
    long units = huge ? dice.between(HUGE / 100, HUGE) : dice.between(10_000, 5_000_000);
    String id =
        dice.oneIn(25) && !dice.model.everyAllowance.isEmpty()
            ? dice.any(dice.model.everyAllowance).replace(".rest", "")
            : dice.id("A");
    return Optional.of(
        new Attest(
            id,
            new Money(dice.any(CURRENCIES), units),
            dice.oneIn(3) ? dice.between(300, 10_000) : 2_000_000));
  }

  private static Optional<Command> mint(Dice dice, String caller) {
    Optional<String> allowance = dice.allowance(a -> dice.oneIn(20) || a.bank().equals(caller));
    if (allowance.isEmpty()) {
      return dice.oneIn(20) ? Optional.of(attestless(dice, caller)) : Optional.empty();
    }
    Model.Allowance from = dice.model.allowances.get(allowance.get());
    String owner =
        dice.oneIn(30)
            ? Members.STRANGER
            : dice.oneIn(4)
                ? dice.any(Members.ALL)
                : dice.any(List.of(Members.PLATFORM, Members.MARKET, Members.BANK));
    int count = 1 + dice.below(5);
    long all =
        dice.oneIn(from.units() > HUGE / 1000 ? 2 : 8)
            ? dice.between(from.units() / 2, from.units())
            : Math.min(from.units(), dice.between(50, 400_000));
    if (dice.oneIn(15)) {
      all = Math.min(HUGE, from.units() + 1);
    }
    List<NoteOpening> notes = new ArrayList<>();
    long rest = all;
    for (int i = 0; i < count && rest > 0; i++) {
      long units = i == count - 1 ? rest : dice.between(1, rest);
      notes.add(dice.note(owner, units, from.currency()));
      rest -= units;
    }
    long sum = all - rest;
    return Optional.of(minted(dice, owner, allowance.get(), sum, notes));
  }

  /** Now and then in a wrong way. */
  private static Command minted(
      Dice dice, String owner, String allowance, long sum, List<NoteOpening> notes) {
    Currency currency = notes.getFirst().amount().currency();
    return switch (dice.below(60)) {
      case 0 -> forged(dice, owner, allowance, Math.min(HUGE, sum + 1), notes);
      case 1 -> forged(dice, Members.SUPPLIER, allowance, sum, notes);
      case 2 -> {
        notes.add(notes.getFirst());
        yield forged(dice, owner, allowance, sum, notes);
      }
      case 3 -> {
        notes.add(dice.note(owner, HUGE, currency));
        notes.add(dice.note(owner, HUGE, currency));
        yield forged(dice, owner, allowance, HUGE, notes);
      }
      case 4 -> {
        notes.set(0, dice.note(owner, notes.getFirst().amount().minorUnits(), new Currency("GBP")));
        yield forged(dice, owner, allowance, sum, notes);
      }
      case 5 -> {
        // What is sealed is worth more than what was committed to.
        List<NoteOpening> better = new ArrayList<>(notes);
        better.set(
            0,
            dice.note(owner, Math.min(HUGE, notes.getFirst().amount().minorUnits() + 1), currency));
        yield new Mint(item(dice.id("M"), allowance, owner, sum, notes), List.copyOf(better));
      }
      default -> forged(dice, owner, allowance, sum, notes);
    };
  }

  /** Against nothing at all. */
  private static Command attestless(Dice dice, String caller) {
    return forged(
        dice, caller, dice.id("A"), 5, List.of(dice.note(caller, 5, new Currency("USD"))));
  }

  private static Command forged(
      Dice dice, String owner, String allowance, long sum, List<NoteOpening> notes) {
    return new Mint(item(dice.id("M"), allowance, owner, sum, notes), List.copyOf(notes));
  }

  private static MintNotes item(
      String id, String allowance, String owner, long sum, List<NoteOpening> notes) {
    return new MintNotes(
        id, allowance, owner, sum, notes.stream().map(NoteOpening::commitment).toList());
  }

  /** A bank says what it has. */
  private record Attest(String id, Money amount, long validForSeconds) implements Command {
    @Override
    public List<String> names() {
      return List.of(id);
    }

    @Override
    public JsonObject item() {
      return new AttestReserves(id, amount, validForSeconds).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      return model
          .known("attestation", id, item())
          .orElseGet(
              () -> {
                model.remember("attestation", id, item());
                model.attested.merge(
                    new Model.Coinage(moment.caller(), amount.currency()),
                    amount.minorUnits(),
                    Math::addExact);
                allow(
                    model,
                    id,
                    new Model.Allowance(
                        moment.caller(),
                        amount.currency(),
                        amount.minorUnits(),
                        moment.timestamp().plusSeconds(validForSeconds)));
                return new Verdict.Now();
              });
    }
  }

  private static void allow(Model model, String id, Model.Allowance allowance) {
    model.allowances.put(id, allowance);
    model.everyAllowance.add(id);
  }

  /** A bank issues money against what it said. */
  private record Mint(MintNotes mint, List<NoteOpening> notes) implements Command {
    @Override
    public List<String> names() {
      return List.of(mint.mintId());
    }

    @Override
    public JsonObject item() {
      return mint.toJson();
    }

    @Override
    public Optional<JsonObject> sealed() {
      return Optional.of(MintNotes.sealed(notes));
    }

    @Override
    public Set<String> signers() {
      return Set.of(mint.owner());
    }

    @Override
    public List<NoteOpening> openings() {
      return notes;
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Verdict.Objections form =
          objections()
              .when(new HashSet<>(mint.commitments()).size() < notes.size(), "DUPLICATE_COMMITMENT")
              .unless(
                  mint.commitments().equals(notes.stream().map(NoteOpening::commitment).toList()),
                  "COMMITMENT_MISMATCH");
      if (!form.none()) {
        return form.refused();
      }
      return model
          .known("mint", mint.mintId(), item())
          .orElseGet(() -> checked(model, moment).orDo(() -> take(model)));
    }

    private Verdict.Objections checked(Model model, Moment moment) {
      Model.Allowance from = model.allowances.get(mint.allowanceId());
      if (from == null) {
        return objections().when(true, "NOT_FOUND");
      }
      Currency currency = from.currency();
      Optional<Long> sum = Model.sum(notes, currency);
      return objections()
          .unless(from.bank().equals(moment.caller()), "PERMISSION_DENIED")
          .unless(moment.precedes(from.validUntil()), "STALE_ATTESTATION")
          .unless(Members.isMember(mint.owner()), "NOT_FOUND")
          .unless(notes.stream().allMatch(n -> n.owner().equals(mint.owner())), "NOT_OWNER")
          .unless(
              notes.stream().allMatch(n -> n.amount().currency().equals(currency)),
              "WRONG_CURRENCY")
          .unless(sum.isPresent() && sum.get() == mint.amount(), "NOT_CONSERVED")
          .when(mint.amount() > from.units(), "EXCEEDS_ALLOWANCE");
    }

    private void take(Model model) {
      Model.Allowance from = model.allowances.remove(mint.allowanceId());
      if (from.units() > mint.amount()) {
        allow(
            model,
            mint.mintId() + ".rest",
            new Model.Allowance(
                from.bank(), from.currency(), from.units() - mint.amount(), from.validUntil()));
      }
      model.remember("mint", mint.mintId(), item());
      model.minted.merge(
          new Model.Coinage(from.bank(), from.currency()), mint.amount(), Math::addExact);
      for (int i = 0; i < notes.size(); i++) {
        model.add(Coin.free(mint.mintId() + "." + (i + 1), notes.get(i), from.bank()));
      }
    }
  }
}
