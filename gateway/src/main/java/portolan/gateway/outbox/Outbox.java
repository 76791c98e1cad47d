package portolan.gateway.outbox;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
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

  private record Pending(String requestHash, CompletableFuture<Outcome> outcome) {}

  /** Opens the outbox in a folder and goes on with what it finds unfinished there. */
  public Outbox(Ledger ledger, Path directory, int capacity) throws SQLException {
    this.ledger = ledger;
    this.capacity = capacity;
    store = new OutboxStore(directory);
    store.forgetFinishedBefore(System.currentTimeMillis() - KEEP_OUTCOMES.toMillis());
    List<OutboxStore.Row> unfinished = store.unfinished();
    // What was accepted stays accepted, also when the capacity has been lowered since.
    room = new Semaphore(capacity - unfinished.size());
    for (OutboxStore.Row row : unfinished) {
      pending.put(
          row.submission().key(),
          new Pending(row.submission().requestHash(), new CompletableFuture<>()));
    }
    unfinished.forEach(row -> threads.execute(() -> drive(row)));
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
    Pending running = pending.get(key);
    if (running != null) {
      return Optional.of(sameRequest(key, requestHash, running.requestHash(), running.outcome()));
    }
    Optional<OutboxStore.Row> row =
        store.find(key).filter(r -> r.state() != OutboxStore.State.REFUSED);
    if (row.isEmpty()) {
      return Optional.empty();
    }
    CompletableFuture<Outcome> outcome =
        row.get()
            .outcome()
            .map(CompletableFuture::completedFuture)
            .orElseThrow(() -> new IllegalStateException(key + " waits for a restart"));
    return Optional.of(
        sameRequest(key, requestHash, row.get().submission().requestHash(), outcome));
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
   * Accepts several submissions, all or none. The key of the first decides whether they are new.
   *
   * @return the outcome of the first
   */
  public CompletableFuture<Outcome> accept(List<Submission> submissions)
      throws OutboxFullException, KeyInUseException, SQLException {
    Submission first = submissions.getFirst();
    Pending fresh = new Pending(first.requestHash(), new CompletableFuture<>());
    Pending running = pending.putIfAbsent(first.key(), fresh);
    if (running != null) {
      return sameRequest(
          first.key(), first.requestHash(), running.requestHash(), running.outcome());
    }
    boolean accepted = false;
    try {
      Optional<OutboxStore.Row> before =
          store.find(first.key()).filter(r -> r.state() != OutboxStore.State.REFUSED);
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
      for (Submission submission : submissions) {
        pending.computeIfAbsent(
            submission.key(),
            k -> new Pending(submission.requestHash(), new CompletableFuture<>()));
        OutboxStore.Row row =
            new OutboxStore.Row(
                submission, OutboxStore.State.ACCEPTED, now, Optional.empty(), Optional.empty());
        threads.execute(() -> drive(row));
      }
      return fresh.outcome();
    } finally {
      if (!accepted) {
        pending.remove(first.key(), fresh);
      }
    }
  }

  private static CompletableFuture<Outcome> sameRequest(
      String key, String requestHash, String firstHash, CompletableFuture<Outcome> outcome)
      throws KeyInUseException {
    if (!requestHash.equals(firstHash)) {
      throw new KeyInUseException(key);
    }
    return outcome;
  }

  private void drive(OutboxStore.Row row) {
    Submission submission = row.submission();
    try {
      Outcome outcome = bringToOutcome(row);
      store.finished(submission.key(), outcome, System.currentTimeMillis());
      room.release();
      Pending done = pending.remove(submission.key());
      if (done != null) {
        done.outcome().complete(outcome);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException | RuntimeException e) {
      if (!closed) {
        LOG.log(
            Level.SEVERE,
            submission.key() + " is kept in the outbox and waits for a restart of the gateway",
            e);
      }
    }
  }

  private Outcome bringToOutcome(OutboxStore.Row row) throws InterruptedException, SQLException {
    Submission submission = row.submission();
    Optional<Outcome> predecessor = awaitPredecessor(submission);
    if (predecessor.isPresent()) {
      return predecessor.get();
    }
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

  private Optional<Outcome> awaitPredecessor(Submission submission)
      throws InterruptedException, SQLException {
    if (submission.after().isEmpty()) {
      return Optional.empty();
    }
    String key = submission.after().get();
    Pending running = pending.get(key);
    if (running != null) {
      try {
        running.outcome().get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    boolean onTheLedger =
        store
            .find(key)
            .flatMap(OutboxStore.Row::outcome)
            .filter(o -> !(o instanceof Outcome.Refused))
            .isPresent();
    return onTheLedger
        ? Optional.empty()
        : Optional.of(new Outcome.Refused("PREDECESSOR_REFUSED", "", key + " was refused", ""));
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
      calls.acquire();
      try {
        if (askFirst) {
          Optional<Ledger.Commit> known =
              ledger.awaitCommit(endorsed.transactionId(), CommitDeadline.GLANCE);
          if (known.isPresent() && !isDuplicate(known.get())) {
            return known.get();
          }
        }
        long start = System.nanoTime();
        ledger.submit(endorsed.envelope());
        Optional<Ledger.Commit> commit =
            ledger.awaitCommit(endorsed.transactionId(), deadline.current());
        if (commit.isPresent() && !isDuplicate(commit.get())) {
          deadline.observed(System.nanoTime() - start);
          return commit.get();
        }
        askFirst = true;
      } catch (LedgerUnavailableException e) {
        LOG.log(Level.FINE, e, () -> endorsed.transactionId() + " not committed yet");
        askFirst = true;
        backoff.pause();
      } finally {
        calls.release();
      }
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
