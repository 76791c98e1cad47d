// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.block.LedgerBlocks;
import portolan.gateway.outbox.LedgerUnavailableException;

/** A peer's blocks, which grow; it counts what it delivers. */
public final class ChainInMemory implements LedgerBlocks {
  private final List<CommittedBlock> blocks = new ArrayList<>();
  private long delivered;
  private long bytes;
  private int open;
  private int broken;

  /** One block more. */
  public synchronized void add(CommittedBlock block) {
    blocks.add(block);
    notifyAll();
  }

  /** So many blocks more in which nothing is written. */
  public void add(int empty) {
    for (int i = 0; i < empty; i++) {
      add(new CommittedBlock(tip().getAsLong(), List.of(), 1_000));
    }
  }

  /** All streams that are open break off. */
  synchronized void breakOff() {
    broken++;
    notifyAll();
  }

  /** Number of the next block. */
  public synchronized OptionalLong tip() {
    return OptionalLong.of(blocks.size());
  }

  /** How many blocks it has delivered, over all streams. */
  public synchronized long delivered() {
    return delivered;
  }

  /** How many bytes. */
  public synchronized long bytes() {
    return bytes;
  }

  /** How many streams are open. */
  synchronized int open() {
    return open;
  }

  @Override
  public synchronized Reading from(long block) {
    open++;
    return new Stream(block, broken);
  }

  private final class Stream implements Reading {
    private final int opened;
    private long next;
    private boolean closed;

    Stream(long next, int opened) {
      this.next = next;
      this.opened = opened;
    }

    @Override
    public CommittedBlock next() throws LedgerUnavailableException {
      synchronized (ChainInMemory.this) {
        while (!closed && opened == broken && next >= blocks.size()) {
          try {
            ChainInMemory.this.wait();
          } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
          }
        }
        if (closed || opened != broken) {
          throw new LedgerUnavailableException("the blocks ended", null);
        }
        CommittedBlock block = blocks.get((int) next++);
        delivered++;
        bytes += block.bytes();
        return block;
      }
    }

    @Override
    public void close() {
      synchronized (ChainInMemory.this) {
        if (!closed) {
          closed = true;
          open--;
          ChainInMemory.this.notifyAll();
        }
      }
    }
  }
}
