// SPDX-License-Identifier: Apache-2.0
package portolan.domain.trace;

import java.time.Instant;
import java.util.Comparator;

/**
 * When an event happened: its eventTime (EPCIS 2.0, 7.4.1) and, of events at the same time, the
 * order in which the ledger took them.
 *
 * @param order on the ledger: no two events have the same
 */
public record Moment(Instant time, long order) implements Comparable<Moment> {
  /** Before all events. */
  public static final Moment BEGINNING = new Moment(Instant.MIN, Long.MIN_VALUE);

  /** After all events. */
  public static final Moment END = new Moment(Instant.MAX, Long.MAX_VALUE);

  private static final Comparator<Moment> ORDER =
      Comparator.comparing(Moment::time).thenComparingLong(Moment::order);

  @Override
  public int compareTo(Moment other) {
    return ORDER.compare(this, other);
  }

  boolean isAfter(Moment other) {
    return compareTo(other) > 0;
  }

  Moment orLater(Moment other) {
    return isAfter(other) ? this : other;
  }

  Moment orEarlier(Moment other) {
    return isAfter(other) ? other : this;
  }
}
