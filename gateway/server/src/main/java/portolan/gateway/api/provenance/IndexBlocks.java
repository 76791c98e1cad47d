// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.provenance;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.outbox.LaggingPeer;
import portolan.gateway.projection.ReachedBlock;

/** As of which block a caller is answered, and whether the index has it. */
final class IndexBlocks {
  private final Peer peer;
  private final ReachedBlock index;

  /** The own peer. */
  @FunctionalInterface
  interface Peer {
    /** Number of its latest block, now. */
    long latestBlock() throws ApiException;
  }

  IndexBlocks(Peer peer, ReachedBlock index) {
    this.peer = peer;
    this.index = index;
  }

  /**
   * A block that the index has, or has soon.
   *
   * @param asked 0 for the latest that the own peer has
   * @param last where the page before ended: the next one is as of the same block
   * @throws ApiException UNAVAILABLE when the index does not have it in time
   */
  long asOf(long asked, Optional<EventPlace> last, Duration remaining)
      throws ApiException, InterruptedException {
    if (asked < 0) {
      throw ApiException.invalid("asOfBlock", "expected the number of a block, or 0");
    }
    long block = last.isPresent() ? last.get().block() : asked;
    if (block == 0 || index.latest() < block) {
      long latest = peer.latestBlock();
      if (block > latest && !index.await(block, patience(remaining))) {
        latest = peer.latestBlock();
      }
      if (block > latest && block > index.latest()) {
        throw ApiException.invalid(
            "asOfBlock", "expected a block up to the latest, " + latest + ", or 0");
      }
      block = block == 0 ? latest : block;
    }
    // Half of the time for waiting, and the other half to answer.
    if (!index.await(block, remaining.dividedBy(2))) {
      throw ApiException.unavailable(
          "block %d is not in the index of events, which has come to block %d%s; try again"
              .formatted(
                  block,
                  index.latest(),
                  index.halted().map(why -> " and stands still before " + why).orElse("")));
    }
    return block;
  }

  /** Who was told of a block by another member may ask a peer that has it a moment later. */
  private static Duration patience(Duration remaining) {
    Duration half = remaining.dividedBy(2);
    return half.compareTo(LaggingPeer.PATIENCE) < 0 ? half : LaggingPeer.PATIENCE;
  }

  static Optional<Instant> time(String field, String text) throws ApiException {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      throw ApiException.invalid(field, "expected an RFC 3339 time such as 2026-11-21T00:00:00Z");
    }
  }
}
