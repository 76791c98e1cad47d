// SPDX-License-Identifier: Apache-2.0
package portolan.twin.channel;

import java.time.Duration;

/**
 * How every peer is configured; names as in Fabric's {@code core.yaml}.
 *
 * @param timeWindow {@code peer.authentication.timewindow}: how far a proposal's timestamp may be
 *     from the peer's clock
 * @param totalQueryLimit {@code ledger.state.totalQueryLimit}: after so many results a query ends
 *     without saying that there are more
 */
public record PeerOptions(Duration timeWindow, int totalQueryLimit) {

  public PeerOptions {
    if (timeWindow.isNegative() || totalQueryLimit < 1) {
      throw new IllegalArgumentException(
          "peer: expected a timeWindow that is not negative and a totalQueryLimit from 1");
    }
  }

  /** As in Fabric's sample configuration. */
  public static PeerOptions byDefault() {
    return new PeerOptions(Duration.ofMinutes(15), 100_000);
  }

  /** The same with another time window. */
  public PeerOptions withTimeWindow(Duration window) {
    return new PeerOptions(window, totalQueryLimit);
  }

  /** The same with another limit for queries. */
  public PeerOptions withTotalQueryLimit(int results) {
    return new PeerOptions(timeWindow, results);
  }
}
