// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import portolan.contracts.settlement.ClearedGoods;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.money.Currency;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.ReceivableOffer;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.Rulebook;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.escrow.DeclaredGoods;
import portolan.domain.settlement.escrow.HoldDecision;
import portolan.domain.settlement.escrow.HoldReason;

/**
 * What everybody ought to have: a balance for each purse, and the life of each escrow, lock and
 * redemption. It knows none of the contract's code and none of its keys; how it changes is with the
 * commands.
 */
final class Model {
  /** How far a caller's clock may be ahead of the peers'. */
  static final long AHEAD_SECONDS = 10;

  /** What a bank issues. */
  record Coinage(String bank, Currency currency) {}

  /** Goods of an order, as one member declared them to another. */
  record Goods(String orderId, String declarant, String authority) {
    /** As the owner of the declaration's id declares them to customs. */
    static Goods of(String declarationId, String orderId) {
      return new Goods(orderId, QualifiedId.parse(declarationId).owner(), Members.CUSTOMS);
    }

    /** Whether these are the goods that an escrow is about. */
    boolean areOf(EscrowTerms terms) {
      return equals(
          new Goods(
              terms.orderId(),
              QualifiedId.parse(terms.declarationId()).owner(),
              terms.authority()));
    }
  }

  /** What a bank may still issue. */
  record Allowance(String bank, Currency currency, long units, Instant validUntil) {}

  /** A reason for which a payment is held, and who says so. */
  record Open(HoldReason reason, String by, Optional<Commitment> evidence) {
    boolean isScreening() {
      return reason == HoldReason.SCREENING;
    }
  }

  /** What one officer decided; two names with one certificate are one officer. */
  record Vote(String officer, String certificate, HoldDecision.Verdict verdict, long number) {
    boolean isOfAnotherThan(Vote other) {
      return !officer.equals(other.officer) && !certificate.equals(other.certificate);
    }
  }

  /** The life of an escrow. A hold does not change its state, only what may follow. */
  static final class Escrow {
    final EscrowTerms terms;
    final String id;
    final String funder;
    final String secret;
    final long units;
    final Instant deadline;
    final Map<Outcome, List<NoteOpening>> payouts;
    String state = "FUNDED";
    final List<Open> open = new ArrayList<>();
    final List<Vote> votes = new ArrayList<>();
    long changes;
    boolean silenced;
    Optional<Evidence> evidence = Optional.empty();
    Instant until = Instant.MAX;
    String reason = "";
    String offer = "";
    int offers;
    final Set<String> asked = new HashSet<>();
    final Set<String> agreed = new HashSet<>();
    final Set<String> agreedToReturn = new HashSet<>();

    /** Who has bought which payout of the delivery, from 0. */
    final Map<Integer, String> sold = new HashMap<>();

    /** Recalls for which it was held. */
    final Set<String> heldFor = new HashSet<>();

    String returnSecret = "";

    Escrow(
        EscrowTerms terms,
        String funder,
        String secret,
        long units,
        Instant deadline,
        Map<Outcome, List<NoteOpening>> payouts) {
      this.terms = terms;
      this.id = terms.escrowId();
      this.funder = funder;
      this.secret = secret;
      this.units = units;
      this.deadline = deadline;
      this.payouts = payouts;
    }

    boolean isHeld() {
      return !open.isEmpty();
    }

    boolean isOpen(HoldReason reason) {
      return open.stream().anyMatch(o -> o.reason() == reason);
    }

    boolean isOpen(HoldReason reason, String by) {
      return open.stream().anyMatch(o -> o.reason() == reason && o.by().equals(by));
    }

    /** The same, and of a recall the same one: each has its evidence. */
    boolean isOpen(HoldReason reason, String by, Optional<Commitment> evidence) {
      return reason == HoldReason.RECALL
          ? open.contains(new Open(reason, by, evidence))
          : isOpen(reason, by);
    }

    /** Other reasons than before: whoever has decided, has decided about something else. */
    void changed() {
      votes.clear();
      changes++;
    }

    void hold(HoldReason reason, String by, Optional<Commitment> evidence) {
      open.add(new Open(reason, by, evidence));
      changed();
    }

    /** Whether the state is one of these, held or not. */
    boolean isOneOf(String... states) {
      return List.of(states).contains(state);
    }

    boolean isFree(String... states) {
      return !isHeld() && isOneOf(states);
    }

    boolean hasEnded() {
      return isFree("DELIVERED", "REFUNDED", "SPLIT", "LOST", "SEIZED");
    }

    boolean awaitsDelivery() {
      return isOneOf("FUNDED", "LOSS_CLAIM");
    }

    Rulebook rules() {
      return terms.rulebook().orElseThrow();
    }

    /** What an outcome pays each, with what was sold at its buyer. */
    Map<String, Long> paid(Outcome outcome) {
      List<NoteOpening> notes = payouts.getOrDefault(outcome, List.of());
      Map<String, Long> paid = new HashMap<>();
      for (int i = 0; i < notes.size(); i++) {
        String owner = notes.get(i).owner();
        paid.merge(
            outcome == Outcome.DELIVERED ? sold.getOrDefault(i, owner) : owner,
            notes.get(i).amount().minorUnits(),
            Math::addExact);
      }
      return paid;
    }

    /** Who answers a claim: the seller, or who has bought all that it would have got. */
    Set<String> respondents() {
      if (terms.rulebook().isEmpty()) {
        return Set.of();
      }
      String seller = rules().seller();
      return sold.isEmpty() || paid(Outcome.DELIVERED).containsKey(seller)
          ? Set.of(seller)
          : new HashSet<>(sold.values());
    }
  }

  /** A claim that is on offer. */
  record Receivable(
      String id,
      String escrowId,
      String noteId,
      String seller,
      String financier,
      ReceivableOffer offer) {}

  /** The life of a lock. */
  static final class Lock {
    final String id;
    final Purse paid;
    final long paidUnits;
    final Purse pledged;
    final long pledgedUnits;
    final Instant deadline;
    String state = "LOCKED";

    Lock(
        String id, Purse paid, long paidUnits, Purse pledged, long pledgedUnits, Instant deadline) {
      this.id = id;
      this.paid = paid;
      this.paidUnits = paidUnits;
      this.pledged = pledged;
      this.pledgedUnits = pledgedUnits;
      this.deadline = deadline;
    }
  }

  /** The life of a redemption. */
  static final class Redemption {
    final String id;
    final String owner;
    final String bank;
    final String uetr;
    final RedemptionOrder order;
    String state = "REQUESTED";
    Instant confirmedAt = Instant.MAX;

    Redemption(String id, String owner, String bank, String uetr, RedemptionOrder order) {
      this.id = id;
      this.owner = owner;
      this.bank = bank;
      this.uetr = uetr;
      this.order = order;
    }
  }

  final Map<String, Coin> coins = new HashMap<>();
  final Map<Purse, Long> purses = new HashMap<>();
  final Map<String, Escrow> escrows = new HashMap<>();
  final Map<String, Lock> locks = new HashMap<>();
  final Map<String, Redemption> redemptions = new HashMap<>();
  final Map<String, Allowance> allowances = new HashMap<>();
  final Map<Coinage, Long> attested = new HashMap<>();
  final Map<Coinage, Long> minted = new HashMap<>();
  final Map<Coinage, Long> redeemed = new HashMap<>();
  final Map<String, Goods> released = new HashMap<>();

  /** The recalls under which goods of an order are marked, also when they are lifted. */
  final Map<String, SortedSet<String>> marked = new HashMap<>();

  /** Recalls that there have ever been. */
  final List<String> everyRecall = new ArrayList<>();

  final Set<String> lifted = new HashSet<>();

  /** Those of an order that are not lifted, at most ten of each member. */
  List<String> recalls(String orderId) {
    List<String> open = new ArrayList<>();
    for (String recall : marked.getOrDefault(orderId, Collections.emptySortedSet())) {
      String owner = recall.substring(0, recall.indexOf('/') + 1);
      if (!lifted.contains(recall)
          && open.stream().filter(other -> other.startsWith(owner)).count() < 10) {
        open.add(recall);
      }
    }
    return open;
  }

  final Map<String, String> dealers = new HashMap<>();
  final Set<String> secrets = new HashSet<>();
  final Set<String> uetrs = new HashSet<>();
  final Set<String> quotes = new HashSet<>();
  final Map<Coinage, Long> limits = new HashMap<>();
  final Map<String, String> officers = new HashMap<>();
  final Map<String, Receivable> receivables = new HashMap<>();
  final List<Receivable> everyReceivable = new ArrayList<>();
  Optional<LocalDate> referenceDay = Optional.empty();

  /** What is due as things stand, by declaration. */
  final Map<String, Withholding.Assessed> assessed = new LinkedHashMap<>();

  /** Which escrow withholds a tax, or did last. */
  final Map<Commitment, String> taxes = new HashMap<>();

  final List<Withholding.Assessed> everyAssessment = new ArrayList<>();

  /** In the order in which they came, to choose from. */
  final List<Coin> everyCoin = new ArrayList<>();

  final List<Escrow> everyEscrow = new ArrayList<>();
  final List<Escrow> live = new ArrayList<>();
  final List<Escrow> seized = new ArrayList<>();
  final List<Lock> everyLock = new ArrayList<>();
  final List<Redemption> everyRedemption = new ArrayList<>();
  final List<String> everyAllowance = new ArrayList<>();
  final Map<String, List<Coin>> everSpendable = new HashMap<>();

  private final Map<String, JsonObject> firsts = new HashMap<>();
  private final Map<String, String> ends = new HashMap<>();
  private final Map<Coin.Lid, List<Coin>> underLids = new HashMap<>();

  /** Whether something of that kind and id is there, and was made by this very item. */
  Optional<Verdict> known(String kind, String id, JsonObject item) {
    JsonObject first = firsts.get(kind + "/" + id);
    return first == null
        ? Optional.empty()
        : Optional.of(
            first.equals(item) ? new Verdict.Before() : Verdict.refused("ALREADY_EXISTS"));
  }

  /** Remembers what an id stands for. */
  void remember(String kind, String id, JsonObject item) {
    firsts.put(kind + "/" + id, item);
  }

  /** Whether the owner of a note has its opening: who funds or keeps it has, others are told. */
  boolean isSealedToOwner(Coin coin) {
    String owner = coin.opening().owner();
    boolean isOfEscrow =
        List.of(".DELIVERED.", ".REFUNDED.", ".LOST.", ".SPLIT.").stream()
            .anyMatch(coin.id()::contains);
    return !isOfEscrow
        || coin.id().startsWith(owner + "/")
        || coin.bank().equals(owner)
        || firsts.containsKey("advice/" + coin.id());
  }

  /** A note that nobody can ever spend goes, with what its owner was told of it. */
  void discard(String noteId) {
    coins.remove(noteId);
    firsts.remove("advice/" + noteId);
  }

  /** Whether customs has released what an escrow is about: its goods, on its assessment. */
  boolean isReleasedFor(Escrow escrow) {
    String declaration = escrow.terms.declarationId();
    Goods goods = released.get(declaration);
    return goods != null
        && goods.areOf(escrow.terms)
        && !(escrow.terms.trigger() instanceof Trigger.Tax(Commitment due)
            && !due.equals(assessed.get(declaration).due().commitment()));
  }

  /** What customs has on the ledger. */
  JsonObject onLedger(String declaration, Goods goods, boolean isReleased) {
    Withholding.Assessed its = assessed.get(declaration);
    return its == null
        ? ClearedGoods.released(goods.orderId(), goods.declarant(), goods.authority())
        : ClearedGoods.goods(
            new DeclaredGoods(
                goods.orderId(), goods.declarant(), goods.authority(), its.due().commitment()),
            isReleased);
  }

  boolean isSpendable(Coin coin) {
    return coin.lid().map(lid -> lid.end().equals(ends.get(lid.of()))).orElse(true);
  }

  void add(Coin coin) {
    if (coins.put(coin.id(), coin) != null) {
      throw new AssertionError("two coins have the id " + coin.id());
    }
    everyCoin.add(coin);
    coin.lid().ifPresent(lid -> underLids.computeIfAbsent(lid, l -> new ArrayList<>()).add(coin));
    if (isSpendable(coin)) {
      credit(coin);
    }
  }

  private void credit(Coin coin) {
    purses.merge(coin.purse(), coin.units(), Math::addExact);
    everSpendable.computeIfAbsent(coin.opening().owner(), o -> new ArrayList<>()).add(coin);
  }

  void spend(String id) {
    Coin coin = coins.remove(id);
    if (purses.merge(coin.purse(), -coin.units(), Math::addExact) < 0) {
      throw new AssertionError("a balance below zero: " + coin.purse());
    }
  }

  /** Something has ended in one way: what waited for that can be spent from now on. */
  void end(String of, String how) {
    if (ends.put(of, how) != null) {
      throw new AssertionError(of + " ended twice");
    }
    underLids.getOrDefault(new Coin.Lid(of, how), List.of()).forEach(this::credit);
  }

  /** Whether what a coin waits for can no longer happen. */
  boolean isEndedOtherwise(Coin.Lid lid) {
    return ends.containsKey(lid.of()) && !ends.get(lid.of()).equals(lid.end());
  }

  boolean isEnded(String of, String how) {
    return how.equals(ends.get(of));
  }

  /** An escrow comes to an end; if it is held, only when the hold is over. */
  void end(Escrow escrow, String state, String key) {
    escrow.state = state;
    if (!key.equals("SPLIT " + escrow.offer)) {
      dropOffer(escrow);
    }
    if (!escrow.isHeld()) {
      live.remove(escrow);
      end("escrow/" + escrow.id, key);
    }
  }

  /** Nobody can agree any more to what was offered. */
  void dropOffer(Escrow escrow) {
    Coin.Lid lid = new Coin.Lid("escrow/" + escrow.id, "SPLIT " + escrow.offer);
    underLids.getOrDefault(lid, List.of()).forEach(coin -> discard(coin.id()));
    underLids.remove(lid);
    escrow.offer = "";
    escrow.asked.clear();
    escrow.agreed.clear();
  }

  /** Reasons are lifted; without any other the escrow goes on. */
  void lift(Escrow escrow, Predicate<Open> some) {
    escrow.open.removeIf(some);
    escrow.changed();
    if (!escrow.isHeld() && escrow.state.equals("DELIVERED")) {
      end(escrow, "DELIVERED", "DELIVERED");
    }
  }

  /** Officers give the money back. */
  void reject(Escrow escrow) {
    escrow.open.clear();
    end(escrow, "REFUNDED", "REFUNDED");
  }

  /** The money stays where it is. */
  void seize(Escrow escrow) {
    escrow.open.clear();
    escrow.state = "SEIZED";
    dropOffer(escrow);
    live.remove(escrow);
    seized.add(escrow);
  }

  /** Another coin waits for the same in place of this one. */
  void replace(Coin old, Coin other) {
    coins.remove(old.id());
    underLids.get(old.lid().orElseThrow()).remove(old);
    add(other);
  }

  /** What is wrong with spending a coin as if this were its opening. */
  void checkSpending(
      Verdict.Objections objections, String id, NoteOpening opening, String owner, String bank) {
    Coin coin = coins.get(id);
    if (coin == null) {
      objections.when(true, "NOT_FOUND");
      return;
    }
    boolean ended = coin.lid().map(lid -> ends.containsKey(lid.of())).orElse(true);
    objections
        .unless(coin.opening().equals(opening), "COMMITMENT_MISMATCH")
        .unless(opening.owner().equals(owner), "NOT_OWNER")
        .unless(coin.bank().equals(bank), "WRONG_BANK")
        .unless(ended, "NOTE_GATED")
        .when(ended && !isSpendable(coin), "NOTE_VOID");
  }

  /** The sum of these amounts, if they are all in this currency and it has at most 18 digits. */
  static Optional<Long> sum(List<NoteOpening> notes, Currency currency) {
    long sum = 0;
    for (NoteOpening note : notes) {
      sum += note.amount().minorUnits();
      if (!note.amount().currency().equals(currency) || sum > 999_999_999_999_999_999L) {
        return Optional.empty();
      }
    }
    return Optional.of(sum);
  }

  /** In escrows that have not ended, in locks that stand. */
  long held(Coinage of) {
    long inEscrows =
        Stream.concat(live.stream(), seized.stream())
            .filter(e -> e.terms.bank().equals(of.bank()))
            .filter(e -> e.terms.currency().equals(of.currency()))
            .mapToLong(e -> e.units)
            .sum();
    long inLocks = 0;
    for (Lock lock : everyLock) {
      if (lock.state.equals("LOCKED")) {
        inLocks += units(of, lock.paid, lock.paidUnits);
        inLocks += units(of, lock.pledged, lock.pledgedUnits);
      }
    }
    return inEscrows + inLocks;
  }

  private static long units(Coinage of, Purse purse, long units) {
    return purse.bank().equals(of.bank()) && purse.currency().equals(of.currency()) ? units : 0;
  }
}
