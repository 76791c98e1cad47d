// SPDX-License-Identifier: Apache-2.0
package portolan.twin.peer;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hyperledger.fabric.protos.ledger.rwset.CollectionPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.NsPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;
import portolan.twin.ledger.Sha256;

/**
 * Private values of endorsed transactions until they are in a block. Fabric passes them between the
 * peers of a collection's members by gossip; here the members' peers take them from one place, and
 * only what is theirs.
 */
final class TransientData {
  /** Fabric forgets by block height; here the oldest go when there are too many. */
  private static final int KEPT = 100_000;

  private final Map<String, List<TxPvtReadWriteSet>> sets = new ConcurrentHashMap<>();
  private final List<String> order = new ArrayList<>();

  void add(String transactionId, TxPvtReadWriteSet set) {
    List<TxPvtReadWriteSet> known =
        sets.computeIfAbsent(transactionId, id -> new CopyOnWriteArrayList<>());
    if (!known.contains(set)) {
      known.add(set);
    }
    synchronized (order) {
      order.add(transactionId);
      if (order.size() > 2 * KEPT) {
        List<String> old = order.subList(0, KEPT);
        old.forEach(sets::remove);
        old.clear();
      }
    }
  }

  /** The private write set with this hash. */
  Optional<ByteString> find(
      String transactionId, String chaincode, String collection, ByteString hash) {
    return sets.getOrDefault(transactionId, List.of()).stream()
        .flatMap(set -> set.getNsPvtRwsetList().stream())
        .filter(namespace -> namespace.getNamespace().equals(chaincode))
        .map(NsPvtReadWriteSet::getCollectionPvtRwsetList)
        .flatMap(List::stream)
        .filter(set -> set.getCollectionName().equals(collection))
        .map(CollectionPvtReadWriteSet::getRwset)
        .filter(values -> Sha256.of(values).equals(hash))
        .findFirst();
  }

  void forget(String transactionId) {
    sets.remove(transactionId);
  }
}
