package portolan.contracts.settlement.simulation;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.Rulebook;

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

  /** What a bank may still issue. */
  record Allowance(String bank, Currency currency, long units) {}

  /** The life of an escrow. */
  static final class Escrow {
    final String id;
    final String funder;
    final String bank;
    final Currency currency;
    final long units;
    final String orderId;
    final String declarationId;
    final String secret;
    final Instant deadline;
    final Optional<Rulebook> rules;
    final List<NoteOpening> refund;
    String state = "FUNDED";
    Instant until = Instant.MAX;
    String reason = "";
    String offer = "";

    Escrow(
        String id,
        String funder,
        String bank,
        Currency currency,
        long units,
        String orderId,
        String declarationId,
        String secret,
        Instant deadline,
        Optional<Rulebook> rules,
        List<NoteOpening> refund) {
      this.id = id;
      this.funder = funder;
      this.bank = bank;
      this.currency = currency;
      this.units = units;
      this.orderId = orderId;
      this.declarationId = declarationId;
      this.secret = secret;
      this.deadline = deadline;
      this.rules = rules;
      this.refund = refund;
    }

    boolean hasEnded() {
      return state.equals("DELIVERED") || state.equals("REFUNDED") || state.equals("SPLIT");
    }

    boolean isOneOf(String... states) {
      return List.of(states).contains(state);
    }
  }

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
  final Map<String, String> released = new HashMap<>();
  final Map<String, String> dealers = new HashMap<>();
  final Set<String> secrets = new HashSet<>();
  final Set<String> uetrs = new HashSet<>();
  final Set<String> quotes = new HashSet<>();
  Optional<LocalDate> referenceDay = Optional.empty();

  /** In the order in which they came, to choose from. */
  final List<Coin> everyCoin = new ArrayList<>();

  final List<Escrow> everyEscrow = new ArrayList<>();
  final List<Escrow> live = new ArrayList<>();
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

  boolean isEnded(String of, String how) {
    return how.equals(ends.get(of));
  }

  void end(Escrow escrow, String state, String key) {
    escrow.state = state;
    live.remove(escrow);
    end("escrow/" + escrow.id, key);
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
        live.stream()
            .filter(e -> e.bank.equals(of.bank()) && e.currency.equals(of.currency()))
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
