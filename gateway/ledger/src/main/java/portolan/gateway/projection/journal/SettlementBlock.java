// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.journal;

import java.time.Instant;
import java.util.List;
import portolan.domain.settlement.journal.NoteMovements;

/**
 * What a block does to settlement money.
 *
 * @param number of the block
 * @param time the ledger's time at its end
 * @param transactions those that do anything, in their order
 */
record SettlementBlock(long number, Instant time, List<NoteMovements> transactions) {
  SettlementBlock {
    transactions = List.copyOf(transactions);
  }
}
