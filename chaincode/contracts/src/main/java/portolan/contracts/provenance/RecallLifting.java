// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.custody.Changes;
import portolan.domain.custody.Marking;
import portolan.domain.group.ItemResult;
import portolan.domain.gs1.EpcClass;
import portolan.domain.membership.Role;
import portolan.domain.recall.LiftRecall;
import portolan.domain.recall.OpenRecall;
import portolan.domain.recall.Recall;

/**
 * Lifts recalls: as a whole by one key, whatever they have marked, or for some objects and lots.
 * Only the member that has opened it does so, or an authority: the ledger cannot judge whether what
 * is marked follows from the events, and who marks the goods of others would judge his own cause.
 */
final class RecallLifting extends GroupFunction<RecallLifting.Lifted> {
  private final LedgerWorld world;
  private int names;

  /** What is lifted and the item that it came in. */
  record Lifted(Item item, LiftRecall lifted) {}

  RecallLifting(Transaction transaction) {
    super(transaction);
    this.world = new LedgerWorld(transaction);
  }

  @Override
  protected Lifted read(Item item) {
    if (!transaction.registry().roles(transaction.caller()).contains(Role.CUSTOMS)) {
      requireOwnId(item.fields(), OpenRecall.ID);
    }
    Lifted lifted = new Lifted(item, LiftRecall.fromJson(item.fields()));
    names = RecallMarking.requireFew(item, names + lifted.lifted().names().size());
    return lifted;
  }

  @Override
  protected Collection<String> keys(Lifted item) {
    return RecallRecords.keys(item.lifted().recallId(), item.lifted().names());
  }

  @Override
  protected void prepare(List<Lifted> items) {
    world.fetchParents(
        items.stream()
            .flatMap(item -> RecallRecords.objects(item.lifted().names()).stream())
            .toList());
  }

  @Override
  protected ItemResult.Accepted apply(Lifted item) {
    LiftRecall lifted = item.lifted();
    return lifted.names().isEmpty() ? liftAll(item) : liftNames(item);
  }

  private ItemResult.Accepted liftAll(Lifted item) {
    String recallId = item.lifted().recallId();
    Optional<Recall> before = RecallRecords.find(transaction.ledger(), recallId);
    if (before.flatMap(Recall::lifted).isPresent()) {
      return ItemResult.Accepted.before();
    }
    Recall recall = RecallRecords.open(transaction, item.item().fields(), recallId);
    RecallRecords.write(
        transaction.ledger(),
        new Recall(
            recall.opened(),
            recall.openedAt(),
            recall.scope(),
            Optional.of(
                new Recall.Lifting(
                    transaction.caller(), transaction.timestamp(), item.lifted().reason()))));
    return ItemResult.Accepted.now();
  }

  private ItemResult.Accepted liftNames(Lifted item) {
    LiftRecall lifted = item.lifted();
    RecallRecords.open(transaction, item.item().fields(), lifted.recallId());
    boolean changed = false;
    for (EpcClass kind : RecallRecords.classes(lifted.names())) {
      changed |= RecallRecords.remove(transaction.ledger(), kind, lifted.recallId());
    }
    Changes changes =
        Marking.unmark(lifted.recallId(), RecallRecords.objects(lifted.names()), world);
    world.write(changes);
    return changed || !changes.isNone() ? ItemResult.Accepted.now() : ItemResult.Accepted.before();
  }
}
