// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import portolan.domain.recall.Recall;

/**
 * A recall as the index has it.
 *
 * @param recall as it is as of the block that was asked for
 * @param number when it was opened, in the order of the ledger
 * @param block in which it was opened
 * @param marked how many objects, lots and products it has marked
 */
public record IndexedRecall(Recall recall, long number, long block, long marked) {}
