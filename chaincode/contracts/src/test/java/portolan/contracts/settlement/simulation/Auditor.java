// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;
import portolan.domain.customs.TaxDue;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.ReturnAdvice;
import portolan.twin.block.EnvelopeTransaction;

/**
 * Somebody who has the blocks, and the openings that the bank shows, and nothing else: derives what
 * everybody has, and that nothing appeared or disappeared, in every single transaction.
 */
final class Auditor {
  private static final String CHAINCODE = "settlement";

  /** Where an escrow can go from where. */
  private static final Map<String, Set<String>> WAYS =
      Map.of(
          "FUNDED", Set.of("INSPECTION", "DELIVERED", "REFUNDED", "LOSS_CLAIM"),
          "LOSS_CLAIM", Set.of("INSPECTION", "LOST"),
          // Once again an inspection of an assigned claim.
          "INSPECTION", Set.of("INSPECTION", "DELIVERED", "NEGOTIATION"),
          // REFUNDED by two items of one transaction, when both intervals are over.
          "NEGOTIATION",
              Set.of("NEGOTIATION", "DELIVERED", "SPLIT", "ESCALATED", "RETURNING", "REFUNDED"),
          "ESCALATED", Set.of("DELIVERED", "REFUNDED", "SPLIT"),
          "RETURNING", Set.of("DELIVERED", "REFUNDED", "ESCALATED"),
          "LOCKED", Set.of("EXECUTED", "EXPIRED"),
          "REQUESTED", Set.of("CONFIRMED", "RETURNED"),
          "CONFIRMED", Set.of("RETURNED"));

  /** Written once and never again. */
  private static final Set<String> IMMUTABLE =
      Set.of(
          "attestation",
          "mint",
          "escrow",
          "split",
          "incident",
          "secret",
          "advice",
          "merge",
          "uetr",
          "lock",
          "quote",
          "reference-rates");

  /** A note in the blocks. */
  private record Seen(NoteOpening opening, String bank, String gate, String end) {}

  private final Map<String, NoteOpening> openings = new HashMap<>();
  private final Map<String, Money> orders = new HashMap<>();
  private final Map<String, Money> charges = new HashMap<>();
  private final Map<String, TaxDue> taxes = new HashMap<>();
  private final Map<String, Seen> notes = new HashMap<>();
  private final Map<String, Map<String, List<Seen>>> behind = new HashMap<>();
  private final Map<String, Map<Model.Coinage, Long>> inside = new HashMap<>();
  private final Map<String, String> states = new HashMap<>();
  private final Set<String> settled = new HashSet<>();
  private final Set<String> heldGates = new HashSet<>();
  private final Map<String, JsonObject> holds = new HashMap<>();
  private final Map<String, String> opened = new HashMap<>();
  private final Map<String, Model.Allowance> allowances = new HashMap<>();
  private final Map<String, Fields> escrows = new HashMap<>();
  private final Map<String, Redeemed> redemptions = new HashMap<>();
  private final Set<String> writtenOnce = new HashSet<>();
  final Map<Purse, Long> purses = new HashMap<>();
  final Map<Model.Coinage, Long> attested = new HashMap<>();
  final Map<Model.Coinage, Long> minted = new HashMap<>();
  final Map<Model.Coinage, Long> redeemed = new HashMap<>();
  final Map<Model.Coinage, Long> held = new HashMap<>();
  final Map<Model.Coinage, Long> allowed = new HashMap<>();

  private record Redeemed(String bank, Money amount) {}

  /** What comes into a transaction and what leaves it, per bank and currency. */
  private static final class Journal {
    private final Map<Model.Coinage, Long> balance = new HashMap<>();
    private final Set<String> touchedGates = new HashSet<>();

    private void add(Model.Coinage of, long units) {
      balance.merge(of, units, Math::addExact);
    }
  }

  void disclose(NoteOpening opening) {
    openings.put(opening.commitment().hex(), opening);
  }

  void disclose(TaxDue due) {
    taxes.put(due.commitment().hex(), due);
  }

  void disclose(ReturnAdvice advice) {
    charges.put(advice.commitment().hex(), advice.charge());
  }

  void disclose(RedemptionOrder order) {
    orders.put(order.commitment().hex(), order.amount());
  }

  /** Reads one valid transaction. */
  void read(EnvelopeTransaction transaction) {
    Journal journal = new Journal();
    for (EnvelopeTransaction.Namespace namespace : transaction.namespaces()) {
      if (namespace.name().equals(CHAINCODE)) {
        // What was there before is spent before anything new comes.
        for (KVWrite write : namespace.keys().getWritesList()) {
          if (write.getIsDelete()) {
            delete(write.getKey(), journal);
          }
        }
        for (KVWrite write : namespace.keys().getWritesList()) {
          if (!write.getIsDelete()) {
            write(
                write.getKey(),
                Fields.parse(write.getKey(), write.getValue().toByteArray()),
                journal);
          }
        }
      }
    }
    journal.touchedGates.forEach(gate -> settle(gate, journal));
    journal.balance.forEach(
        (of, units) ->
            require(units == 0, "a transaction makes %d of %s from nothing".formatted(units, of)));
  }

  private static void require(boolean right, String otherwise) {
    if (!right) {
      throw new AssertionError("auditor: " + otherwise);
    }
  }

  private static Model.Coinage coinage(String bank, Currency currency) {
    return new Model.Coinage(bank, currency);
  }

  private static Model.Coinage coinage(Seen note) {
    return coinage(note.bank(), note.opening().amount().currency());
  }

  private void delete(String key, Journal journal) {
    String kind = key.substring(0, key.indexOf('/'));
    switch (kind) {
      case "note" -> {
        Seen note = notes.remove(key);
        if (note == null && key.contains(".SPLIT.")) {
          // Of an offer that was made and replaced in one transaction.
          return;
        }
        require(note != null, key + " was spent and not there");
        if (note.gate().isEmpty() || note.end().equals(opened.get(note.gate()))) {
          change(note, -1, journal);
        } else if (!note.gate().isEmpty() && opened.containsKey(note.gate())) {
          // A void one is forgotten: nobody ever had its money.
          behind.get(note.gate()).get(note.end()).remove(note);
        } else {
          // Of an assigned claim another one has to take the place; an offer goes as a whole.
          boolean offered = note.end().startsWith("SPLIT ");
          require(
              offered || note.end().equals("DELIVERED"), key + " was spent behind a closed gate");
          Map<String, List<Seen>> ends = behind.get(note.gate());
          ends.get(note.end()).remove(note);
          if (offered && ends.get(note.end()).isEmpty()) {
            ends.remove(note.end());
          }
          journal.touchedGates.add(note.gate());
        }
      }
      case "allowance" -> {
        Model.Allowance allowance = allowances.remove(key);
        require(allowance != null, key + " was used and not there");
        allowed.merge(
            coinage(allowance.bank(), allowance.currency()), -allowance.units(), Math::addExact);
      }
      case "due", "advice" -> {}
      default -> throw new AssertionError("auditor: nothing deletes " + key);
    }
  }

  /** Spendable money changes. */
  private void change(Seen note, int sign, Journal journal) {
    long units = sign * note.opening().amount().minorUnits();
    Purse purse =
        new Purse(note.opening().owner(), note.bank(), note.opening().amount().currency());
    long after = purses.merge(purse, units, Math::addExact);
    require(after >= 0, "a balance below zero: " + purse);
    journal.add(coinage(note), units);
  }

  private void write(String key, Fields value, Journal journal) {
    String kind = key.substring(0, key.indexOf('/'));
    require(!IMMUTABLE.contains(kind) || writtenOnce.add(key), key + " was written twice");
    String id = key.substring(kind.length() + 1);
    switch (kind) {
      case "attestation" ->
          attested.merge(
              coinage(value.text("attestedBy", 64), new Currency(value.text("currency", 3))),
              value.amount("amount"),
              Math::addExact);
      case "allowance" -> {
        Model.Allowance allowance =
            new Model.Allowance(
                value.text("issuer", 64),
                new Currency(value.text("currency", 3)),
                value.amount("amount"),
                value.timestamp("validUntil"));
        require(allowances.put(key, allowance) == null, key + " was there");
        allowed.merge(
            coinage(allowance.bank(), allowance.currency()), allowance.units(), Math::addExact);
      }
      case "mint" -> {
        Model.Coinage of =
            coinage(value.text("issuer", 64), new Currency(value.text("currency", 3)));
        minted.merge(of, value.amount("amount"), Math::addExact);
        journal.add(of, -value.amount("amount"));
      }
      case "note" -> create(key, value, journal);
      case "escrow" -> escrows.put(id, value);
      case "gate" -> gate(key, id, value, journal);
      case "lock-gate" -> {
        move(key, value.text("state", 32));
        journal.touchedGates.add(key);
        if (!states.get(key).equals("LOCKED")) {
          require(opened.put(key, states.get(key)) == null, key + " was opened twice");
        }
      }
      case "redemption" -> redemption(key, value, journal);
      case "split",
          "secret",
          "advice",
          "merge",
          "forgotten",
          "uetr",
          "due",
          "lock",
          "quote",
          "dealer",
          "reference-rates",
          "reference-day",
          "limit",
          "officer",
          "receivable",
          "sale",
          "order-escrow",
          "incident",
          "tax" -> {}
      case "holds" -> {
        // One transaction may lift a hold and open another: then the gate, which comes before,
        // knows
        // better, and this is not read.
        if (!heldGates.contains("gate/" + id)) {
          numbered(id, value.json());
        }
      }
      default -> throw new AssertionError("auditor: nothing writes " + key);
    }
  }

  /** A hold is not a state of its own: what it stops stays where it is. */
  private void gate(String key, String escrowId, Fields value, Journal journal) {
    boolean held = value.text("state", 32).equals("HELD");
    boolean wasHeld = heldGates.contains(key);
    Fields inner = held ? value.object("held") : value;
    String before = states.getOrDefault(key, "");
    String state = inner.text("state", 32);
    boolean decided = wasHeld && !held && Set.of("REFUNDED", "SEIZED").contains(state);
    boolean onlyHeldOrReleased = (held || wasHeld) && state.equals(before);
    if (decided || onlyHeldOrReleased) {
      states.put(key, state);
    } else {
      move(key, state);
    }
    require(held || !wasHeld || decided || onlyHeldOrReleased, key + " went on though it was held");
    if (held) {
      heldGates.add(key);
      numbered(escrowId, value.json().toBuilder().remove("held").remove("state").build());
    } else {
      heldGates.remove(key);
    }
    evidence(escrowId, decided ? "" : before, inner);
    journal.touchedGates.add(key);
    if (!held) {
      opens(inner)
          .ifPresent(end -> require(opened.put(key, end) == null, key + " was opened twice"));
    }
  }

  /** Whatever an officer has signed about holds never fits others. */
  private void numbered(String escrowId, JsonObject now) {
    JsonObject before = holds.put(escrowId, now);
    require(
        before == null || now.equals(before) || number(now) > number(before),
        "the number of the holds of %s does not grow: %s, then %s"
            .formatted(escrowId, before, now));
  }

  private static long number(JsonObject holds) {
    return Fields.of("holds", holds).integer("number", 0, Long.MAX_VALUE);
  }

  /** A delivery has the secret of this order; a refund for want of one comes after the deadline. */
  private void evidence(String escrowId, String before, Fields gate) {
    Fields escrow = escrows.get(escrowId);
    require(escrow != null, "a gate without the escrow " + escrowId);
    if (gate.has("secret")) {
      require(
          Sha256.hex(gate.text("secret", 200)).equals(escrow.text("secretHash", 64)),
          escrowId + " was delivered with a secret that is not its own");
    }
    String state = gate.text("state", 32);
    if (before.equals("FUNDED") && state.equals("REFUNDED")) {
      require(
          !gate.timestamp("refundedAt")
              .isBefore(
                  escrow
                      .timestamp("fundedAt")
                      .plusSeconds(escrow.integer("expiresAfterSeconds", 1, Integer.MAX_VALUE))),
          escrowId + " was refunded before its deadline");
    }
  }

  private static Optional<String> opens(Fields gate) {
    return switch (gate.text("state", 32)) {
      case "DELIVERED" -> Optional.of("DELIVERED");
      case "REFUNDED" -> Optional.of("REFUNDED");
      case "SPLIT" -> Optional.of("SPLIT " + gate.text("offerId", 64));
      case "LOST" ->
          Optional.of(gate.has("lossPlanned") && gate.flag("lossPlanned") ? "LOST" : "REFUNDED");
      default -> Optional.empty();
    };
  }

  private void move(String key, String state) {
    String before = states.put(key, state);
    boolean begins = Set.of("FUNDED", "LOCKED", "REQUESTED").contains(state);
    require(
        before == null ? begins : WAYS.getOrDefault(before, Set.of()).contains(state),
        "%s went from %s to %s".formatted(key, before, state));
  }

  private void create(String key, Fields value, Journal journal) {
    NoteOpening opening = openings.get(value.text("commitment", 64));
    require(opening != null, key + " has a commitment that nobody can open");
    Optional<Fields> gate = value.optionalObject("gate");
    String of = "";
    String end = "";
    if (gate.isPresent()) {
      of =
          gate.get().has("lockId")
              ? "lock-gate/" + gate.get().text("lockId", 129)
              : "gate/" + gate.get().text("escrowId", 129);
      end =
          gate.get().has("offerId")
              ? "SPLIT " + gate.get().text("offerId", 64)
              : gate.get().text("outcome", 32);
    }
    Seen note = new Seen(opening, value.text("issuer", 64), of, end);
    require(notes.put(key, note) == null, key + " was there");
    if (of.isEmpty()) {
      change(note, 1, journal);
    } else {
      behind
          .computeIfAbsent(of, g -> new HashMap<>())
          .computeIfAbsent(end, e -> new ArrayList<>())
          .add(note);
      journal.touchedGates.add(of);
    }
  }

  private static Map<Model.Coinage, Long> worth(List<Seen> notes) {
    Map<Model.Coinage, Long> worth = new HashMap<>();
    notes.forEach(n -> worth.merge(coinage(n), n.opening().amount().minorUnits(), Math::addExact));
    return worth;
  }

  /** What is behind a gate that a transaction touched: the same in every end that it can have. */
  private void settle(String gate, Journal journal) {
    Map<String, List<Seen>> ends = behind.getOrDefault(gate, Map.of());
    require(
        ends.keySet()
            .containsAll(
                gate.startsWith("lock-gate/")
                    ? Set.of("EXECUTED", "EXPIRED")
                    : Set.of("DELIVERED", "REFUNDED")),
        gate + " has ends without any payout");
    Map<Model.Coinage, Long> money = inside.get(gate);
    if (money == null) {
      Map<Model.Coinage, Long> put = worth(ends.values().iterator().next());
      put.forEach((of, units) -> hold(of, units, journal));
      inside.put(gate, put);
      assessed(gate, ends.get("DELIVERED"));
      money = put;
    }
    for (Map.Entry<String, List<Seen>> end : ends.entrySet()) {
      require(
          worth(end.getValue()).equals(money),
          "%s pays out another amount when %s than it holds".formatted(gate, end.getKey()));
    }
    String end = opened.get(gate);
    if (end != null) {
      require(settled.add(gate), gate + " pays out twice");
      require(ends.containsKey(end), gate + " pays nobody");
      money.forEach((of, units) -> hold(of, -units, journal));
      ends.get(end).forEach(note -> change(note, 1, journal));
    }
  }

  /** What is withheld of a tax is what customs assessed, and goes to whom it is due. */
  private void assessed(String gate, List<Seen> paid) {
    Fields escrow = escrows.get(gate.substring(gate.indexOf('/') + 1));
    if (escrow == null || !escrow.has("taxDue")) {
      return;
    }
    TaxDue due = taxes.get(escrow.text("taxDue", 64));
    require(due != null, gate + " withholds what nobody assessed");
    require(
        paid.size() == 1
            && paid.getFirst().opening().owner().equals(due.authority())
            && paid.getFirst().opening().amount().equals(due.total()),
        gate + " withholds something else than was assessed");
  }

  private void hold(Model.Coinage of, long units, Journal journal) {
    held.merge(of, units, Math::addExact);
    journal.add(of, units);
  }

  private void redemption(String key, Fields value, Journal journal) {
    Fields state = value.object("state");
    String name = state.text("name", 32);
    boolean first = !states.containsKey(key);
    move(key, name);
    Redeemed of =
        redemptions.computeIfAbsent(
            key,
            k -> {
              Money amount = orders.get(value.text("commitment", 64));
              require(amount != null, key + " has an order that nobody can open");
              return new Redeemed(value.text("bank", 64), amount);
            });
    Model.Coinage coinage = coinage(of.bank(), of.amount().currency());
    long change = (first ? 1L : 0L) - (name.equals("RETURNED") ? 1L : 0L);
    long units = change * of.amount().minorUnits();
    if (state.has("advice")) {
      Money charge = charges.get(state.text("advice", 64));
      require(charge != null, key + " has an advice that nobody can open");
      units += charge.minorUnits();
    }
    redeemed.merge(coinage, units, Math::addExact);
    journal.add(coinage, units);
  }

  /** Everything that is not zero. */
  static <K> Map<K, Long> nonZero(Map<K, Long> all) {
    Map<K, Long> some = new HashMap<>(all);
    some.values().removeIf(units -> units == 0);
    return some;
  }

  int unspentNotes() {
    return notes.size();
  }

  /** Ids of all unspent notes. */
  Set<String> unspent() {
    Set<String> ids = new HashSet<>();
    notes.keySet().forEach(key -> ids.add(key.substring("note/".length())));
    return ids;
  }

  /** Compares with what ought to be. */
  void compare(Model model) {
    same("balances", nonZero(purses), nonZero(model.purses));
    same("issued money", nonZero(minted), nonZero(model.minted));
    same("redeemed money", nonZero(redeemed), nonZero(model.redeemed));
    same("attested reserves", nonZero(attested), nonZero(model.attested));
    require(
        unspentNotes() == model.coins.size(),
        "%d notes, in the model %d".formatted(unspentNotes(), model.coins.size()));
    Map<Model.Coinage, Long> spendable = new HashMap<>();
    purses.forEach(
        (purse, units) ->
            spendable.merge(coinage(purse.bank(), purse.currency()), units, Math::addExact));
    for (Model.Coinage of : attested.keySet()) {
      long issued = minted.getOrDefault(of, 0L);
      long inside = held.getOrDefault(of, 0L);
      require(
          issued - redeemed.getOrDefault(of, 0L) == spendable.getOrDefault(of, 0L) + inside,
          "the money of %s does not add up".formatted(of));
      require(
          inside == model.held(of),
          "%d of %s are held, in the model %d".formatted(inside, of, model.held(of)));
      require(
          issued + allowed.getOrDefault(of, 0L) == attested.get(of),
          "issued and allowed money of %s is not what was attested".formatted(of));
    }
  }

  private static <K> void same(String what, Map<K, Long> derived, Map<K, Long> model) {
    require(derived.equals(model), "%s are %s, in the model %s".formatted(what, derived, model));
  }
}
