// SPDX-License-Identifier: Apache-2.0
package portolan.twin.peer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hyperledger.fabric.protos.peer.StaticCollectionConfig;
import portolan.twin.channel.Channel;
import portolan.twin.ledger.Entry;
import portolan.twin.ledger.Space;
import portolan.twin.ledger.UpdateBatch;
import portolan.twin.ledger.Version;
import portolan.twin.ledger.WorldState;

/** A state, and when entries of collections with a lifetime leave it. */
final class StateKeeper {
  private final Channel channel;
  private final WorldState state = new WorldState();
  private final Map<Long, List<Due>> due = new HashMap<>();

  /** A hashed key that expires unless it was written again. */
  record Due(Space hashes, String key, Version version) {}

  StateKeeper(Channel channel) {
    this.channel = channel;
    channel.writeDefinitions(state);
  }

  WorldState state() {
    return state;
  }

  /** Adds to a block's updates the deletion of what expires with it, and says what that is. */
  List<Due> expire(long block, UpdateBatch updates) {
    List<Due> expired = new ArrayList<>();
    for (Due candidate : due.getOrDefault(block, List.of())) {
      if (updates.get(candidate.hashes(), candidate.key()) == null
          && candidate.version().equals(state.version(candidate.hashes(), candidate.key()))) {
        updates.put(candidate.hashes(), candidate.key(), Entry.deleted(new Version(block, 0)));
        expired.add(candidate);
      }
    }
    return expired;
  }

  /** Writes a block's updates. */
  void apply(long block, UpdateBatch updates) {
    due.remove(block);
    updates.forEach(
        (space, key, entry) -> {
          state.put(space, key, entry);
          if (space.kind() == Space.Kind.HASHED && !entry.isDeletion()) {
            long blocks =
                channel
                    .collection(space.chaincode(), space.collection())
                    .map(StaticCollectionConfig::getBlockToLive)
                    .orElse(0L);
            if (blocks > 0) {
              due.computeIfAbsent(entry.version().block() + blocks + 1, b -> new ArrayList<>())
                  .add(new Due(space, key, entry.version()));
            }
          }
        });
  }
}
