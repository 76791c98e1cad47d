// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How far a projection has come, for those who wait for it. For any thread. */
public final class ReachedBlock {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private volatile long next;
  private volatile Optional<String> halted = Optional.empty();

  /** From here on. */
  public ReachedBlock(long next) {
    this.next = next;
  }

  /** Number of the first block that is not in it. */
  public long next() {
    return next;
  }

  /** Number of the latest block that is in it; -1 if there is none. */
  public long latest() {
    return next - 1;
  }

  /** Tells those who wait. */
  public void moveTo(long block) {
    lock.lock();
    try {
      next = block;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** That it stands still, before which block and why, or that it goes on again. */
  public void standsStill(Optional<String> why) {
    halted = why;
  }

  /** Before which block it stands still, and why; empty if it does not. */
  public Optional<String> halted() {
    return halted;
  }

  /** Waits until a block is in it; false if it does not come within the time. */
  public boolean await(long block, Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (latest() < block) {
        if (left <= 0) {
          return false;
        }
        left = moved.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
