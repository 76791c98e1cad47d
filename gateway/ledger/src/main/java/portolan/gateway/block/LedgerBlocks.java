// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.block;

import portolan.gateway.outbox.LedgerUnavailableException;

/** The blocks of the own peer, with the private data that the member may see. */
@FunctionalInterface
public interface LedgerBlocks {

  /** The blocks from this one on, as they come; who asks for it closes it. */
  Reading from(long block) throws LedgerUnavailableException;

  /** Blocks in their order. */
  interface Reading extends AutoCloseable {
    /**
     * Waits for the next block.
     *
     * @throws LedgerUnavailableException when no more will come; then others have to be opened
     * @throws IllegalStateException if the peer gives what is no block
     */
    CommittedBlock next() throws LedgerUnavailableException;

    /** Ends it, also while somebody waits. */
    @Override
    void close();
  }
}
