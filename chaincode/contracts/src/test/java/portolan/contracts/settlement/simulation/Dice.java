// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Uetr;

/** Chooses what members do next, from what the model knows, by one seed. */
final class Dice {
  private static final int TRIES = 24;
  private static final int KEPT = 400;

  final Model model;
  private final SplittableRandom random;
  private final Map<String, List<Command>> past = new HashMap<>();
  private final Set<String> touched = new HashSet<>();
  private boolean careless;
  private String caller = Members.BANK;
  private Instant now = Instant.EPOCH;
  private int serial;

  Dice(long seed, Model model) {
    this.random = new SplittableRandom(seed);
    this.model = model;
  }

  // ---- numbers

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  long between(long low, long high) {
    return low >= high ? low : random.nextLong(low, high + 1);
  }

  <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  // ---- names

  /**
   * An id of the caller's; now and then one of another member's, which that one might want to use.
   * Another number each time: two commands never have an id in common by chance.
   */
  String id(String prefix) {
    return new QualifiedId(oneIn(50) ? any(Members.ALL) : caller, plainId(prefix)).toString();
  }

  /** As {@link #id}, of what is not named by its owner. */
  String plainId(String prefix) {
    return prefix + serial++;
  }

  String salt() {
    return Sha256.hex(random.nextLong() + " " + serial++);
  }

  Uetr uetr() {
    String digits = salt();
    return new Uetr(
        "%s-%s-4%s-8%s-%s"
            .formatted(
                digits.substring(0, 8),
                digits.substring(8, 12),
                digits.substring(12, 15),
                digits.substring(15, 18),
                digits.substring(18, 30)));
  }

  NoteOpening note(String owner, long units, Currency currency) {
    return new NoteOpening(new Money(currency, units), owner, salt());
  }

  /** Shares of an amount for these owners, each above zero; fewer if there is too little. */
  List<NoteOpening> shares(long units, Currency currency, List<String> owners) {
    List<NoteOpening> shares = new ArrayList<>();
    long rest = units;
    for (int i = 0; i < owners.size() && rest > 0; i++) {
      boolean last = i == owners.size() - 1;
      long share = last ? rest : between(1, Math.max(1, rest / 2));
      shares.add(note(owners.get(i), share, currency));
      rest -= share;
    }
    if (rest > 0) {
      throw new IllegalStateException("nobody gets the rest");
    }
    return shares;
  }

  // ---- the round

  /** What time it is; nothing is touched yet. */
  void beginRound(Instant time) {
    now = time;
    touched.clear();
  }

  Instant now() {
    return now;
  }

  /** A transaction begins; a careless one may touch what others of its round do. */
  void beginCall(String by) {
    caller = by;
    careless = oneIn(12);
  }

  /** Whether that may be chosen; it counts as touched from then on. */
  boolean take(String id) {
    return touched.add(id) || careless;
  }

  void keep(String function, Command command) {
    List<Command> commands = past.computeIfAbsent(function, f -> new ArrayList<>());
    if (commands.size() < KEPT) {
      commands.add(command);
    } else {
      commands.set(below(KEPT), command);
    }
  }

  /** A command that was sent before. */
  Optional<Command> again(String function) {
    return Optional.ofNullable(past.get(function)).map(this::any);
  }

  private <T> Optional<T> some(List<T> from, Function<T, String> id, Predicate<? super T> fitting) {
    for (int i = 0; i < TRIES && !from.isEmpty(); i++) {
      // The later ones more often: the earlier ones have had their time.
      int span = oneIn(3) ? from.size() : Math.min(from.size(), 300);
      T candidate = from.get(from.size() - 1 - below(span));
      if (fitting.test(candidate) && take(id.apply(candidate))) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** The delivery secret of some escrow. */
  Optional<String> anySecret() {
    return model.everyEscrow.isEmpty()
        ? Optional.empty()
        : Optional.of(any(model.everyEscrow).secret);
  }

  /** A live escrow that fits; now and then any. */
  Optional<Model.Escrow> escrow(Predicate<Model.Escrow> fitting) {
    return oneIn(20)
        ? some(model.everyEscrow, e -> e.id, e -> true)
        : some(model.live, e -> e.id, fitting);
  }

  Optional<Model.Lock> lock() {
    return some(model.everyLock, l -> l.id, l -> oneIn(12) || l.state.equals("LOCKED"));
  }

  Optional<Model.Redemption> redemption(Predicate<Model.Redemption> fitting) {
    return some(model.everyRedemption, r -> r.id, r -> oneIn(12) || fitting.test(r));
  }

  Optional<Model.Receivable> receivable(Predicate<Model.Receivable> fitting) {
    return some(model.everyReceivable, r -> "sale of " + r.id(), fitting);
  }

  Optional<String> allowance(Predicate<Model.Allowance> fitting) {
    return some(
        model.everyAllowance,
        id -> id,
        id -> model.allowances.containsKey(id) && fitting.test(model.allowances.get(id)));
  }

  /** A coin that a member can spend. */
  Optional<Coin> spendable(String owner, Predicate<Coin> fitting) {
    List<Coin> held = model.everSpendable.getOrDefault(owner, List.of());
    for (int i = 0; i < TRIES && !held.isEmpty(); i++) {
      int place = below(held.size());
      Coin coin = held.get(place);
      if (!model.coins.containsKey(coin.id())) {
        held.set(place, held.getLast());
        held.removeLast();
      } else if (fitting.test(coin) && take(coin.id())) {
        return Optional.of(coin);
      }
    }
    return Optional.empty();
  }

  /** Any coin that ever was: spent, gated, void, or another member's. */
  Optional<Coin> anyCoin(Predicate<Coin> fitting) {
    return some(model.everyCoin, Coin::id, fitting);
  }

  static String secretOf(String escrowId) {
    return "long secret of " + escrowId;
  }
}
