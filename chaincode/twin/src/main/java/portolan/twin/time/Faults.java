// SPDX-License-Identifier: Apache-2.0
package portolan.twin.time;

import java.time.Duration;

/**
 * What may go wrong in a seeded run, and how often. Chances are per thousand.
 *
 * @param endorserUnreachable an endorser does not answer
 * @param submitRefused the ordering service says that it is unavailable
 * @param submitLost the ordering service accepts a transaction that never appears, as after the end
 *     of a Raft leader
 * @param orderingDelay up to so long until a transaction is ordered; others overtake it
 * @param deliveryDelay up to so long until a peer has a block
 * @param crash a peer crashes when it gets a block
 * @param downtime up to so long until a crashed peer returns and catches up
 */
public record Faults(
    int endorserUnreachable,
    int submitRefused,
    int submitLost,
    Duration orderingDelay,
    Duration deliveryDelay,
    int crash,
    Duration downtime) {
  /** Nothing goes wrong and nothing is late. */
  public static final Faults NONE =
      new Faults(0, 0, 0, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO);

  /** Late and out of order, but nothing is lost. */
  public static final Faults DELAYS =
      new Faults(0, 0, 0, Duration.ofMillis(20), Duration.ofMillis(50), 0, Duration.ZERO);

  /** A bad day: everything, often. */
  public static final Faults STORM =
      new Faults(
          50, 50, 50, Duration.ofMillis(200), Duration.ofMillis(300), 20, Duration.ofSeconds(5));

  /** Peers have blocks up to so late; nothing else goes wrong. */
  public static Faults late(Duration delivery) {
    return new Faults(0, 0, 0, Duration.ZERO, delivery, 0, Duration.ZERO);
  }

  public Faults {
    for (int chance : new int[] {endorserUnreachable, submitRefused, submitLost, crash}) {
      if (chance < 0 || chance > 1000) {
        throw new IllegalArgumentException("a chance: expected 0 to 1000 per thousand");
      }
    }
    for (Duration time : new Duration[] {orderingDelay, deliveryDelay, downtime}) {
      if (time.isNegative()) {
        throw new IllegalArgumentException("a delay: expected not to be negative");
      }
    }
  }
}
