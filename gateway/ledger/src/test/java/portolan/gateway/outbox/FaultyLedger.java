// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.protos.peer.TxValidationCode;

/**
 * A chain in memory whose calls go wrong as {@link Faults} say. It keeps its own account of what
 * was endorsed, handed over and committed, and notes every step that could make a submission take
 * effect twice. Unlike a real contract, its contract does not notice a repetition: a transaction
 * that is valid takes effect.
 */
final class FaultyLedger {
  static final String WRITES = "{\"results\":[{}]}";

  /** What goes wrong. Numbers of calls count from 0, for each key. */
  interface Faults {
    /** When a submission is to be endorsed. */
    enum Endorsing {
      NONE,
      UNAVAILABLE,
      CRASH
    }

    /** When an envelope is handed over. */
    enum Submitting {
      NONE,
      NOT_TAKEN,
      /** Acknowledged, and never ordered. */
      LOST,
      /** An error, and ordered all the same. */
      TAKEN_WITH_ERROR,
      /** Acknowledged, and ordered only after more calls. */
      ORDERED_LATE,
      /** An error, and ordered all the same after more calls. */
      ORDERED_LATE_WITH_ERROR,
      CRASH_BEFORE,
      CRASH_AFTER
    }

    /** When the commit is waited for. */
    enum Awaiting {
      NONE,
      UNAVAILABLE,
      TOO_LATE,
      /** The second copy's code, if there is a second copy. */
      DUPLICATE,
      CRASH
    }

    default Endorsing endorsing(String key, int call) {
      return Endorsing.NONE;
    }

    /** The contract's answer; may refuse. */
    default String answer(String key, int call) throws LedgerRefusedException {
      return WRITES;
    }

    default Submitting submitting(String key, int call) {
      return Submitting.NONE;
    }

    default Awaiting awaiting(String key, int call) {
      return Awaiting.NONE;
    }

    /** The code of the key's n-th transaction that is ordered, from 0. */
    default TxValidationCode validating(String key, int transaction) {
      return TxValidationCode.VALID;
    }
  }

  /** A transaction, known by its endorsement. */
  private static final class Tx {
    final String key;
    final String id;
    int handedOver;
    int copiesOrdered;
    long block;
    TxValidationCode code;
    Connection codeToldTo;

    Tx(String key, String id) {
      this.key = key;
      this.id = id;
    }

    boolean mayStillCommit() {
      return handedOver > 0 && !(codeToldTo != null && code != TxValidationCode.VALID);
    }
  }

  private record Late(Tx tx, long atCall) {}

  private static final int LATE_BY_CALLS = 3;
  private static final String ENVELOPE = "envelope of ";

  private final Faults faults;
  private final List<Tx> transactions = new ArrayList<>();
  private final List<Late> late = new ArrayList<>();
  private final Map<String, Integer> calls = new HashMap<>();
  private final Map<String, Integer> orderedOfKey = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private long call;
  private long height = 1;
  private final List<OptionalLong> followed = new ArrayList<>();
  private Connection connection = new Connection();

  FaultyLedger(Faults faults) {
    this.faults = faults;
  }

  /** The ledger as a process sees it that starts now; the one before is dead from now on. */
  synchronized Connection connect() {
    connection = new Connection();
    return connection;
  }

  /** Everything that could have led to a second effect. */
  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  /** The calls that were made, in order: {@code endorse A by BankMSP}, {@code submit A tx-1}... */
  synchronized List<String> log() {
    return List.copyOf(log);
  }

  /** Calls whose text begins like this. */
  synchronized List<String> log(String prefix) {
    return log.stream().filter(l -> l.startsWith(prefix)).toList();
  }

  /** Orders every copy that is still on its way. */
  synchronized void orderWhatIsLate() {
    late.forEach(l -> order(l.tx()));
    late.clear();
  }

  /** How many transactions of the key took effect. */
  synchronized int effects(String key) {
    return (int)
        transactions.stream()
            .filter(t -> t.key.equals(key) && t.code == TxValidationCode.VALID)
            .count();
  }

  /** From which block on each process wanted to see the chain. */
  synchronized List<OptionalLong> followed() {
    return List.copyOf(followed);
  }

  /** The number of the next block. */
  synchronized long height() {
    return height;
  }

  /** The block of the transaction of the key that took effect. */
  synchronized long blockOfEffect(String key) {
    return transactions.stream()
        .filter(t -> t.key.equals(key) && t.code == TxValidationCode.VALID)
        .findFirst()
        .orElseThrow()
        .block;
  }

  private int count(String step, String key) {
    return calls.merge(step + " " + key, 1, Integer::sum) - 1;
  }

  private void nextCall() {
    call++;
    for (Late l : List.copyOf(late)) {
      if (l.atCall() <= call) {
        late.remove(l);
        order(l.tx());
      }
    }
  }

  private void order(Tx tx) {
    tx.copiesOrdered++;
    height++;
    if (tx.copiesOrdered == 1) {
      tx.block = height;
      tx.code = faults.validating(tx.key, orderedOfKey.merge(tx.key, 1, Integer::sum) - 1);
    }
  }

  /** The connection of one process, which can die in the middle of any call. */
  final class Connection implements Ledger {
    private final CountDownLatch dead = new CountDownLatch(1);

    /** Whether this process died of a fault. */
    boolean isDead() {
      return dead.getCount() == 0;
    }

    /** Waits until a fault kills this process. */
    void awaitDeath() throws InterruptedException {
      if (!dead.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("nothing killed the process; calls were " + log());
      }
    }

    @Override
    public void follow(OptionalLong from) {
      synchronized (FaultyLedger.this) {
        followed.add(from);
      }
    }

    @Override
    public Endorsement endorse(Submission submission, List<String> organisations)
        throws LedgerRefusedException, LedgerUnavailableException {
      synchronized (FaultyLedger.this) {
        if (isCurrent()) {
          Optional<Endorsement> endorsement = endorseNow(submission.key(), organisations);
          if (endorsement.isPresent()) {
            return endorsement.get();
          }
        }
      }
      throw deadCall();
    }

    private Optional<Endorsement> endorseNow(String key, List<String> organisations)
        throws LedgerRefusedException, LedgerUnavailableException {
      nextCall();
      log.add("endorse " + key + " by " + String.join(",", organisations));
      for (Tx tx : transactions) {
        if (tx.key.equals(key) && tx.mayStillCommit()) {
          violations.add(key + " endorsed again while " + tx.id + " may still commit");
        }
      }
      int n = count("endorse", key);
      Faults.Endorsing fault = faults.endorsing(key, n);
      return switch (fault) {
        case UNAVAILABLE -> throw new LedgerUnavailableException("peer is down", null);
        case CRASH -> {
          dead.countDown();
          yield Optional.empty();
        }
        case NONE -> {
          String answer = faults.answer(key, n);
          Tx tx = new Tx(key, "tx-" + transactions.size());
          transactions.add(tx);
          yield Optional.of(
              new Endorsement(
                  tx.id,
                  ByteString.copyFromUtf8(ENVELOPE + tx.id),
                  answer,
                  organisations,
                  OptionalLong.of(height)));
        }
      };
    }

    @Override
    public void submit(ByteString envelope) throws LedgerUnavailableException {
      synchronized (FaultyLedger.this) {
        if (isCurrent() && submitNow(find(envelope.toStringUtf8().substring(ENVELOPE.length())))) {
          return;
        }
      }
      throw deadCall();
    }

    /** Returns false if the process died of it. */
    private boolean submitNow(Tx tx) throws LedgerUnavailableException {
      nextCall();
      log.add("submit " + tx.key + " " + tx.id);
      if (tx.codeToldTo == this) {
        violations.add(tx.id + " submitted again although its code was told");
      }
      for (Tx other : transactions) {
        if (other != tx && other.key.equals(tx.key) && other.mayStillCommit()) {
          violations.add(tx.id + " submitted while " + other.id + " may still commit");
        }
      }
      tx.handedOver++;
      Faults.Submitting fault = faults.submitting(tx.key, count("submit", tx.key));
      switch (fault) {
        case NONE, TAKEN_WITH_ERROR, CRASH_AFTER -> order(tx);
        case ORDERED_LATE, ORDERED_LATE_WITH_ERROR -> late.add(new Late(tx, call + LATE_BY_CALLS));
        case NOT_TAKEN, LOST, CRASH_BEFORE -> {}
      }
      return switch (fault) {
        case NONE, LOST, ORDERED_LATE -> true;
        case NOT_TAKEN, TAKEN_WITH_ERROR, ORDERED_LATE_WITH_ERROR ->
            throw new LedgerUnavailableException("no orderer", null);
        case CRASH_BEFORE, CRASH_AFTER -> {
          dead.countDown();
          yield false;
        }
      };
    }

    @Override
    public Optional<Commit> awaitCommit(String transactionId, Duration atMost)
        throws LedgerUnavailableException {
      synchronized (FaultyLedger.this) {
        if (isCurrent()) {
          nextCall();
          Tx tx = find(transactionId);
          log.add("await " + tx.key + " " + tx.id);
          Faults.Awaiting fault = faults.awaiting(tx.key, count("await", tx.key));
          switch (fault) {
            case UNAVAILABLE -> throw new LedgerUnavailableException("peer is down", null);
            case TOO_LATE -> {
              return Optional.empty();
            }
            case NONE, DUPLICATE -> {
              return fault == Faults.Awaiting.DUPLICATE && tx.copiesOrdered > 1
                  ? Optional.of(new Commit(height, TxValidationCode.DUPLICATE_TXID))
                  : told(tx);
            }
            case CRASH -> dead.countDown();
          }
        }
      }
      throw deadCall();
    }

    @Override
    public Optional<Commit> askForCommit(String transactionId, Duration atMost)
        throws LedgerUnavailableException {
      return awaitCommit(transactionId, atMost);
    }

    private Optional<Commit> told(Tx tx) {
      if (tx.code == null) {
        return Optional.empty();
      }
      tx.codeToldTo = this;
      return Optional.of(new Commit(tx.block, tx.code));
    }

    private Tx find(String id) {
      return transactions.stream()
          .filter(t -> t.id.equals(id))
          .findFirst()
          .orElseThrow(() -> new AssertionError(id + " was never endorsed"));
    }

    private boolean isCurrent() {
      return !isDead() && connection == this;
    }

    /** A call of a dead process has no effect and ends when the process is closed. */
    private LedgerUnavailableException deadCall() {
      try {
        if (!new CountDownLatch(1).await(60, TimeUnit.SECONDS)) {
          synchronized (FaultyLedger.this) {
            violations.add("a dead process was not closed");
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new LedgerUnavailableException("interrupted", null);
    }
  }
}
