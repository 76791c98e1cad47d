// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.domain.worldstate.RefusalCode;
import portolan.gateway.health.HealthSource;

/**
 * Brings what it accepted onto the ledger exactly once, through crashes of this process, peers and
 * orderers.
 *
 * <p>A submission is stored before anything else happens. It is endorsed, the endorsed envelope is
 * stored, and only then submitted: an orderer's acknowledgement proves nothing, so until the commit
 * is seen the very same envelope (which can take effect only once) is submitted again, always after
 * asking for its commit status first. It is endorsed anew only when its envelope was committed as
 * invalid for good.
 */
public final class Outbox implements HealthSource, AutoCloseable {
  /** Unfinished submissions that the outbox accepts. */
  public static final int DEFAULT_CAPACITY = 2_000;

  /** How the keys of groups begin; requests' keys begin with the name of what they do. */
  static final String GROUP_KEY = "group:";

  /** A transaction that loses this many races in a row is refused; nothing of it was written. */
  private static final int MAX_CONFLICTS = 50;

  private static final int MAX_PUBLIC_CALLS = 256;

  /** Calls that need certain members' peers, which may be down and hold them up. */
  private static final int MAX_SEALED_CALLS = 64;

  /**
   * An endorsed transaction is not submitted later than this if it seals something: peers forget
   * what they hold for it.
   */
  private static final Duration SEALED_LIFETIME = Duration.ofMinutes(10);

  /**
   * How long a follower tries to get past a refusal that later blocks may cure: nobody would ask
   * for it again.
   */
  private static final Duration FOLLOWER_PATIENCE = Duration.ofHours(24);

  /** Refusals that say something of the peer that was asked, and nothing of the submission. */
  private static final Set<String> TROUBLE_OF_A_PEER =
      Set.of(
          RefusalCode.TIMESTAMP_OUT_OF_WINDOW.name(),
          RefusalCode.NESTED_CALL_FAILED.name(),
          RefusalCode.INTERNAL.name());

  /** Looks for a key that may be accepted, or end, between two of them. */
  private static final int LOOKS = 10;

  private static final Logger LOG = Logger.getLogger(Outbox.class.getName());

  private final Ledger ledger;
  private final OutboxStore store;
  private final int capacity;
  private final Budget open;
  private final Budget sealed;
  private final Map<String, Pending> pending = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CommitDeadline deadline = new CommitDeadline();
  private volatile boolean closed;

  /**
   * What is sealed may have to wait for a member that is down; it must not hold up what need not
   * wait.
   */
  private record Budget(Semaphore room, Semaphore calls) {}

  private Budget budget(Submission submission) {
    return submission.sealed().isPresent() ? sealed : open;
  }

  private record Pending(String requestHash, CompletableFuture<Outcome> outcome) {
    static Pending of(Submission submission) {
      return new Pending(submission.requestHash(), new CompletableFuture<>());
    }
  }

  /** Opens the outbox in a folder and goes on with what it finds unfinished there. */
  public Outbox(Ledger ledger, Path directory, int capacity) throws SQLException {
    this(ledger, new OutboxStore(directory), capacity);
  }

  /** With a store that is closed with this, or at once if this fails. */
  Outbox(Ledger ledger, OutboxStore store, int capacity) throws SQLException {
    this.ledger = ledger;
    this.store = store;
    this.capacity = capacity;
    boolean opened = false;
    try {
      List<OutboxStore.Row> unfinished = store.unfinished();
      // What was accepted stays accepted, also when the capacity has been lowered since.
      int sealedRows =
          (int) unfinished.stream().filter(r -> r.submission().sealed().isPresent()).count();
      open =
          new Budget(
              new Semaphore(capacity - (unfinished.size() - sealedRows)),
              new Semaphore(MAX_PUBLIC_CALLS));
      sealed = new Budget(new Semaphore(capacity - sealedRows), new Semaphore(MAX_SEALED_CALLS));
      goOn(unfinished);
      opened = true;
    } finally {
      if (!opened) {
        threads.shutdownNow();
        store.close();
      }
    }
  }

  private void goOn(List<OutboxStore.Row> unfinished) {
    unfinished.forEach(r -> pending.put(r.submission().key(), Pending.of(r.submission())));
    Set<String> keys = Set.copyOf(pending.keySet());
    Map<String, List<OutboxStore.Row>> followers = new HashMap<>();
    List<OutboxStore.Row> first = new ArrayList<>();
    for (OutboxStore.Row row : unfinished) {
      row.submission()
          .after()
          .filter(keys::contains)
          .map(predecessor -> followers.computeIfAbsent(predecessor, k -> new ArrayList<>()))
          .orElse(first)
          .add(row);
    }
    // The position in the chain is that of the oldest transaction whose outcome is not stored.
    ledger.follow(
        unfinished.stream()
            .flatMap(row -> row.endorsement().stream())
            .flatMapToLong(endorsement -> endorsement.notBefore().stream())
            .min());
    first.forEach(r -> drive(r, followers.getOrDefault(r.submission().key(), List.of())));
    if (!unfinished.isEmpty()) {
      LOG.log(Level.INFO, "going on with {0} unfinished submissions", unfinished.size());
    }
  }

  @Override
  public Optional<String> trouble() {
    return store.trouble();
  }

  /** How many unfinished submissions are accepted. */
  public int capacity() {
    return capacity;
  }

  /** How many submissions are unfinished. */
  public int unfinished() {
    return pending.size();
  }

  /** How many of them were accepted by themselves, and not as a group. */
  public int unfinishedRequests() {
    return (int) pending.keySet().stream().filter(key -> !key.startsWith(GROUP_KEY)).count();
  }

  /**
   * The outcome of an earlier submission of that key that was not refused, if there is one.
   *
   * @throws KeyInUseException if it was another request
   */
  public Optional<CompletableFuture<Outcome>> find(String key, String requestHash)
      throws KeyInUseException, SQLException {
    for (int look = 0; look < LOOKS; look++) {
      Pending running = pending.get(key);
      if (running != null) {
        return Optional.of(sameRequest(key, requestHash, running.requestHash(), running.outcome()));
      }
      Optional<OutboxStore.Row> row = unrefused(key);
      if (row.isEmpty()) {
        return Optional.empty();
      }
      Optional<Outcome> outcome = row.get().outcome();
      if (outcome.isPresent()) {
        return Optional.of(
            sameRequest(
                key,
                requestHash,
                row.get().submission().requestHash(),
                CompletableFuture.completedFuture(outcome.get())));
      }
      // It was accepted, or it ended, after we looked for it among those under way: look again.
    }
    throw new IllegalStateException(key + " waits for a restart");
  }

  private Optional<OutboxStore.Row> unrefused(String key) throws SQLException {
    return store.find(key).filter(r -> r.state() != OutboxStore.State.REFUSED);
  }

  /**
   * Accepts a submission; once this returns it will be brought to an outcome, whatever happens. The
   * same key and request again gives the same outcome; a refused one is tried anew.
   */
  public CompletableFuture<Outcome> accept(Submission submission)
      throws OutboxFullException, KeyInUseException, SQLException {
    return accept(List.of(submission));
  }

  /**
   * Accepts a submission and those that follow from it, all or none. The followers name the first
   * in {@link Submission#after()}; they are brought to the ledger when it is there. The key of the
   * first decides whether they are new.
   *
   * @return the outcome of the first
   */
  public CompletableFuture<Outcome> accept(List<Submission> submissions)
      throws OutboxFullException, KeyInUseException, SQLException {
    Submission first = submissions.getFirst();
    List<Submission> followers = submissions.subList(1, submissions.size());
    if (!followers.stream()
        .allMatch(
            f ->
                f.after().equals(Optional.of(first.key()))
                    && f.sealed().isPresent() == first.sealed().isPresent())) {
      throw new IllegalArgumentException("expected only submissions that follow " + first.key());
    }
    Pending fresh = Pending.of(first);
    Pending running = pending.putIfAbsent(first.key(), fresh);
    if (running != null) {
      return sameRequest(
          first.key(), first.requestHash(), running.requestHash(), running.outcome());
    }
    try {
      Optional<OutboxStore.Row> before = unrefused(first.key());
      if (before.isPresent()) {
        CompletableFuture<Outcome> its =
            sameRequest(
                first.key(),
                first.requestHash(),
                before.get().submission().requestHash(),
                CompletableFuture.completedFuture(before.get().outcome().orElseThrow()));
        pending.remove(first.key(), fresh);
        fresh.outcome().complete(its.join());
        return its;
      }
      store(submissions);
      return fresh.outcome();
    } catch (OutboxFullException | KeyInUseException | SQLException | RuntimeException | Error e) {
      pending.remove(first.key(), fresh);
      // Others may have come meanwhile, and wait for it.
      fresh.outcome().completeExceptionally(e);
      throw e;
    }
  }

  private void store(List<Submission> submissions) throws OutboxFullException, SQLException {
    Semaphore room = budget(submissions.getFirst()).room();
    if (closed || !room.tryAcquire(submissions.size())) {
      throw new OutboxFullException(capacity);
    }
    long now = System.currentTimeMillis();
    boolean stored = false;
    try {
      store.insert(submissions, now);
      stored = true;
    } finally {
      if (!stored) {
        room.release(submissions.size());
      }
    }
    List<OutboxStore.Row> rows = submissions.stream().map(s -> accepted(s, now)).toList();
    List<OutboxStore.Row> followers = rows.subList(1, rows.size());
    followers.forEach(f -> pending.put(f.submission().key(), Pending.of(f.submission())));
    drive(rows.getFirst(), followers);
  }

  /** Accepts a group of a key that was never used, with its members. */
  CompletableFuture<Outcome> acceptGroup(Submission group, List<OutboxStore.Member> members)
      throws OutboxFullException, SQLException {
    Semaphore room = budget(group).room();
    if (closed || !room.tryAcquire()) {
      throw new OutboxFullException(capacity);
    }
    Pending fresh = Pending.of(group);
    pending.put(group.key(), fresh);
    long now = System.currentTimeMillis();
    boolean stored = false;
    try {
      store.insert(group, members, now);
      stored = true;
    } finally {
      if (!stored) {
        pending.remove(group.key());
        room.release();
      }
    }
    drive(accepted(group, now), List.of());
    return fresh.outcome();
  }

  /** The groups that are under way by number, with what will become of them. */
  Map<Long, CompletableFuture<Outcome>> unfinishedGroups() {
    Map<Long, CompletableFuture<Outcome>> groups = new HashMap<>();
    pending.forEach(
        (key, its) -> {
          if (key.startsWith(GROUP_KEY)) {
            groups.put(Long.valueOf(key.substring(GROUP_KEY.length())), its.outcome());
          }
        });
    return groups;
  }

  /** What became of a group that has ended. */
  Optional<Outcome> outcomeOfGroup(long number) throws SQLException {
    return store.find(groupKey(number)).flatMap(OutboxStore.Row::outcome);
  }

  static String groupKey(long number) {
    return GROUP_KEY + number;
  }

  OutboxStore store() {
    return store;
  }

  private static OutboxStore.Row accepted(Submission submission, long now) {
    return new OutboxStore.Row(
        submission, OutboxStore.State.ACCEPTED, now, Optional.empty(), Optional.empty());
  }

  private static CompletableFuture<Outcome> sameRequest(
      String key, String requestHash, String firstHash, CompletableFuture<Outcome> outcome)
      throws KeyInUseException {
    if (!requestHash.equals(firstHash)) {
      throw new KeyInUseException(key);
    }
    return outcome;
  }

  private void drive(OutboxStore.Row row, List<OutboxStore.Row> followers) {
    try {
      threads.execute(
          () -> {
            try {
              driveToEnd(row, followers);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    } catch (RejectedExecutionException e) {
      // It is stored, and goes on when the outbox is opened again.
      LOG.log(Level.FINE, e, () -> row.submission().key() + " was accepted while closing");
    }
  }

  /** Whatever goes wrong in between (a full disk, say) is logged and tried again. */
  private void driveToEnd(OutboxStore.Row accepted, List<OutboxStore.Row> followers)
      throws InterruptedException {
    String key = accepted.submission().key();
    OutboxStore.Row row = accepted;
    Outcome outcome = null;
    Backoff backoff = new Backoff();
    String told = "";
    while (true) {
      try {
        if (outcome == null) {
          Optional<Outcome> refused = refusedPredecessor(row.submission());
          outcome = refused.isPresent() ? refused.get() : bringToOutcome(row);
        }
        store.finished(key, outcome, System.currentTimeMillis());
        if (outcome instanceof Outcome.Refused) {
          // Before the key is free to be tried again, with followers of the same keys.
          Outcome end = predecessorRefused(key);
          for (OutboxStore.Row follower : followers) {
            store.finished(follower.submission().key(), end, System.currentTimeMillis());
          }
          followers.forEach(f -> ended(f.submission(), end));
        } else {
          followers.forEach(f -> drive(f, List.of()));
        }
        ended(row.submission(), outcome);
        return;
      } catch (SQLException | RuntimeException | Error e) {
        if (closed) {
          return;
        }
        told = tell(key, told, e);
        backoff.pause();
        row = reread(row);
      }
    }
  }

  /**
   * Once for each reason, and not for each submission if it is the store, which tells by itself.
   */
  private String tell(String key, String told, Throwable e) {
    String why = String.valueOf(e);
    boolean known = why.equals(told) || store.trouble().isPresent();
    LOG.log(
        known ? Level.FINE : Level.SEVERE,
        e,
        () -> key + " is kept in the outbox and will be tried again");
    return why;
  }

  /** The same as the store has it now, which may know of an endorsement. */
  private OutboxStore.Row reread(OutboxStore.Row row) {
    try {
      return store.find(row.submission().key()).orElse(row);
    } catch (SQLException e) {
      LOG.log(Level.FINE, "the store cannot be read", e);
      return row;
    }
  }

  private void ended(Submission submission, Outcome outcome) {
    budget(submission).room().release();
    Pending done = pending.remove(submission.key());
    if (done != null) {
      done.outcome().complete(outcome);
    }
    if (submission.after().isPresent() && outcome instanceof Outcome.Refused refused) {
      LOG.log(
          Level.WARNING,
          "{0} was refused: {1} {2}",
          new Object[] {submission.key(), refused.code(), refused.message()});
    }
  }

  /** A follower is driven when its predecessor has ended; this is its end if that was refused. */
  private Optional<Outcome> refusedPredecessor(Submission submission) throws SQLException {
    if (submission.after().isEmpty()) {
      return Optional.empty();
    }
    String predecessor = submission.after().get();
    return unrefused(predecessor).isPresent()
        ? Optional.empty()
        : Optional.of(predecessorRefused(predecessor));
  }

  private static Outcome predecessorRefused(String key) {
    return new Outcome.Refused("PREDECESSOR_REFUSED", "", key + " was refused", "");
  }

  private Outcome bringToOutcome(OutboxStore.Row row) throws InterruptedException, SQLException {
    Submission submission = row.submission();
    Optional<Ledger.Endorsement> endorsement = row.endorsement();
    boolean submittedBefore = endorsement.isPresent();
    long endorsedAtMillis = row.acceptedAtMillis();
    for (int conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
      if (endorsement.isEmpty()) {
        Endorsing endorsing = endorse(submission);
        if (endorsing instanceof Endorsing.Ended ended) {
          return ended.outcome();
        }
        endorsedAtMillis = System.currentTimeMillis();
        endorsement = Optional.of(((Endorsing.ToSubmit) endorsing).endorsement());
        store.endorsed(submission.key(), endorsement.get());
      }
      Ledger.Endorsement endorsed = endorsement.get();
      long submitUntil =
          submission.sealed().isPresent()
              ? endorsedAtMillis + SEALED_LIFETIME.toMillis()
              : Long.MAX_VALUE;
      Optional<Ledger.Commit> known =
          commit(endorsed, submittedBefore, submitUntil, budget(submission).calls());
      if (known.isEmpty()) {
        // Should the old envelope still be committed, the new one finds its effect on the ledger.
        store.reset(submission.key());
        endorsement = Optional.empty();
        submittedBefore = false;
        continue;
      }
      Ledger.Commit commit = known.get();
      switch (commit.code()) {
        case VALID -> {
          return new Outcome.Committed(
              endorsed.transactionId(),
              commit.blockNumber(),
              endorsed.endorsers(),
              endorsed.result(),
              System.currentTimeMillis() - row.acceptedAtMillis());
        }
        // The state that was read has changed, or a chaincode was upgraded: only these can succeed
        // another time.
        case MVCC_READ_CONFLICT,
            PHANTOM_READ_CONFLICT,
            EXPIRED_CHAINCODE,
            CHAINCODE_VERSION_CONFLICT -> {
          store.reset(submission.key());
          endorsement = Optional.empty();
          submittedBefore = false;
        }
        default -> {
          return new Outcome.Refused(
              commit.code().name(), "", "the members' peers found the transaction invalid", "");
        }
      }
    }
    return new Outcome.Refused(
        "CONFLICT", "", "lost " + MAX_CONFLICTS + " races against other transactions", "");
  }

  /** What endorsing led to. */
  private sealed interface Endorsing {
    record ToSubmit(Ledger.Endorsement endorsement) implements Endorsing {}

    record Ended(Outcome outcome) implements Endorsing {}
  }

  private Endorsing endorse(Submission submission) throws InterruptedException {
    long patienceEnds =
        System.nanoTime() + (submission.after().isPresent() ? FOLLOWER_PATIENCE.toNanos() : 0);
    Backoff backoff = new Backoff();
    for (int i = 0; ; i++) {
      Endorsing endorsing = endorseOnce(submission);
      // Of a group the refused items are sent again, by themselves.
      if (submission.key().startsWith(GROUP_KEY)) {
        return endorsing;
      }
      if (!(endorsing instanceof Endorsing.Ended ended
          && ended.outcome() instanceof Outcome.Refused r
          && LaggingPeer.canExplain(r.code()))) {
        return endorsing;
      }
      if (i < LaggingPeer.PAUSES.size()) {
        Thread.sleep(LaggingPeer.PAUSES.get(i));
      } else if (System.nanoTime() < patienceEnds) {
        backoff.pause();
      } else {
        return endorsing;
      }
    }
  }

  private Endorsing endorseOnce(Submission submission) throws InterruptedException {
    Backoff backoff = new Backoff();
    for (int attempt = 0; ; attempt++) {
      try {
        Semaphore calls = budget(submission).calls();
        calls.acquire();
        Ledger.Endorsement endorsement;
        try {
          endorsement = ledger.endorse(submission, submission.endorsers().choice(attempt));
        } finally {
          calls.release();
        }
        return switch (ContractAnswer.of(endorsement.result())) {
          case ContractAnswer.Writes w -> new Endorsing.ToSubmit(endorsement);
          case ContractAnswer.AllExisting e ->
              new Endorsing.Ended(new Outcome.Existing(endorsement.result()));
          case ContractAnswer.AllRefused r ->
              new Endorsing.Ended(
                  new Outcome.Refused(
                      r.refusal().code(),
                      r.refusal().field(),
                      r.refusal().message(),
                      endorsement.result()));
        };
      } catch (LedgerRefusedException e) {
        boolean othersToAsk = attempt + 1 < 2 * submission.endorsers().choices();
        if (!(TROUBLE_OF_A_PEER.contains(e.code()) && othersToAsk)) {
          return new Endorsing.Ended(new Outcome.Refused(e.code(), e.field(), e.getMessage(), ""));
        }
        LOG.log(Level.WARNING, "{0}: {1}", new Object[] {submission.key(), e.getMessage()});
      } catch (LedgerUnavailableException e) {
        LOG.log(Level.FINE, e, () -> submission.key() + " not endorsed yet");
        // The next partner is asked at once; only after all of them were asked is it time to wait.
        if ((attempt + 1) % submission.endorsers().choices() == 0) {
          backoff.pause();
        }
      }
    }
  }

  /**
   * Submits until the fate is known.
   *
   * @return empty if it is not known when the envelope may no longer be submitted
   */
  private Optional<Ledger.Commit> commit(
      Ledger.Endorsement endorsed, boolean submittedBefore, long submitUntil, Semaphore calls)
      throws InterruptedException {
    boolean askFirst = submittedBefore;
    Backoff backoff = new Backoff();
    while (true) {
      try {
        boolean maySubmit = System.currentTimeMillis() < submitUntil;
        Optional<Ledger.Commit> commit = commitOnce(endorsed, askFirst, maySubmit, calls);
        if (commit.isPresent() && !isDuplicate(commit.get())) {
          return commit;
        }
        if (!maySubmit) {
          return Optional.empty();
        }
      } catch (LedgerUnavailableException e) {
        LOG.log(Level.FINE, e, () -> endorsed.transactionId() + " not committed yet");
        backoff.pause();
      }
      askFirst = true;
    }
  }

  private Optional<Ledger.Commit> commitOnce(
      Ledger.Endorsement endorsed, boolean askFirst, boolean maySubmit, Semaphore calls)
      throws InterruptedException, LedgerUnavailableException {
    calls.acquire();
    try {
      if (askFirst) {
        Optional<Ledger.Commit> known =
            ledger.askForCommit(endorsed.transactionId(), CommitDeadline.GLANCE);
        if (known.isPresent() && !isDuplicate(known.get())) {
          return known;
        }
      }
      if (!maySubmit) {
        return Optional.empty();
      }
      long start = System.nanoTime();
      ledger.submit(endorsed.envelope());
      Optional<Ledger.Commit> commit =
          ledger.awaitCommit(endorsed.transactionId(), deadline.current());
      if (commit.isPresent()) {
        deadline.observed(System.nanoTime() - start);
      }
      return commit;
    } finally {
      calls.release();
    }
  }

  /**
   * The second copy of a transaction was seen; the code of the first is what counts, and is known
   * when asked for again.
   */
  private static boolean isDuplicate(Ledger.Commit commit) {
    return commit.code() == TxValidationCode.DUPLICATE_TXID;
  }

  /** Stops driving; what is unfinished stays stored and goes on when the outbox is opened again. */
  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warning("some calls to the ledger did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.close();
  }

  /** Growing pauses between attempts. */
  private static final class Backoff {
    private long millis = 50;

    void pause() throws InterruptedException {
      Thread.sleep(millis);
      millis = Math.min(2_000, millis * 2);
    }
  }

  /**
   * How long to wait for a commit before submitting again: well above what commits take just now.
   */
  static final class CommitDeadline {
    static final Duration GLANCE = Duration.ofMillis(300);
    private static final long MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(800);
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(8);

    private final AtomicLong smoothedNanos = new AtomicLong(TimeUnit.MILLISECONDS.toNanos(300));

    void observed(long nanos) {
      smoothedNanos.updateAndGet(old -> old + (nanos - old) / 8);
    }

    Duration current() {
      return Duration.ofNanos(Math.clamp(4 * smoothedNanos.get(), MIN_NANOS, MAX_NANOS));
    }
  }
}
