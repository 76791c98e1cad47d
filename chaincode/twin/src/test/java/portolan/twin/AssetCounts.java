// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.twin.block.OrderedBlock;
import portolan.twin.peer.Peer;

/** A projection as any reader of blocks keeps one: its position and its data change together. */
final class AssetCounts implements AutoCloseable {
  private static final String NEXT = "next block";
  private static final String VALID = "valid transactions";

  private final MVStore store;
  private final MVMap<String, Long> numbers;

  AssetCounts(Path file) {
    store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().open();
    numbers = store.openMap("numbers");
  }

  long next() {
    return numbers.getOrDefault(NEXT, 0L);
  }

  long valid() {
    return numbers.getOrDefault(VALID, 0L);
  }

  /** Reads blocks for ever. */
  void follow(Twin twin) {
    Peer peer = twin.nodes().peer("AMSP");
    Semaphore there = new Semaphore(0);
    while (true) {
      peer.whenBlock(next(), there::release);
      there.acquireUninterruptibly();
      take(peer.block(next()).orElseThrow());
    }
  }

  /** Reads what is there. */
  void catchUp(Twin twin) {
    Peer peer = twin.nodes().peer("AMSP");
    while (next() < peer.height()) {
      take(peer.block(next()).orElseThrow());
    }
  }

  private void take(Block block) {
    numbers.put(VALID, valid() + count(block));
    numbers.put(NEXT, next() + 1);
    store.commit();
  }

  static long count(Block block) {
    long valid = 0;
    for (int i = 0; i < block.getData().getDataCount(); i++) {
      valid += OrderedBlock.code(block, i) == TxValidationCode.VALID ? 1 : 0;
    }
    return valid;
  }

  @Override
  public void close() {
    store.close();
  }
}
