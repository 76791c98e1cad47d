// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.client.Network;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.block.LedgerBlocks;
import portolan.gateway.outbox.LedgerUnavailableException;

/** Blocks with private data, as the own peer delivers them. */
final class PeerBlocks implements LedgerBlocks.Reading {
  private final BlockReading reading;
  private final CloseableIterator<BlockAndPrivateData> blocks;

  PeerBlocks(Network network, BlockReading reading, long from) throws LedgerUnavailableException {
    this.reading = reading;
    try {
      blocks = network.newBlockAndPrivateDataEventsRequest().startBlock(from).build().getEvents();
    } catch (RuntimeException e) {
      throw new LedgerUnavailableException(PeerFailures.describe(e), e);
    }
  }

  @Override
  public CommittedBlock next() throws LedgerUnavailableException {
    BlockAndPrivateData block;
    try {
      block = blocks.next();
    } catch (RuntimeException e) {
      throw new LedgerUnavailableException(PeerFailures.describe(e), e);
    }
    return reading.read(block);
  }

  @Override
  public void close() {
    blocks.close();
  }
}
