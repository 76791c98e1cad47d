// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.journal;

import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import portolan.gateway.outbox.LedgerUnavailableException;

/** The blocks of the own peer, with the private data that the member may see. */
@FunctionalInterface
public interface LedgerBlocks {

  /** The blocks from this one on, as they come; who asks for it closes it. */
  Feed from(long block) throws LedgerUnavailableException;

  /** Blocks in their order. */
  interface Feed extends AutoCloseable {
    /** Waits for the next block. */
    BlockAndPrivateData next() throws LedgerUnavailableException;

    /** Ends it, also while somebody waits. */
    @Override
    void close();
  }
}
