// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.escrow;

import java.util.List;
import java.util.Optional;
import portolan.domain.group.Group;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.instruction.AdviseNote;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.outbox.Submission;

/** Tells the owners of new notes what they are, each in a transaction that shows no other. */
final class NoteAdvice {
  private final Membership members;

  NoteAdvice(Membership members) {
    this.members = members;
  }

  /** Whether the owner does not know it from the transaction that created the note. */
  boolean isNeeded(NoteOpening opening, String bank) {
    return !opening.owner().equals(members.own()) && !opening.owner().equals(bank);
  }

  /**
   * The advice of a note.
   *
   * @param after the submission that creates it
   */
  Submission of(String noteId, NoteOpening opening, String bank, String after, String hash)
      throws ApiException {
    return new Submission(
        "advise:" + noteId,
        hash,
        SettlementFunction.ADVISE.chaincode(),
        SettlementFunction.ADVISE.functionName(),
        Group.of(List.of(new AdviseNote(noteId, opening.owner()).toJson())).canonical(),
        Optional.of(Group.of(List.of(AdviseNote.sealed(opening))).canonical()),
        members.exactly(bank, opening.owner()),
        Optional.of(after));
  }
}
