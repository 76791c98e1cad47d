// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Members' peers commit the same block some milliseconds apart, so a request can meet a peer that
 * has not seen what it builds on, and be refused for it. A refusal that a later block can cure is
 * therefore believed only after it has been repeated.
 */
public final class LaggingPeer {
  /** Pauses before asking again; after them a refusal is believed. */
  public static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500));

  private static final Set<String> NOT_CURED_BY_A_BLOCK =
      Set.of(
          "INVALID_ARGUMENT",
          "PERMISSION_DENIED",
          "ALREADY_EXISTS",
          "COMMITMENT_MISMATCH",
          "WRONG_SECRET",
          "NOT_YET_EXPIRED",
          "NOT_FUNDED",
          "MILESTONE_REACHED",
          "WRONG_TAX",
          "QUOTE_EXPIRED",
          "QUOTE_USED",
          "ABOVE_MAXIMUM",
          "LOCK_EXPIRED",
          "NOT_LOCKED",
          "INTERNAL");

  private LaggingPeer() {}

  /** Whether a refusal with this code can be due to a peer that lags behind. */
  public static boolean canExplain(String code) {
    return !NOT_CURED_BY_A_BLOCK.contains(code);
  }
}
