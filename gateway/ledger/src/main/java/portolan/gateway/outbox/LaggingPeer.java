// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import java.time.Duration;
import java.util.List;
import portolan.domain.worldstate.RefusalCode;

/**
 * Members' peers commit the same block some milliseconds apart, so a request can meet a peer that
 * has not seen what it builds on, and be refused for it. A refusal that a later block can cure is
 * therefore believed only after it has been repeated.
 */
public final class LaggingPeer {
  /** Pauses before asking again; after them a refusal is believed. */
  public static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500));

  /** All of them together. */
  public static final Duration PATIENCE = PAUSES.stream().reduce(Duration.ZERO, Duration::plus);

  private LaggingPeer() {}

  /**
   * Whether a refusal with this code can be due to a peer that lags behind. A code that is not in
   * the catalogue, of a later contract or of the gateway itself, gets the benefit of the doubt.
   */
  public static boolean canExplain(String code) {
    return RefusalCode.of(code).map(RefusalCode::mayBeCuredByALaterBlock).orElse(true);
  }
}
