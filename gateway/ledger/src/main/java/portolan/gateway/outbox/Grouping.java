// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import java.time.Duration;
import portolan.domain.custody.Capture;

/**
 * Bounds of the groups of one gateway.
 *
 * @param maxItems items of one transaction, 1 to 1,000
 * @param maxCharacters JSON of one transaction's items; a single contribution may be larger
 * @param maxKeys keys that one transaction's items write; a single contribution may write more
 * @param inFlight transactions of one lane between being stored and being committed
 * @param linger how long an item waits for company while other groups are under way; none waits
 *     when none is
 * @param maxWaiting items that are accepted and have no outcome, all lanes together
 */
public record Grouping(
    int maxItems, int maxCharacters, int maxKeys, int inFlight, Duration linger, int maxWaiting) {
  /**
   * A transaction of 500 deliveries costs little more than one of 50, and fits a block of 2 MB
   * several times. Four of them keep the members' peers busy; more only wait in a queue.
   */
  public static final Grouping DEFAULT =
      new Grouping(500, 1_000_000, 4, Duration.ofMillis(10), 20_000);

  /** With as many keys as the contracts allow. */
  public Grouping(int maxItems, int maxCharacters, int inFlight, Duration linger, int maxWaiting) {
    this(maxItems, maxCharacters, Capture.MAX_KEYS, inFlight, linger, maxWaiting);
  }

  public Grouping {
    if (maxItems < 1 || maxItems > 1_000) {
      throw new IllegalArgumentException("maxItems: expected 1 to 1000, found " + maxItems);
    }
    if (maxCharacters < 1
        || maxKeys < 1
        || inFlight < 1
        || linger.isNegative()
        || maxWaiting < maxItems) {
      throw new IllegalArgumentException("expected positive bounds, found " + this);
    }
  }
}
