// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.client.Network;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import portolan.gateway.journal.LedgerBlocks;
import portolan.gateway.outbox.LedgerUnavailableException;

/** Blocks with private data, as the own peer delivers them. */
final class PeerBlocks implements LedgerBlocks.Feed {
  private final CloseableIterator<BlockAndPrivateData> blocks;

  PeerBlocks(Network network, long from) throws LedgerUnavailableException {
    try {
      blocks = network.newBlockAndPrivateDataEventsRequest().startBlock(from).build().getEvents();
    } catch (RuntimeException e) {
      throw new LedgerUnavailableException(PeerFailures.describe(e), e);
    }
  }

  @Override
  public BlockAndPrivateData next() throws LedgerUnavailableException {
    try {
      return blocks.next();
    } catch (RuntimeException e) {
      throw new LedgerUnavailableException(PeerFailures.describe(e), e);
    }
  }

  @Override
  public void close() {
    blocks.close();
  }
}
