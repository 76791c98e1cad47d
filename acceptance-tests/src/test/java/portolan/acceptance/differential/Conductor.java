// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.gateway.ChaincodeEventsResponse;
import org.hyperledger.fabric.protos.gateway.CommitStatusResponse;
import org.hyperledger.fabric.protos.gateway.ProposedTransaction;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.hyperledger.fabric.protos.peer.Response;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.acceptance.differential.script.Operation;
import portolan.network.Consortium;

/**
 * Takes a ledger through a program and notes what it sees.
 *
 * <p>Of each round, everything is endorsed before anything is submitted, and everything is
 * committed at every peer before the next round begins. Submissions wait for one another's
 * acknowledgement, and blocks are filled up with transactions that write nothing, so that order and
 * boundaries of blocks are the program's alone.
 */
final class Conductor implements AutoCloseable {
  private static final int AT_ONCE = 16;
  private static final int HELD_ROUNDS = 12;
  private static final int STATE_EVERY_ROUNDS = 25;
  private static final int STATUS_EVERY = 10;
  private static final int KEYS_AT_ONCE = 25;
  private static final String END = "the end";

  /** Fabric's ledger.pvtdataStore.purgeInterval. */
  private static final int PURGE_INTERVAL = 100;

  private static final String NO_PEERS = "failed to find any endorsing peers for org(s)";
  private static final Duration OUT_OF_SIGHT = Duration.ofSeconds(30);

  private final LedgerUnderTest ledger;
  private final Consortium consortium;
  private final Journal journal;
  private final Wording wording = new Wording();
  private final KnownKeys keys = new KnownKeys();
  private final Map<String, PeerAccess> peers = new TreeMap<>();
  private final Map<String, PeerAccess.Feed> blocks = new TreeMap<>();
  private final Map<String, PeerAccess.Feed> filtered = new TreeMap<>();
  private final Map<String, Blocks> readers = new TreeMap<>();
  private final Map<Integer, Held> held = new HashMap<>();
  private final Map<TxValidationCode, Long> codes = new EnumMap<>(TxValidationCode.class);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore atOnce = new Semaphore(AT_ONCE);
  private final Cutter cutter;
  private final Envelopes envelopes;
  private final Call filling;
  private final Deque<Filler> stock = new ArrayDeque<>();
  private final long firstBlock;
  private final ReadWriteSets sets;
  private final List<FutureTask<String>> alone = new ArrayList<>();
  private long nextBlock;
  private long endorsing;
  private long submitting;
  private long committing;
  private int fillers;
  private int submissions;
  private int latest;
  private Proposals proposals;

  /** What only fills up a block. */
  private record Filler(String id, Envelope envelope) {}

  /** An endorsed transaction that can be submitted. */
  private record Held(int round, String id, Envelope envelope, Round.Transaction transaction) {}

  /**
   * What came of it.
   *
   * @param transactions that are in blocks, those that only fill them up not counted
   * @param codes of all transactions
   * @param spent on what
   */
  record Outcome(
      int transactions,
      long blocks,
      Map<TxValidationCode, Long> codes,
      Duration duration,
      String spent) {
    double perSecond() {
      return transactions * 1000.0 / duration.toMillis();
    }
  }

  Conductor(LedgerUnderTest ledger, Consortium consortium, Journal journal) {
    this.ledger = ledger;
    this.consortium = consortium;
    this.journal = journal;
    cutter = new Cutter(consortium.ordering());
    envelopes = new Envelopes(ledger);
    for (Consortium.Member member : consortium.members()) {
      peers.put(member.mspId(), new PeerAccess(ledger, member.mspId()));
    }
    filling =
        Call.of(
            consortium.members().getFirst().mspId(),
            consortium.definitions().getFirst().name(),
            Operation.of("who"));
    firstBlock = commonHeight();
    nextBlock = firstBlock;
    sets = new ReadWriteSets(firstBlock, wording);
    peers.forEach(
        (member, peer) -> {
          blocks.put(member, peer.blocks(firstBlock));
          filtered.put(member, peer.filteredBlocks(firstBlock));
          readers.put(member, new Blocks(sets, wording));
        });
    wording.know(
        Proposals.id(com.google.protobuf.ByteString.copyFromUtf8("another")), "another id");
  }

  /** Every peer has what the making of the network has left in the ledger. */
  private long commonHeight() {
    long newest = peers.values().stream().mapToLong(PeerAccess::newestBlock).max().orElseThrow();
    for (PeerAccess peer : peers.values()) {
      PeerAccess.Feed feed = peer.filteredBlocks(newest);
      var unused = feed.next();
      feed.end();
    }
    return newest + 1;
  }

  Outcome run(Program program) throws Exception {
    proposals = new Proposals(ledger, program.seed(), Instant.now().plus(ledger.ahead()));
    long begin = System.nanoTime();
    int last = 0;
    for (Iterator<Round> rounds = program.rounds(); rounds.hasNext(); ) {
      Round round = rounds.next();
      last = round.number();
      play(round);
      if (last % STATE_EVERY_ROUNDS == 0) {
        noteState(last, false);
      }
      int oldest = last - HELD_ROUNDS;
      held.values().removeIf(h -> h.round() < oldest);
    }
    noteEnd(last + 1);
    return new Outcome(
        submissions,
        nextBlock - firstBlock,
        codes,
        Duration.ofNanos(System.nanoTime() - begin),
        "endorsing %d ms, submitting %d ms, committing %d ms"
            .formatted(endorsing / 1_000_000, submitting / 1_000_000, committing / 1_000_000));
  }

  private void play(Round round) throws Exception {
    long begin = System.nanoTime();
    List<Future<String>> answers = new ArrayList<>();
    List<Future<String>> endorsements = new ArrayList<>();
    for (Round.Question question : round.questions()) {
      ProposedTransaction proposal =
          proposals.proposal(
              question.call(), question.number(), question.number(), question.change());
      wording.know(proposal.getTransactionId(), "tx#" + question.number());
      answers.add(
          task(
              question.change() == ProposalChange.NONE,
              () -> answer(question.call().gateway(), proposal)));
    }
    for (Round.Transaction transaction : round.endorsed()) {
      latest = Math.max(latest, transaction.number());
      keys.learn(transaction.call().definition(), transaction.call().operations());
      ProposedTransaction proposal =
          proposals.proposal(
              transaction.call(),
              transaction.idOf(),
              transaction.number(),
              transaction.proposalChange());
      wording.know(proposal.getTransactionId(), "tx#" + transaction.idOf());
      endorsements.add(
          task(transaction.isWellFormed(), () -> endorse(round.number(), transaction, proposal)));
    }
    runAlone();
    for (int i = 0; i < answers.size(); i++) {
      Round.Question question = round.questions().get(i);
      journal.note(round.number(), "tx#" + question.number() + " is", question.toString());
      journal.note(
          round.number(), "tx#" + question.number() + " evaluated", result(answers.get(i)));
    }
    for (int i = 0; i < endorsements.size(); i++) {
      Round.Transaction transaction = round.endorsed().get(i);
      journal.note(round.number(), "tx#" + transaction.number() + " is", transaction.toString());
      journal.note(
          round.number(), "tx#" + transaction.number() + " endorsed", result(endorsements.get(i)));
    }
    long endorsed = System.nanoTime();
    List<List<String>> cut = new ArrayList<>();
    for (int number : round.submitted()) {
      Held its = held.get(number);
      if (its != null) {
        submit(round.number(), its, cut);
      }
    }
    while (cutter.isPending()) {
      fill(cut);
    }
    long submitted = System.nanoTime();
    noteBlocks(round.number(), cut);
    noteStatuses(round);
    endorsing += endorsed - begin;
    submitting += submitted - endorsed;
    committing += System.nanoTime() - submitted;
  }

  /**
   * Starts a call, or puts off one that peers will not take until all others are done. When a peer
   * refuses even to look at a proposal, Fabric's gateway closes its connection to that peer, and
   * with it fails whatever else is under way there.
   */
  private Future<String> task(boolean besideOthers, Callable<String> work)
      throws InterruptedException {
    if (besideOthers) {
      return start(work);
    }
    FutureTask<String> later = new FutureTask<>(work);
    alone.add(later);
    return later;
  }

  private void runAlone() throws InterruptedException {
    atOnce.acquire(AT_ONCE);
    alone.forEach(FutureTask::run);
    alone.clear();
    atOnce.release(AT_ONCE);
  }

  private <T> Future<T> start(Callable<T> work) throws InterruptedException {
    // Here and not in the thread, so that none of them is still to begin when all permits are free.
    atOnce.acquire();
    return threads.submit(
        () -> {
          try {
            return work.call();
          } finally {
            atOnce.release();
          }
        });
  }

  private static <T> T result(Future<T> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private String answer(String gateway, ProposedTransaction proposal) {
    try {
      Response response = peers.get(gateway).evaluate(proposal);
      return "%d '%s'\n%s"
          .formatted(
              response.getStatus(),
              wording.same(response.getMessage()),
              wording.same(Proposals.utf8(response.getPayload())));
    } catch (StatusRuntimeException e) {
      return wording.error(e);
    }
  }

  /** Whether there are peers for it, as far as the consortium goes. */
  private boolean isAnswerable(Round.Transaction transaction) {
    Call call = transaction.call();
    return transaction.proposalChange() == ProposalChange.NONE
        && consortium.definitions().stream().anyMatch(d -> d.name().equals(call.definition()))
        && peers.keySet().containsAll(call.endorsers());
  }

  /** On a busy machine a peer may lose sight of another one for a moment: that is no answer. */
  private Envelope endorsePatiently(Call call, ProposedTransaction proposal) {
    Instant deadline = Instant.now().plus(OUT_OF_SIGHT);
    while (true) {
      try {
        return peers.get(call.gateway()).endorse(proposal);
      } catch (StatusRuntimeException e) {
        String text = String.valueOf(e.getStatus().getDescription());
        if (!text.startsWith(NO_PEERS) || Instant.now().isAfter(deadline)) {
          throw e;
        }
        LockSupport.parkNanos(OUT_OF_SIGHT.dividedBy(100).toNanos());
      }
    }
  }

  private String endorse(int round, Round.Transaction transaction, ProposedTransaction proposal)
      throws InvalidProtocolBufferException {
    Call call = transaction.call();
    try {
      Envelope prepared =
          isAnswerable(transaction)
              ? endorsePatiently(call, proposal)
              : peers.get(call.gateway()).endorse(proposal);
      Held its =
          new Held(
              round,
              proposal.getTransactionId(),
              envelopes.signed(prepared, call.caller(), transaction.envelopeChange()),
              transaction);
      synchronized (held) {
        held.put(transaction.number(), its);
      }
      // Of several sets of endorsers that will do, the gateway takes any.
      String endorsers = call.endorsers().isEmpty() ? "" : Envelopes.endorsers(prepared) + "\n";
      return endorsers + sets.shown(Envelopes.result(prepared));
    } catch (StatusRuntimeException e) {
      return wording.error(e);
    }
  }

  private void submit(int round, Held its, List<List<String>> cut) {
    Round.Transaction transaction = its.transaction();
    String name = "tx#" + transaction.number();
    try {
      peers.get(transaction.call().gateway()).submit(its.id(), its.envelope());
    } catch (StatusRuntimeException e) {
      journal.note(round, name + " submitted", wording.error(e));
      return;
    }
    submissions++;
    cut.addAll(cutter.add(name, its.envelope()));
    journal.note(round, name + " submitted", "acknowledged");
  }

  /** Submits a transaction that reads and writes nothing. */
  private void fill(List<List<String>> cut) throws Exception {
    if (stock.isEmpty()) {
      List<Future<Filler>> more = new ArrayList<>();
      for (int i = 0; i < consortium.ordering().maxMessages(); i++) {
        fillers++;
        ProposedTransaction proposal =
            proposals.proposal(filling, -fillers, latest, ProposalChange.NONE);
        more.add(start(() -> filler(proposal)));
      }
      for (Future<Filler> each : more) {
        stock.add(result(each));
      }
    }
    Filler filler = stock.remove();
    wording.know(filler.id(), "filler");
    peers.get(filling.gateway()).submit(filler.id(), filler.envelope());
    cut.addAll(cutter.add("filler", filler.envelope()));
  }

  private Filler filler(ProposedTransaction proposal) throws InvalidProtocolBufferException {
    Envelope prepared = endorsePatiently(filling, proposal);
    return new Filler(
        proposal.getTransactionId(),
        envelopes.signed(prepared, filling.caller(), EnvelopeChange.NONE));
  }

  /**
   * Every so many blocks a peer removes what was purged. Who reads a block at that moment may be
   * shown the purged value: the reading is of before, the marks that hide it are gone. So it is
   * read until it stays the same.
   */
  private String privateDataAfterPurging(String member, BlockAndPrivateData first)
      throws InvalidProtocolBufferException {
    String before;
    String now = readers.get(member).privateData(first);
    do {
      before = now;
      long number = first.getBlock().getHeader().getNumber();
      now =
          readers.get(member).privateData(peers.get(member).block(number).getBlockAndPrivateData());
    } while (!now.equals(before));
    return now;
  }

  private void noteBlocks(int round, List<List<String>> cut) throws InvalidProtocolBufferException {
    for (List<String> expected : cut) {
      long number = nextBlock++;
      String name = "block " + (number - firstBlock);
      for (String member : peers.keySet()) {
        BlockAndPrivateData its = blocks.get(member).next().getBlockAndPrivateData();
        Block block = its.getBlock();
        if (block.getHeader().getNumber() != number
            || block.getData().getDataCount() != expected.size()) {
          throw new IllegalStateException(
              "%s of %s: expected %s as number %d, found number %d with %s"
                  .formatted(
                      name,
                      member,
                      expected,
                      number,
                      block.getHeader().getNumber(),
                      Blocks.ids(block).stream().map(wording::name).toList()));
        }
        journal.note(round, name + " of " + member, readers.get(member).shown(block));
        journal.note(
            round,
            name + " private to " + member,
            number % PURGE_INTERVAL == 0
                ? privateDataAfterPurging(member, its)
                : readers.get(member).privateData(its));
        journal.note(
            round,
            name + " filtered by " + member,
            readers.get(member).shown(filtered.get(member).next().getFilteredBlock()));
        if (member.equals(peers.keySet().iterator().next())) {
          Blocks.codes(block).forEach(c -> codes.merge(c, 1L, Long::sum));
        }
      }
    }
  }

  private void noteStatuses(Round round) throws Exception {
    Map<Integer, Future<String>> statuses = new TreeMap<>();
    for (int number : round.submitted()) {
      Held its = held.get(number);
      if (its != null
          && its.transaction().envelopeChange() == EnvelopeChange.NONE
          && number % STATUS_EVERY == 0) {
        statuses.put(
            number, start(() -> status(peers.get(its.transaction().call().gateway()), its.id())));
      }
    }
    for (Map.Entry<Integer, Future<String>> each : statuses.entrySet()) {
      journal.note(round.number(), "tx#" + each.getKey() + " committed", result(each.getValue()));
    }
  }

  private String status(PeerAccess peer, String id) {
    try {
      CommitStatusResponse response = peer.commitStatus(id);
      return response.getResult() + " in block " + (response.getBlockNumber() - firstBlock);
    } catch (StatusRuntimeException e) {
      return wording.error(e);
    }
  }

  /** All that the ledger holds, as each member can read it at its own peer. */
  private void noteState(int round, boolean withHistory) throws Exception {
    Map<String, Future<String>> answers = new java.util.LinkedHashMap<>();
    for (String member : peers.keySet()) {
      for (Consortium.Definition definition : consortium.definitions()) {
        List<Operation> all = new ArrayList<>(List.of(Operation.of("range", "", "")));
        for (String key : keys.of(definition.name())) {
          all.add(Operation.of("get", key));
          all.add(Operation.of("getPolicy", key));
          if (withHistory) {
            all.add(Operation.of("history", key));
          }
        }
        for (String collection : keys.collections(definition.name())) {
          all.add(Operation.of("prange", collection, "", ""));
          for (String key : keys.of(definition.name() + "/" + collection)) {
            all.add(Operation.of("pget", collection, key));
            all.add(Operation.of("phash", collection, key));
            all.add(Operation.of("pgetPolicy", collection, key));
          }
        }
        for (int from = 0; from < all.size(); from += KEYS_AT_ONCE) {
          List<Operation> some = all.subList(from, Math.min(all.size(), from + KEYS_AT_ONCE));
          Call call = Call.of(member, definition.name(), some.toArray(Operation[]::new));
          fillers++;
          ProposedTransaction proposal =
              proposals.proposal(call, -fillers, latest, ProposalChange.NONE);
          answers.put(
              "state %d of %s at %s".formatted(from, definition.name(), member),
              start(() -> answer(member, proposal)));
        }
      }
    }
    for (Map.Entry<String, Future<String>> each : answers.entrySet()) {
      journal.note(round, each.getKey(), result(each.getValue()));
    }
  }

  /** All events, of which a last one tells that there are no more; and the whole state. */
  private void noteEnd(int round) throws Exception {
    String[] everyone = peers.keySet().toArray(String[]::new);
    List<List<String>> cut = new ArrayList<>();
    for (Consortium.Definition definition : consortium.definitions()) {
      Call call =
          Call.of(everyone[0], definition.name(), Operation.of("event", END, ""))
              .endorsedBy(everyone);
      fillers++;
      ProposedTransaction proposal =
          proposals.proposal(call, -fillers, latest, ProposalChange.NONE);
      wording.know(proposal.getTransactionId(), "the end of " + definition.name());
      Envelope envelope =
          envelopes.signed(endorsePatiently(call, proposal), everyone[0], EnvelopeChange.NONE);
      peers.get(everyone[0]).submit(proposal.getTransactionId(), envelope);
      cut.addAll(cutter.add("the end", envelope));
    }
    while (cutter.isPending()) {
      fill(cut);
    }
    noteBlocks(round, cut);
    for (String member : peers.keySet()) {
      for (Consortium.Definition definition : consortium.definitions()) {
        noteEvents(round, member, definition.name());
      }
    }
    noteState(round, true);
  }

  private void noteEvents(int round, String member, String definition) {
    Iterator<ChaincodeEventsResponse> responses = peers.get(member).events(definition, firstBlock);
    int blocksWithEvents = 0;
    boolean ended = false;
    while (!ended) {
      ChaincodeEventsResponse response = responses.next();
      StringBuilder text = new StringBuilder();
      for (ChaincodeEvent event : response.getEventsList()) {
        text.append(sets.event(event)).append('\n');
        ended |= event.getEventName().equals(END);
      }
      journal.note(
          round,
          "events %d of %s at %s".formatted(blocksWithEvents++, definition, member),
          "block %d\n%s".formatted(response.getBlockNumber() - firstBlock, text));
    }
  }

  @Override
  public void close() {
    blocks.values().forEach(PeerAccess.Feed::end);
    filtered.values().forEach(PeerAccess.Feed::end);
    threads.shutdownNow();
  }
}
