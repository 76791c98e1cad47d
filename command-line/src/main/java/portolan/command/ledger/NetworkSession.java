// SPDX-License-Identifier: Apache-2.0
package portolan.command.ledger;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import portolan.network.NetworkException;
import portolan.network.Progress;

/**
 * A network that is up until this is closed, or this program is interrupted before, by Ctrl-C for
 * example. One of which something was at work before is somebody else's and stays as it is.
 */
public final class NetworkSession implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final LedgerNetwork network;
  private final Thread user;
  private final AtomicBoolean over = new AtomicBoolean();
  private final boolean isOfOthers;

  private NetworkSession(LedgerNetwork network, Thread user) {
    this.network = network;
    this.user = user;
    isOfOthers = network.isOfOthers();
  }

  /** Of a network that this thread is about to bring up and use. */
  public static NetworkSession of(LedgerNetwork network) {
    NetworkSession session = new NetworkSession(network, Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(new Thread(session::interrupted));
    return session;
  }

  /** Whether it was at work before and goes on when this is closed. */
  public boolean leavesIt() {
    return isOfOthers;
  }

  /** Brings it up. */
  public void up(Progress progress) {
    network.up(progress);
  }

  /** At whatever moment: has the network's coming up stop, then ends it. */
  private void interrupted() {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    user.interrupt();
    if (isOfOthers) {
      return;
    }
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        network.down();
        return;
      } catch (NetworkException e) {
        // It is held until the coming up has noticed.
        if (System.nanoTime() > end) {
          System.err.println(
              "the network could not be ended; do so with 'portolan network down': "
                  + e.getMessage());
          return;
        }
      }
    }
  }

  @Override
  public void close() {
    if (over.compareAndSet(false, true) && !isOfOthers) {
      network.down();
    }
  }
}
