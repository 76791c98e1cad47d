// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.Group;
import portolan.domain.group.ItemResult;

/**
 * A chain in memory with a contract of groups: an item {@code {"id":...}} pays once, whoever asks;
 * one whose id begins with {@code bad} is refused. Transactions that read what another has changed
 * since are conflicts, as in Fabric. It counts by itself how often each id was paid.
 */
final class GroupLedger {
  /** What happens to a call. Called in the order of the calls, one at a time. */
  interface Fate {
    /** Before a group is endorsed. */
    default void endorsing(Submission group)
        throws LedgerRefusedException, LedgerUnavailableException {}

    /** Before an envelope is ordered; what it throws was not ordered. */
    default void submitting() throws LedgerUnavailableException {}

    /** After an envelope was ordered; what it throws was ordered all the same. */
    default void submitted() throws LedgerUnavailableException {}

    /** The code of an item that is refused, if it is. */
    default Optional<String> refuses(String id) {
      return id.startsWith("bad") ? Optional.of("WRONG_SECRET") : Optional.empty();
    }
  }

  private record Tx(Map<String, Integer> read, List<String> pays) {}

  private final Fate fate;
  private final Map<String, Integer> payments = new HashMap<>();
  private final Map<String, Tx> endorsed = new LinkedHashMap<>();
  private final Map<String, Ledger.Commit> commits = new HashMap<>();
  private final List<List<String>> groups = new ArrayList<>();
  private final Semaphore endorsing = new Semaphore(0);
  private boolean held;
  private int height;

  GroupLedger(Fate fate) {
    this.fate = fate;
  }

  GroupLedger() {
    this(new Fate() {});
  }

  /** From now on no call ends before {@link #letGo}. */
  synchronized void hold() {
    held = true;
  }

  /** Ends {@link #hold}. */
  synchronized void letGo() {
    held = false;
    endorsing.release(Integer.MAX_VALUE / 2);
  }

  /** The ids in each transaction that was endorsed, in order. */
  synchronized List<List<String>> groups() {
    return List.copyOf(groups);
  }

  synchronized int payments(String id) {
    return payments.getOrDefault(id, 0);
  }

  synchronized Map<String, Integer> payments() {
    return Map.copyOf(payments);
  }

  /** Somebody else pays it. */
  synchronized void payElsewhere(String id) {
    payments.merge(id, 1, Integer::sum);
  }

  Ledger connect() {
    return new Connection();
  }

  private static List<String> ids(Submission group) {
    List<String> ids = new ArrayList<>();
    for (Json item :
        Group.items(
            Fields.parse("", group.argument().getBytes(java.nio.charset.StandardCharsets.UTF_8)))) {
      ids.add(Fields.of("", (JsonObject) item).text("id", 100));
    }
    return ids;
  }

  private final class Connection implements Ledger {
    @Override
    public void follow(OptionalLong from) {}

    @Override
    public Endorsement endorse(Submission submission, List<String> organisations)
        throws LedgerRefusedException, LedgerUnavailableException {
      List<String> ids = ids(submission);
      boolean wait;
      synchronized (GroupLedger.this) {
        groups.add(ids);
        wait = held;
      }
      if (wait) {
        try {
          endorsing.acquire();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new LedgerUnavailableException("interrupted", e);
        }
      }
      synchronized (GroupLedger.this) {
        fate.endorsing(submission);
        return endorse(ids, organisations);
      }
    }

    private static JsonObject paid(String id) {
      return Json.object().put("id", id).build();
    }

    private Endorsement endorse(List<String> ids, List<String> organisations) {
      Map<String, Integer> read = new HashMap<>();
      List<String> pays = new ArrayList<>();
      List<ItemResult> results = new ArrayList<>();
      for (String id : ids) {
        read.put(id, payments(id));
        Optional<String> refusal = fate.refuses(id);
        if (refusal.isPresent()) {
          results.add(
              new ItemResult.Refused(
                  new Refusal(refusal.get(), "items[" + results.size() + "].id", "not this one")));
        } else if (payments(id) > 0 || pays.contains(id)) {
          results.add(ItemResult.Accepted.before(paid(id)));
        } else {
          results.add(ItemResult.Accepted.now(paid(id)));
          pays.add(id);
        }
      }
      String txId = "tx-" + endorsed.size();
      endorsed.put(txId, new Tx(read, pays));
      return new Endorsement(
          txId,
          ByteString.copyFromUtf8(txId),
          ItemResult.toJson(results).canonical(),
          organisations,
          OptionalLong.empty());
    }

    @Override
    public void submit(ByteString envelope) throws LedgerUnavailableException {
      synchronized (GroupLedger.this) {
        fate.submitting();
        order(envelope.toStringUtf8());
        fate.submitted();
      }
    }

    private void order(String txId) {
      height++;
      if (commits.containsKey(txId)) {
        return;
      }
      Tx tx = endorsed.get(txId);
      boolean conflict =
          tx.read().entrySet().stream().anyMatch(e -> payments(e.getKey()) != e.getValue());
      if (!conflict) {
        tx.pays().forEach(id -> payments.merge(id, 1, Integer::sum));
      }
      commits.put(
          txId,
          new Commit(
              height, conflict ? TxValidationCode.MVCC_READ_CONFLICT : TxValidationCode.VALID));
    }

    @Override
    public Optional<Commit> awaitCommit(String transactionId, Duration atMost) {
      return askForCommit(transactionId, atMost);
    }

    @Override
    public Optional<Commit> askForCommit(String transactionId, Duration atMost) {
      synchronized (GroupLedger.this) {
        return Optional.ofNullable(commits.get(transactionId));
      }
    }
  }
}
