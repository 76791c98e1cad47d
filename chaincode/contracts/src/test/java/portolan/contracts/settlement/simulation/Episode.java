// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.contracts.fixture.Call;
import portolan.contracts.fixture.TestChannel;
import portolan.contracts.provenance.ProvenanceContract;
import portolan.contracts.settlement.ClearedGoods;
import portolan.contracts.settlement.SettlementContract;
import portolan.contracts.settlement.simulation.Event.Fate;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.group.ItemResult;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.twin.CallRefusedException;
import portolan.twin.block.EnvelopeTransaction;
import portolan.twin.identity.Signatory;
import portolan.twin.time.Faults;

/**
 * One history on one ledger. Whatever order the ledger brings about: an accepted transaction has to
 * have answered what the model answers at its place in the order, and after each block the auditor
 * has to derive what the model says.
 */
final class Episode {
  private static final String CHAINCODE = "settlement";
  private static final String IMPLICIT = "_implicit_org_";
  private static final Duration SHORT = Duration.ofMillis(5);
  private static final int GROUP = 100;

  /** Blocks and transactions come late and out of order, and now and then a peer crashes. */
  private static final Faults LATE =
      new Faults(0, 0, 0, Duration.ofMillis(40), Duration.ofMillis(300), 1, Duration.ofSeconds(5));

  private static final int TRIES = 10;
  private static final Map<String, Set<String>> CALLERS = callers();

  private final boolean late;
  private final TestChannel channel;
  private final Model model = new Model();
  private final Auditor auditor = new Auditor();
  private final Dice dice;
  private final Holding holding;
  private final Script script;
  private final List<Round> played = new ArrayList<>();
  private final Map<String, Pending> pending = new HashMap<>();
  private final Map<Long, List<Pending>> heldUntil = new TreeMap<>();
  private final Set<String> crashed = new HashSet<>();
  private final Statistics statistics;
  private final Consumer<EnvelopeTransaction> observer;
  private long block;
  private long round;

  /** A transaction that was endorsed. */
  private static final class Pending {
    private final Event.Call call;
    private final Moment moment;
    private final TestChannel.Endorsed endorsed;
    private final List<ItemResult> answers;
    private final long height;
    private boolean ended;

    private Pending(
        Event.Call call,
        Moment moment,
        TestChannel.Endorsed endorsed,
        List<ItemResult> answers,
        long height) {
      this.call = call;
      this.moment = moment;
      this.endorsed = endorsed;
      this.answers = answers;
      this.height = height;
    }
  }

  /** A history in which nothing has happened yet; every fourth is a bad day for the network. */
  Episode(long seed, TestChannel.Builder contracts, Statistics statistics) {
    this(seed, contracts, statistics, transaction -> {});
  }

  /** As the other, with somebody who sees every transaction of a block. */
  Episode(
      long seed,
      TestChannel.Builder contracts,
      Statistics statistics,
      Consumer<EnvelopeTransaction> observer) {
    this.observer = observer;
    late = seed % 4 == 3;
    this.statistics = statistics;
    channel = (late ? contracts.seeded(seed, LATE) : contracts).blocksOf(6).found();
    dice = new Dice(seed, model);
    Map<String, Signatory> officers = new HashMap<>();
    for (String name : Holding.OFFICERS) {
      officers.put(name, channel.identity(Members.BANK, name.substring(0, 3)));
    }
    holding = new Holding(officers);
    script =
        new Script(
            dice,
            new Exchanging(
                channel.identity(Members.BANK), channel.identity(Members.BANK, "impostor")),
            holding);
    channel.pass(Duration.ofSeconds(10));
    block = channel.height();
  }

  /** The channel with the contracts as they are. */
  static TestChannel.Builder honest() {
    return TestChannel.of(Members.CONSORTIUM)
        .contract("provenance", ProvenanceContract::new)
        .contract("customs", ClearedGoods::new)
        .contract(CHAINCODE, SettlementContract::new)
        .strangers(Members.STRANGER);
  }

  private static Map<String, Set<String>> callers() {
    Map<String, Set<String>> callers = new HashMap<>();
    for (String function :
        List.of(
            "attestReserves",
            "mint",
            "award",
            "hold",
            "decideHold",
            "appointOfficer",
            "setLimit",
            "confirmRedemptions",
            "returnRedemptions",
            "publishReferenceRates",
            "appointDealer")) {
      callers.put(function, Set.copyOf(Members.BANKS));
    }
    callers.put("fund", Set.copyOf(Members.FUNDERS));
    callers.put(
        "advise", Set.of(Members.BANK, Members.OTHER_BANK, Members.PLATFORM, Members.MARKET));
    callers.put("confirm", Set.of(Members.LOGISTICS, Members.PLATFORM, Members.MARKET));
    return callers;
  }

  /** What was played, to be played again. */
  List<Round> played() {
    return played;
  }

  /** Plays a round that nobody has thought of. */
  void playNext() {
    play(script.next(channel.now()));
  }

  /** Plays these rounds. */
  void play(List<Round> rounds) {
    rounds.forEach(this::play);
  }

  private void play(Round next) {
    played.add(next);
    round++;
    channel.pass(next.pause());
    startCrashed();
    List<Pending> due = new ArrayList<>();
    if (heldUntil.containsKey(round)) {
      due.addAll(heldUntil.remove(round));
    }
    for (Event event : next.events()) {
      switch (event) {
        case Event.Release(String declaration, Model.Goods goods) -> {
          plant("customs", declaration, model.onLedger(declaration, goods, true));
          model.released.put(declaration, goods);
        }
        case Event.Assess(Withholding.Assessed goods) -> {
          String declaration = goods.due().declarationId();
          if (!model.released.containsKey(declaration)) {
            model.assessed.put(declaration, goods);
            model.everyAssessment.add(goods);
            auditor.disclose(goods.due());
            plant(
                "customs",
                declaration,
                model.onLedger(declaration, Model.Goods.of(declaration, goods.orderId()), false));
          }
        }
        case Event.Recall(String order, String recall) -> {
          if (!model.everyRecall.contains(recall)) {
            SortedSet<String> marked = model.marked.computeIfAbsent(order, o -> new TreeSet<>());
            marked.add(recall);
            plant("provenance", ProvenanceKeys.recall(recall), Recalling.recall(recall, false));
            plant("provenance", ProvenanceKeys.held(order), Recalling.held(marked));
            model.everyRecall.add(recall);
          }
        }
        case Event.LiftRecall(String recall) -> {
          if (model.lifted.add(recall)) {
            plant("provenance", ProvenanceKeys.recall(recall), Recalling.recall(recall, true));
          }
        }
        case Event.Crash(String member) -> {
          channel.stop(member);
          crashed.add(member);
        }
        case Event.Call call -> {
          if (!call.commands().isEmpty()) {
            endorse(call, due);
          }
        }
      }
    }
    due.forEach(this::submit);
    passUntilDelivered();
    readBlocks();
    if (!late) {
      for (Pending transaction : due) {
        require(
            transaction.ended || crashed.contains(transaction.call.caller()),
            "a submitted transaction is in no block",
            transaction.call);
      }
    }
  }

  /** What another chaincode has decided; if peers are down, once they are back. */
  private void plant(String chaincode, String key, JsonObject value) {
    for (int tries = 0; true; tries++) {
      try {
        channel.plant(chaincode, key, value);
        passUntilDelivered();
        return;
      } catch (CallRefusedException e) {
        if (!late || tries == TRIES) {
          throw e;
        }
        channel.pass(LATE.downtime());
      }
    }
  }

  private void startCrashed() {
    crashed.forEach(channel::start);
    crashed.clear();
  }

  private void passUntilDelivered() {
    channel.pass(late ? Duration.ofSeconds(1) : SHORT);
  }

  private void submit(Pending transaction) {
    try {
      transaction.endorsed.submit();
      if (transaction.call.fate() == Fate.TWICE) {
        transaction.endorsed.submit();
      }
    } catch (CallRefusedException e) {
      require(
          late || crashed.contains(transaction.call.caller()),
          "a transaction was not taken: " + e.getMessage(),
          transaction.call);
      // A member whose peer is down tries again when it is back.
      heldUntil.computeIfAbsent(round + 1, r -> new ArrayList<>()).add(transaction);
    }
  }

  // ---- endorsing

  private void endorse(Event.Call call, List<Pending> due) {
    Instant now = channel.now();
    Instant claimed = now.plus(call.skew());
    Moment moment = new Moment(call.caller(), claimed.truncatedTo(ChronoUnit.MILLIS), now);
    boolean allowed = isAllowed(call);
    TestChannel.Endorsed endorsed;
    try {
      endorsed = request(call, claimed);
    } catch (CallRefusedException e) {
      require(
          !allowed || late || !crashed.isEmpty(),
          "a call that is to be endorsed was refused: " + e.getMessage(),
          call);
      statistics.notEndorsed(call);
      return;
    }
    require(allowed, "a call that is to be refused was endorsed", call);
    List<ItemResult> answers = ItemResult.parse(endorsed.answer().canonicalBytes());
    require(answers.size() == call.commands().size(), "an answer for each command is due", call);
    Pending transaction = new Pending(call, moment, endorsed, answers, channel.height());
    pending.put(endorsed.id(), transaction);
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i) instanceof ItemResult.Accepted) {
        call.commands().get(i).openings().forEach(auditor::disclose);
        call.commands().get(i).order().ifPresent(auditor::disclose);
        call.commands().get(i).advice().ifPresent(auditor::disclose);
      }
    }
    if (call.fate() == Fate.LOST) {
      statistics.lost(call);
    } else if (call.held() > 0) {
      heldUntil.computeIfAbsent(round + call.held(), r -> new ArrayList<>()).add(transaction);
    } else {
      due.add(transaction);
    }
  }

  private TestChannel.Endorsed request(Event.Call call, Instant claimed) {
    Call request =
        channel.as(call.caller()).endorsedBy(call.endorsers().toArray(String[]::new)).at(claimed);
    if (call.commands().stream().anyMatch(c -> c.sealed().isPresent())) {
      request =
          request.sealed(
              call.commands().stream()
                  .map(c -> c.sealed().orElse(Json.object().build()))
                  .toArray(JsonObject[]::new));
    }
    return request.endorse(
        CHAINCODE,
        call.function(),
        call.commands().stream().map(Command::item).toArray(JsonObject[]::new));
  }

  private static boolean isAllowed(Event.Call call) {
    boolean inTime =
        call.skew().compareTo(Duration.ofSeconds(Model.AHEAD_SECONDS)) <= 0
            && call.skew().compareTo(Duration.ofMinutes(-15)) >= 0;
    return inTime
        && CALLERS.getOrDefault(call.function(), Set.copyOf(Members.ALL)).contains(call.caller());
  }

  // ---- what came of it

  private void readBlocks() {
    while (block < channel.height()) {
      TestChannel.Committed committed = channel.block(block).orElseThrow();
      Set<String> ids = new HashSet<>();
      for (int i = 0; i < committed.transactions().size(); i++) {
        EnvelopeTransaction transaction = committed.transactions().get(i);
        observer.accept(transaction);
        Pending known = pending.get(transaction.id());
        if (known == null) {
          require(
              transaction.namespaces().stream()
                  .noneMatch(n -> n.name().equals(CHAINCODE) && n.isWritten()),
              "nobody sent what changes the settlement");
        } else {
          boolean again = known.ended || !ids.add(transaction.id());
          judge(known, transaction, committed.codes().get(i), i == 0, again);
          known.ended = true;
        }
      }
      try {
        auditor.compare(model);
      } catch (AssertionError e) {
        throw new AssertionError("after block %d: %s".formatted(block, e.getMessage()), e);
      }
      statistics.block();
      block++;
    }
  }

  private void judge(
      Pending known,
      EnvelopeTransaction transaction,
      TxValidationCode code,
      boolean first,
      boolean again) {
    statistics.ended(known.call, code);
    if (again) {
      require(
          code == TxValidationCode.DUPLICATE_TXID
              || code == TxValidationCode.ENDORSEMENT_POLICY_FAILURE,
          "the same transaction counts once; the second ended as " + code,
          known.call);
      return;
    }
    boolean signed = isSignedByAll(known.call, transaction);
    require(
        signed == (code != TxValidationCode.ENDORSEMENT_POLICY_FAILURE),
        (signed ? "signed by all who have to" : "signed by too few") + ", and yet " + code,
        known.call);
    if (code == TxValidationCode.VALID) {
      take(known, transaction);
    } else {
      require(
          code == TxValidationCode.MVCC_READ_CONFLICT
              || code == TxValidationCode.ENDORSEMENT_POLICY_FAILURE,
          "ended as " + code,
          known.call);
      boolean nothingBetween = first && known.height == block && !late && crashed.isEmpty();
      require(
          !nothingBetween || !signed,
          "nothing came between, and yet there was a conflict",
          known.call);
    }
  }

  /** A bank, one other member, and everybody in whose sealed collection it writes. */
  private static boolean isSignedByAll(Event.Call call, EnvelopeTransaction transaction) {
    return call.endorsers().size() >= 2
        && call.endorsers().stream().anyMatch(Members::isBank)
        && transaction.namespaces().stream()
            .flatMap(n -> n.collections().stream())
            .filter(c -> c.keys().getHashedWritesCount() > 0)
            .allMatch(c -> call.endorsers().contains(c.name().substring(IMPLICIT.length())));
  }

  private void take(Pending known, EnvelopeTransaction transaction) {
    List<Command> commands = known.call.commands();
    for (int i = 0; i < commands.size(); i++) {
      Verdict verdict = played(commands.get(i), known.moment);
      ItemResult answer = known.answers.get(i);
      statistics.answered(known.call, answer);
      if (!verdict.fits(answer)) {
        throw new AssertionError(
            "%s of %s: expected %s, was answered %s%n  item %s%n  at %s, clock %s"
                .formatted(
                    known.call.function(),
                    known.call.caller(),
                    verdict,
                    answer.toJson().canonical(),
                    commands.get(i).item().canonical(),
                    known.moment.timestamp(),
                    known.moment.clock()));
      }
    }
    try {
      auditor.read(transaction);
    } catch (AssertionError e) {
      throw new AssertionError(
          "%s of %s in block %d: %s"
              .formatted(known.call.function(), known.call.caller(), block, e.getMessage()),
          e);
    }
  }

  /** Nobody makes anything under the id of another, whatever else may be right or wrong with it. */
  private Verdict played(Command command, Moment moment) {
    boolean own =
        command.names().stream()
            .allMatch(id -> QualifiedId.parse(id).owner().equals(moment.caller()));
    return own ? command.play(model, moment) : Verdict.refused("PERMISSION_DENIED");
  }

  private static void require(boolean right, String otherwise) {
    if (!right) {
      throw new AssertionError(otherwise);
    }
  }

  private static void require(boolean right, String otherwise, Event.Call call) {
    if (!right) {
      throw new AssertionError(
          "%s%n  %s of %s, endorsed by %s"
              .formatted(otherwise, call.function(), call.caller(), call.endorsers()));
    }
  }

  // ---- the end

  /**
   * Everybody is silent but a keeper who is no party, and two officers of each bank: in bounded
   * time everything has ended. Then the contract's own audit and every peer say the same.
   */
  void end() {
    int rounds = played.size();
    startCrashed();
    List<Pending> held = heldUntil.values().stream().flatMap(List::stream).toList();
    heldUntil.clear();
    held.forEach(this::submit);
    play(new Round(Duration.ofHours(2), appointments()));
    for (int phase = 0; phase < 5; phase++) {
      play(new Round(Duration.ofHours(2), keepersCalls()));
    }
    while (played.size() > rounds) {
      played.removeLast(); // it follows from the others
    }
    channel.pass(Duration.ofSeconds(10));
    require(
        model.live.isEmpty(),
        "escrows that never end: "
            + model.live.stream().map(e -> e.id + " " + e.state + " " + e.isHeld()).toList());
    require(
        model.everyLock.stream().noneMatch(l -> l.state.equals("LOCKED")), "locks that never end");
    require(auditor.unspent().equals(model.coins.keySet()), "other notes are unspent");
    JsonObject answer =
        channel.as(Members.BANK).evaluate(CHAINCODE, "audit", Json.object().build()).json();
    Fields audit = Fields.of("audit", answer);
    require(audit.flag("balanced"), "the contract's audit: " + answer.canonical());
    for (String member : Members.ALL) {
      int i = 0;
      for (String id : model.coins.keySet()) {
        if (i++ % 20 == 0) {
          require(channel.holds(member, CHAINCODE, "note/" + id), member + " lacks " + id);
        }
      }
    }
  }

  private List<Event> appointments() {
    return Members.BANKS.stream()
        .<Event>map(bank -> call("appointOfficer", bank, holding.appointments()))
        .toList();
  }

  private List<Event> keepersCalls() {
    List<Command> refunds = new ArrayList<>();
    List<Command> milestones = new ArrayList<>();
    List<Command> expiries = new ArrayList<>();
    List<Command> locks = new ArrayList<>();
    Map<String, List<Model.Escrow>> held = new TreeMap<>();
    for (Model.Escrow escrow : List.copyOf(model.live)) {
      if (escrow.isHeld()) {
        String bank = escrow.terms.bank();
        held.computeIfAbsent(bank, b -> new ArrayList<>()).add(escrow);
      } else if (escrow.terms.trigger().isMilestone() && model.isReleasedFor(escrow)) {
        milestones.add(Delivering.milestoneOf(escrow.id));
      } else if (escrow.state.equals("FUNDED")) {
        refunds.add(Delivering.refundOf(escrow.id));
      } else {
        expiries.add(Disputing.expiryOf(escrow.id));
      }
    }
    for (Model.Lock lock : model.everyLock) {
      if (lock.state.equals("LOCKED")) {
        locks.add(Exchanging.expiryOf(lock.id));
      }
    }
    List<Event> calls = new ArrayList<>();
    addCalls(calls, "refund", Members.CUSTOMS, refunds);
    addCalls(calls, "confirmMilestone", Members.CUSTOMS, milestones);
    addCalls(calls, "expire", Members.CUSTOMS, expiries);
    addCalls(calls, "expireLock", Members.CUSTOMS, locks);
    held.forEach(
        (bank, escrows) -> addCalls(calls, "decideHold", bank, holding.releasesOf(escrows)));
    return calls;
  }

  private static void addCalls(
      List<Event> calls, String function, String caller, List<Command> commands) {
    for (int i = 0; i < commands.size(); i += GROUP) {
      calls.add(call(function, caller, commands.subList(i, Math.min(commands.size(), i + GROUP))));
    }
  }

  private static Event.Call call(String function, String caller, List<Command> commands) {
    List<String> endorsers =
        caller.equals(Members.BANK)
            ? List.of(Members.BANK, Members.SUPPLIER)
            : List.of(Members.BANK, caller);
    return new Event.Call(function, caller, endorsers, Duration.ZERO, Fate.SUBMITTED, 0, commands);
  }

  /** How often what happened. */
  static final class Statistics {
    private final Map<String, Map<String, Integer>> answers = new TreeMap<>();
    private final Map<TxValidationCode, Integer> codes = new EnumMap<>(TxValidationCode.class);
    private long commands;
    private long effects;
    private long blocks;
    private long refusedCalls;

    private void answered(Event.Call call, ItemResult answer) {
      commands++;
      String how =
          switch (answer) {
            case ItemResult.Accepted accepted -> accepted.existing() ? "before" : "now";
            case ItemResult.Refused refused -> refused.refusal().code();
          };
      if (how.equals("now")) {
        effects++;
      }
      answers.computeIfAbsent(call.function(), f -> new TreeMap<>()).merge(how, 1, Integer::sum);
    }

    private void ended(Event.Call call, TxValidationCode code) {
      codes.merge(code, 1, Integer::sum);
      if (code != TxValidationCode.VALID) {
        commands += call.commands().size();
      }
    }

    private void notEndorsed(Event.Call call) {
      refusedCalls++;
      commands += call.commands().size();
    }

    private void lost(Event.Call call) {
      commands += call.commands().size();
    }

    private void block() {
      blocks++;
    }

    long commands() {
      return commands;
    }

    /** How functions were answered, by function and answer. */
    Map<String, Map<String, Integer>> answers() {
      return answers;
    }

    Map<TxValidationCode, Integer> codes() {
      return codes;
    }

    void add(Statistics other) {
      commands += other.commands;
      effects += other.effects;
      blocks += other.blocks;
      refusedCalls += other.refusedCalls;
      other.codes.forEach((code, count) -> codes.merge(code, count, Integer::sum));
      other.answers.forEach(
          (function, counts) ->
              counts.forEach(
                  (how, count) ->
                      answers
                          .computeIfAbsent(function, f -> new TreeMap<>())
                          .merge(how, count, Integer::sum)));
    }

    @Override
    public String toString() {
      StringBuilder text =
          new StringBuilder(
              "%d commands, %d took effect; %d blocks; transactions %s, not endorsed %d"
                  .formatted(commands, effects, blocks, codes, refusedCalls));
      answers.forEach((function, counts) -> text.append("%n  %s %s".formatted(function, counts)));
      return text.toString();
    }
  }
}
