// SPDX-License-Identifier: Apache-2.0
package portolan.twin.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/** When things happen that nobody calls: blocks are cut and delivered, nodes crash and return. */
public interface Timeline extends InstantSource, AutoCloseable {
  /** Runs an event soon, after all that was due before. */
  void execute(Runnable event);

  /** Runs an event after so much time. */
  void schedule(Duration delay, Runnable event);

  /**
   * Lets time pass until the condition holds or so much time has passed; false when it does not
   * hold then. On the machine's clock this returns false at once: there, events come by themselves.
   */
  boolean passUntil(BooleanSupplier condition, Duration atMost);

  /** Whether time is virtual and passes only when someone waits for it. */
  boolean isVirtual();

  @Override
  Instant instant();

  @Override
  void close();
}
