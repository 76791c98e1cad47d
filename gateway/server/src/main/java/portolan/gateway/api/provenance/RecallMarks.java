// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.provenance;

import com.google.protobuf.StringValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.Identity;
import portolan.domain.recall.LiftRecall;
import portolan.domain.recall.MarkRecalled;
import portolan.domain.recall.Recall;
import portolan.domain.recall.Scope;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Deadline;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.projection.provenance.RecallReach;

/**
 * Brings the marks of a recall to what it reaches as of a block, in transactions of some hundred
 * names. What follows from one block is always the same, so each of them is known again.
 */
final class RecallMarks {
  /** A transaction writes as many keys, and those of what they are in. */
  private static final int PAGE = 500;

  /** Left for the answer, and for a transaction that is under way. */
  private static final Duration MARGIN = Duration.ofSeconds(3);

  private final Membership members;
  private final LedgerAccess ledger;

  RecallMarks(Membership members, LedgerAccess ledger) {
    this.members = members;
    this.ledger = ledger;
  }

  /**
   * What was written.
   *
   * @param left how much was not, since time was over
   */
  record Done(int marked, int left, List<String> lifted) {}

  /**
   * Marks what is not marked, and lifts what is not affected any more.
   *
   * @param before what is marked as of the block
   */
  Done bring(
      String recallId,
      long block,
      Recall recall,
      RecallReach reach,
      List<String> before,
      Deadline deadline)
      throws ApiException, InterruptedException {
    Set<String> marked = new HashSet<>(before);
    List<String> missing = reach.maximal().stream().filter(name -> !marked.contains(name)).toList();
    List<String> surplus =
        before.stream().filter(name -> !reach.affected().containsKey(name)).toList();
    Optional<Scope> scope =
        RecallApi.says(recall, reach.scope()) ? Optional.empty() : Optional.of(reach.scope());
    int done = 0;
    if (scope.isPresent() && missing.isEmpty()) {
      mark(recallId, block, 0, scope, List.of(), deadline);
    }
    // Each call goes on by one transaction at least, however long it took to find what is missing.
    while (done < missing.size() && (done == 0 || hasTime(deadline))) {
      List<String> page = missing.subList(done, Math.min(done + PAGE, missing.size()));
      mark(recallId, block, done, done == 0 ? scope : Optional.empty(), page, deadline);
      done += page.size();
    }
    List<String> lifted = new ArrayList<>();
    while (lifted.size() < surplus.size() && hasTime(deadline)) {
      List<String> page =
          surplus.subList(lifted.size(), Math.min(lifted.size() + PAGE, surplus.size()));
      lift(recallId, block, lifted.size(), page, deadline);
      lifted.addAll(page);
    }
    int left = missing.size() - done + surplus.size() - lifted.size();
    return new Done(done, left, lifted);
  }

  private static boolean hasTime(Deadline deadline) {
    return deadline.remaining().compareTo(MARGIN) > 0;
  }

  private void mark(
      String recallId,
      long block,
      int from,
      Optional<Scope> scope,
      List<String> names,
      Deadline deadline)
      throws ApiException, InterruptedException {
    write(
        ProvenanceFunction.MARK_RECALLED,
        "mark-recalled:" + recallId + ":" + block + ":" + from,
        new MarkRecalled(recallId, scope, identities(names)).toJson(),
        deadline);
  }

  private void lift(String recallId, long block, int from, List<String> names, Deadline deadline)
      throws ApiException, InterruptedException {
    write(
        ProvenanceFunction.LIFT_RECALL,
        "unmark-recalled:" + recallId + ":" + block + ":" + from,
        new LiftRecall(recallId, "not affected as of block " + block, identities(names)).toJson(),
        deadline);
  }

  private void write(ProvenanceFunction function, String key, JsonObject item, Deadline deadline)
      throws ApiException, InterruptedException {
    ledger.write(
        key,
        StringValue.of(item.canonical()),
        LedgerAccess.of(function, item, Optional.empty(), members.anyTwo()),
        deadline.remaining());
  }

  private static List<Identity> identities(List<String> names) {
    return names.stream().map(Identity::parse).toList();
  }
}
