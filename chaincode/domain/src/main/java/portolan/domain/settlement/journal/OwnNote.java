// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.journal;

import java.util.Optional;
import portolan.domain.money.Money;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.NoteState;

/**
 * A note of the member that it has not spent.
 *
 * @param noteId its id
 * @param opening what it is worth
 * @param issuer the bank that it is a claim on
 * @param origin where its money comes from
 * @param gate what had to happen first, if anything
 * @param state whether it can be spent, and so is booked
 */
public record OwnNote(
    String noteId,
    NoteOpening opening,
    String issuer,
    Origin origin,
    Optional<NoteGate> gate,
    NoteState state) {

  /** What it is worth. */
  public Money amount() {
    return opening.amount();
  }

  /** The same in another state. */
  public OwnNote in(NoteState other) {
    return new OwnNote(noteId, opening, issuer, origin, gate, other);
  }
}
