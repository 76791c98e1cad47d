// SPDX-License-Identifier: Apache-2.0
package portolan.twin.peer;

import java.util.Map;
import java.util.SortedMap;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;
import portolan.twin.block.OrderedBlock;
import portolan.twin.ledger.UpdateBatch;

/**
 * A block that is in the chain.
 *
 * @param block with the outcomes of its transactions
 * @param ordered the same, taken apart
 * @param updates of public keys and hashes, expiries among them
 * @param privateData of each member by MSP id, by position in the block
 */
record CommittedBlock(
    Block block,
    OrderedBlock ordered,
    UpdateBatch updates,
    Map<String, SortedMap<Integer, TxPvtReadWriteSet>> privateData) {

  long number() {
    return ordered.number();
  }
}
