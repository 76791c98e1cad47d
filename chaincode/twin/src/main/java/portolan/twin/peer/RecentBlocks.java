// SPDX-License-Identifier: Apache-2.0
package portolan.twin.peer;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The newest blocks as they were committed, for those who follow the chain. */
final class RecentBlocks {
  private static final int KEPT = 16;

  private final Map<Long, CommittedBlock> blocks = new ConcurrentHashMap<>();

  void add(CommittedBlock block) {
    blocks.put(block.number(), block);
    blocks.remove(block.number() - KEPT);
  }

  Optional<CommittedBlock> find(long number) {
    return Optional.ofNullable(blocks.get(number));
  }
}
