// SPDX-License-Identifier: Apache-2.0
package portolan.twin.store;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;

/** What must outlive a process: blocks with their outcomes, and each member's private data. */
public interface LedgerStore extends AutoCloseable {
  /** Blocks kept so far; they are numbered from 0. */
  long height();

  /** A block with its outcomes. */
  Optional<Block> block(long number);

  /**
   * Keeps a block together with the private data that members got with it. When this returns, both
   * survive the end of the process.
   *
   * @param privateData by MSP id and position in the block
   */
  void append(Block block, Map<String, SortedMap<Integer, TxPvtReadWriteSet>> privateData);

  /** The private data that a member got with a block, by position in the block. */
  SortedMap<Integer, TxPvtReadWriteSet> privateData(String mspId, long block);

  /** Replaces the private data that a member got with a block: after a purge. */
  void replacePrivateData(
      String mspId, long block, SortedMap<Integer, TxPvtReadWriteSet> privateData);

  /** Keeps the private data of an endorsement until its transaction is in a block. */
  void keepTransient(String mspId, String transactionId, TxPvtReadWriteSet privateData);

  /** Private data kept for transactions that are in no block, by MSP id and transaction id. */
  Map<String, Map<String, TxPvtReadWriteSet>> transientData();

  /** Small facts of the ledger itself, such as its keys. */
  Optional<ByteString> fact(String name);

  /** Keeps a fact. */
  void keepFact(String name, ByteString value);

  @Override
  void close();
}
