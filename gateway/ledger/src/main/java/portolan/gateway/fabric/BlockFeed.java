// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.client.Network;
import org.hyperledger.fabric.protos.common.Block;
import portolan.gateway.keeper.Keeping;
import portolan.gateway.outbox.LedgerUnavailableException;

/** The own peer's blocks, one at a time: the next one is fetched when it is asked for. */
final class BlockFeed implements Keeping.Blocks {
  private final String chaincode;
  private final CloseableIterator<Block> blocks;

  BlockFeed(Network network, String chaincode, long from) {
    this.chaincode = chaincode;
    blocks = network.newBlockEventsRequest().startBlock(from).build().getEvents();
  }

  @Override
  public Keeping.Written next() throws LedgerUnavailableException {
    Block block;
    try {
      if (!blocks.hasNext()) {
        throw new LedgerUnavailableException("the blocks ended", null);
      }
      block = blocks.next();
    } catch (RuntimeException e) {
      // Also when the peer refuses: the client has an exception of its own for that.
      throw new LedgerUnavailableException(PeerFailures.describe(e), e);
    }
    return new Keeping.Written(block.getHeader().getNumber(), BlockWrites.of(block, chaincode));
  }

  @Override
  public void close() {
    blocks.close();
  }
}
