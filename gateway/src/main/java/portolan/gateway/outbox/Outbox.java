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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hyperledger.fabric.protos.peer.TxValidationCode;

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
public final class Outbox implements AutoCloseable {
  /** Unfinished submissions that the outbox accepts. */
  public static final int DEFAULT_CAPACITY = 2_000;

  /** A transaction that loses this many races in a row is refused; nothing of it was written. */
  private static final int MAX_CONFLICTS = 50;

  private static final int MAX_CONCURRENT_CALLS = 256;

  /** Looks for a key that may be accepted, or end, between two of them. */
  private static final int LOOKS = 10;

  private static final Duration KEEP_OUTCOMES = Duration.ofDays(30);
  private static final Logger LOG = Logger.getLogger(Outbox.class.getName());

  private final Ledger ledger;
  private final OutboxStore store;
  private final int capacity;
  private final Semaphore room;
  private final Semaphore calls = new Semaphore(MAX_CONCURRENT_CALLS);
  private final Map<String, Pending> pending = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CommitDeadline deadline = new CommitDeadline();
  private volatile boolean closed;

  private record Pending(String requestHash, CompletableFuture<Outcome> outcome) {
    static Pending of(Submission submission) {
      return new Pending(submission.requestHash(), new CompletableFuture<>());
    }
  }

  /** Opens the outbox in a folder and goes on with what it finds unfinished there. */
  public Outbox(Ledger ledger, Path directory, int capacity) throws SQLException {
    this.ledger = ledger;
    this.capacity = capacity;
    store = new OutboxStore(directory);
    store.forgetFinishedBefore(System.currentTimeMillis() - KEEP_OUTCOMES.toMillis());
    List<OutboxStore.Row> unfinished = store.unfinished();
    // What was accepted stays accepted, also when the capacity has been lowered since.
    room = new Semaphore(capacity - unfinished.size());
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
    first.forEach(r -> drive(r, followers.getOrDefault(r.submission().key(), List.of())));
    if (!unfinished.isEmpty()) {
      LOG.log(Level.INFO, "going on with {0} unfinished submissions", unfinished.size());
    }
  }

  /** How many unfinished submissions are accepted. */
  public int capacity() {
    return capacity;
  }

  /** How many submissions are unfinished. */
  public int unfinished() {
    return pending.size();
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
    if (!followers.stream().allMatch(f -> f.after().equals(Optional.of(first.key())))) {
      throw new IllegalArgumentException("expected only submissions that follow " + first.key());
    }
    Pending fresh = Pending.of(first);
    Pending running = pending.putIfAbsent(first.key(), fresh);
    if (running != null) {
      return sameRequest(
          first.key(), first.requestHash(), running.requestHash(), running.outcome());
    }
    boolean accepted = false;
    try {
      Optional<OutboxStore.Row> before = unrefused(first.key());
      if (before.isPresent()) {
        return sameRequest(
            first.key(),
            first.requestHash(),
            before.get().submission().requestHash(),
            CompletableFuture.completedFuture(before.get().outcome().orElseThrow()));
      }
      if (closed || !room.tryAcquire(submissions.size())) {
        throw new OutboxFullException(capacity);
      }
      long now = System.currentTimeMillis();
      try {
        store.insert(submissions, now);
      } catch (SQLException e) {
        room.release(submissions.size());
        throw e;
      }
      accepted = true;
      followers.forEach(f -> pending.put(f.key(), Pending.of(f)));
      drive(accepted(first, now), followers.stream().map(f -> accepted(f, now)).toList());
      return fresh.outcome();
    } finally {
      if (!accepted) {
        pending.remove(first.key(), fresh);
      }
    }
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
    threads.execute(
        () -> {
          String key = row.submission().key();
          try {
            Optional<Outcome> refused = refusedPredecessor(row.submission());
            Outcome outcome = refused.isPresent() ? refused.get() : bringToOutcome(row);
            store.finished(key, outcome, System.currentTimeMillis());
            if (outcome instanceof Outcome.Refused) {
              // Before the key is free to be tried again, with followers of the same keys.
              for (OutboxStore.Row follower : followers) {
                String followerKey = follower.submission().key();
                Outcome end = predecessorRefused(key);
                store.finished(followerKey, end, System.currentTimeMillis());
                ended(followerKey, end);
              }
            } else {
              followers.forEach(f -> drive(f, List.of()));
            }
            ended(key, outcome);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (SQLException | RuntimeException e) {
            if (!closed) {
              LOG.log(
                  Level.SEVERE,
                  key + " is kept in the outbox and waits for a restart of the gateway",
                  e);
            }
          }
        });
  }

  private void ended(String key, Outcome outcome) {
    room.release();
    Pending done = pending.remove(key);
    if (done != null) {
      done.outcome().complete(outcome);
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
    for (int conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
      if (endorsement.isEmpty()) {
        Endorsing endorsing = endorse(submission);
        if (endorsing instanceof Endorsing.Ended ended) {
          return ended.outcome();
        }
        endorsement = Optional.of(((Endorsing.ToSubmit) endorsing).endorsement());
        store.endorsed(submission.key(), endorsement.get());
      }
      Ledger.Endorsement endorsed = endorsement.get();
      Ledger.Commit commit = commit(endorsed, submittedBefore);
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
    Outcome.Refused refused = null;
    for (int i = 0; i <= LaggingPeer.PAUSES.size(); i++) {
      Endorsing endorsing = endorseOnce(submission);
      if (!(endorsing instanceof Endorsing.Ended ended
          && ended.outcome() instanceof Outcome.Refused r
          && LaggingPeer.canExplain(r.code()))) {
        return endorsing;
      }
      refused = r;
      if (i < LaggingPeer.PAUSES.size()) {
        Thread.sleep(LaggingPeer.PAUSES.get(i));
      }
    }
    return new Endorsing.Ended(refused);
  }

  private Endorsing endorseOnce(Submission submission) throws InterruptedException {
    Backoff backoff = new Backoff();
    for (int attempt = 0; ; attempt++) {
      try {
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
        return new Endorsing.Ended(new Outcome.Refused(e.code(), e.field(), e.getMessage(), ""));
      } catch (LedgerUnavailableException e) {
        LOG.log(Level.FINE, e, () -> submission.key() + " not endorsed yet");
        // The next partner is asked at once; only after all of them were asked is it time to wait.
        if ((attempt + 1) % submission.endorsers().choices() == 0) {
          backoff.pause();
        }
      }
    }
  }

  private Ledger.Commit commit(Ledger.Endorsement endorsed, boolean submittedBefore)
      throws InterruptedException {
    boolean askFirst = submittedBefore;
    Backoff backoff = new Backoff();
    while (true) {
      try {
        Optional<Ledger.Commit> commit = commitOnce(endorsed, askFirst);
        if (commit.isPresent() && !isDuplicate(commit.get())) {
          return commit.get();
        }
      } catch (LedgerUnavailableException e) {
        LOG.log(Level.FINE, e, () -> endorsed.transactionId() + " not committed yet");
        backoff.pause();
      }
      askFirst = true;
    }
  }

  private Optional<Ledger.Commit> commitOnce(Ledger.Endorsement endorsed, boolean askFirst)
      throws InterruptedException, LedgerUnavailableException {
    calls.acquire();
    try {
      if (askFirst) {
        Optional<Ledger.Commit> known =
            ledger.awaitCommit(endorsed.transactionId(), CommitDeadline.GLANCE);
        if (known.isPresent() && !isDuplicate(known.get())) {
          return known;
        }
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
