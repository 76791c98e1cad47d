// SPDX-License-Identifier: Apache-2.0
package portolan.twin.channel;

import java.time.Duration;

/**
 * How blocks are cut; names and meaning as in Fabric's {@code BatchSize} and {@code BatchTimeout}.
 *
 * @param maxMessages a block is cut when it has so many transactions
 * @param preferredBytes a block is cut before it would exceed this; a larger transaction is alone
 * @param absoluteBytes a larger transaction is refused
 * @param batchTimeout a block is cut so long after its first transaction
 * @param maxPending transactions accepted and not yet in a block; more are refused as unavailable
 */
public record Ordering(
    int maxMessages,
    long preferredBytes,
    long absoluteBytes,
    Duration batchTimeout,
    int maxPending) {

  public Ordering {
    if (maxMessages < 1 || preferredBytes < 1 || absoluteBytes < preferredBytes || maxPending < 1) {
      throw new IllegalArgumentException(
          "ordering: expected maxMessages, preferredBytes and maxPending from 1, and absoluteBytes not below preferredBytes");
    }
    if (batchTimeout.isNegative() || batchTimeout.isZero()) {
      throw new IllegalArgumentException("batchTimeout: expected a positive duration");
    }
  }

  /**
   * Blocks of up to 500 transactions or 2 MB, or what came within 2 ms: one process has no network
   * to wait for.
   */
  public static Ordering byDefault() {
    return new Ordering(500, 2 << 20, 20 << 20, Duration.ofMillis(2), 100_000);
  }

  /** The same with other limits for a block. */
  public Ordering withBlocks(int messages, Duration timeout) {
    return new Ordering(messages, preferredBytes, absoluteBytes, timeout, maxPending);
  }
}
