// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.timers;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import portolan.domain.encoding.Sha256;

/**
 * Whose turn it is first. For every minute in which something ends the members are in another
 * order, the same at all of them; each waits a little longer than the one before it, and finds as a
 * rule that there is nothing left to do. Members that are no keepers, or are down, only cost their
 * share of the wait.
 */
final class Precedence {
  /** Between two members: longer than a transaction takes to be seen by all. */
  static final Duration STEP = Duration.ofSeconds(3);

  /** Members' clocks differ; a call that one of two endorsers refuses is worth nothing. */
  static final Duration MARGIN = Duration.ofSeconds(1);

  /** The last minute that was asked for: most of what begins together ends together. */
  private record Order(List<String> members, long minute, int place) {}

  private final String own;
  private Order last = new Order(List.of(), 0, 0);

  /**
   * For a member.
   *
   * @param own one of the members; if it is not, it comes first
   */
  Precedence(String own) {
    this.own = own;
  }

  /** When this member should say that a time is over that ends then. */
  Instant turn(List<String> members, Instant end) {
    long minute = Math.floorDiv(end.getEpochSecond(), 60L);
    if (last.minute() != minute || !last.members().equals(members)) {
      last = new Order(List.copyOf(members), minute, place(members, minute));
    }
    return end.plus(MARGIN).plus(STEP.multipliedBy(last.place()));
  }

  private int place(List<String> members, long minute) {
    List<String> order =
        members.stream()
            .sorted(Comparator.comparing(member -> Sha256.hex(minute + "/" + member)))
            .toList();
    return Math.max(0, order.indexOf(own));
  }
}
