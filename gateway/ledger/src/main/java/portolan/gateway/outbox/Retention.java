// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import java.time.Duration;

/**
 * How long the outbox answers from memory for what has ended. Afterwards the ledger does: whoever
 * sends the same once more learns that it is there, without the receipt.
 *
 * @param age for how long
 * @param requests most requests that were written by themselves
 * @param grouped most requests that were written in groups; 60 bytes of memory each
 */
public record Retention(Duration age, int requests, int grouped) {
  public static final Retention DEFAULT = new Retention(Duration.ofDays(30), 1_000_000, 200_000);

  public Retention {
    if (age.isNegative() || requests < 0 || grouped < 0) {
      throw new IllegalArgumentException("expected bounds from 0 on, found " + this);
    }
  }
}
