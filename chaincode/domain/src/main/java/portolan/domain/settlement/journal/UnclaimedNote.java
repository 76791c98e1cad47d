// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.journal;

import portolan.domain.settlement.Note;

/**
 * A note of which nobody has told the member yet whose it is: it may be its own.
 *
 * @param noteId its id
 * @param note as the channel sees it
 * @param origin where its money comes from
 * @param created by which transaction
 */
public record UnclaimedNote(String noteId, Note note, Origin origin, LedgerPoint created) {}
