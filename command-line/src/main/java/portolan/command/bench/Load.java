// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends requests as the callers come, until the counted time is over. */
final class Load {
  private static final long SEED = 20_240_229;

  private Load() {}

  /** Returns when everything is answered. */
  static void run(Arrivals arrivals, Requests requests, Tally tally) throws InterruptedException {
    Semaphore answered = new Semaphore(0);
    int sent;
    try {
      sent =
          switch (arrivals) {
            case Arrivals.Closed closed -> closed(closed.unanswered(), requests, tally, answered);
            case Arrivals.Random random -> open(random.gaps(SEED), requests, tally, answered);
          };
    } finally {
      tally.stop();
    }
    answered.acquire(sent);
  }

  /** Returns how many answers are still to come. */
  private static int closed(int most, Requests requests, Tally tally, Semaphore answered)
      throws InterruptedException {
    int unanswered = 0;
    while (!tally.isOver()) {
      if (unanswered == most) {
        if (!answered.tryAcquire(Math.max(0, tally.leftNanos()), TimeUnit.NANOSECONDS)) {
          return unanswered;
        }
        unanswered--;
      }
      if (!send(requests, System.nanoTime(), tally, answered)) {
        return unanswered;
      }
      unanswered++;
    }
    return unanswered;
  }

  /**
   * Everybody's waiting counts from when they meant to come, also if the sending was held up: else
   * a stall would hide the callers that came during it.
   */
  private static int open(Arrivals.Gaps gaps, Requests requests, Tally tally, Semaphore answered)
      throws InterruptedException {
    int sent = 0;
    long arrival = System.nanoTime();
    while (true) {
      arrival += gaps.next();
      for (long left = arrival - System.nanoTime(); left > 0; left = arrival - System.nanoTime()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        LockSupport.parkNanos(left);
      }
      if (tally.isOver() || !send(requests, arrival, tally, answered)) {
        return sent;
      }
      sent++;
    }
  }

  private static boolean send(Requests requests, long sinceNanos, Tally tally, Semaphore answered)
      throws InterruptedException {
    Optional<CompletableFuture<?>> sent = requests.next();
    if (sent.isEmpty()) {
      return false;
    }
    var unused =
        sent.get()
            .whenComplete(
                (answer, failure) -> {
                  tally.answered(sinceNanos, failure);
                  answered.release();
                });
    return true;
  }
}
