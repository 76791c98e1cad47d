// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.journal;

import java.time.Instant;

/**
 * A transaction's place on the ledger.
 *
 * @param block number of its block
 * @param place in the block, from 0
 * @param transactionId as Fabric names it
 * @param time the ledger's time at the end of the block: the latest timestamp of any valid
 *     settlement transaction until then. So it never runs backwards, although clients choose the
 *     timestamps
 */
public record LedgerPoint(long block, int place, String transactionId, Instant time)
    implements Comparable<LedgerPoint> {

  @Override
  public int compareTo(LedgerPoint other) {
    int byBlock = Long.compare(block, other.block);
    return byBlock == 0 ? Integer.compare(place, other.place) : byBlock;
  }
}
