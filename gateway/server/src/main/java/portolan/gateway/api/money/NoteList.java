// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.money;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import portolan.api.v1.ListNotesRequest;
import portolan.api.v1.ListNotesResponse;
import portolan.api.v1.Note;
import portolan.domain.money.Currency;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.LockGate;
import portolan.domain.settlement.LockOutcome;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.journal.OwnNote;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Deadline;
import portolan.gateway.api.call.PageToken;
import portolan.gateway.api.ledger.Amounts;
import portolan.gateway.journal.NoteIndex;
import portolan.gateway.journal.NotePlace;

/** Shows this member its unspent notes. */
final class NoteList {
  static final int USUAL_PAGE_SIZE = 50;
  static final int MAX_PAGE_SIZE = 200;

  private final Wallet wallet;

  NoteList(Wallet wallet) {
    this.wallet = wallet;
  }

  ListNotesResponse list(ListNotesRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    int size = PageToken.size(request.getPageSize(), USUAL_PAGE_SIZE, MAX_PAGE_SIZE);
    ListNotesRequest asked = request.toBuilder().clearPageSize().clearPageToken().build();
    NoteIndex.Filter filter =
        new NoteIndex.Filter(state(request.getState()), currency(request), subject(request));
    NotePlace after =
        PageToken.read(request.getPageToken(), asked, NotePlace::parse).orElse(NotePlace.FIRST);
    List<OwnNote> notes = wallet.page(filter, after, size + 1, Deadline.in(remaining));
    ListNotesResponse.Builder response = ListNotesResponse.newBuilder();
    notes.stream().limit(size).forEach(note -> response.addNotes(shown(note)));
    if (notes.size() > size) {
      response.setNextPageToken(PageToken.after(asked, NotePlace.of(notes.get(size - 1)).text()));
    }
    return response.build();
  }

  private static Optional<NoteState> state(portolan.api.v1.NoteState state) throws ApiException {
    return switch (state) {
      case NOTE_STATE_UNSPECIFIED -> Optional.empty();
      case NOTE_STATE_SPENDABLE -> Optional.of(NoteState.SPENDABLE);
      case NOTE_STATE_GATED -> Optional.of(NoteState.GATED);
      case NOTE_STATE_VOID -> Optional.of(NoteState.VOID);
      case NOTE_STATE_SPENT, UNRECOGNIZED ->
          throw ApiException.invalid("state", "expected SPENDABLE, GATED, VOID or none");
    };
  }

  private static Optional<Currency> currency(ListNotesRequest request) throws ApiException {
    String code = request.getCurrency();
    if (!code.isEmpty() && !Currency.isCurrent(code)) {
      throw ApiException.invalid("currency", "expected a current ISO 4217 currency, or none");
    }
    return code.isEmpty() ? Optional.empty() : Optional.of(new Currency(code));
  }

  private static Optional<String> subject(ListNotesRequest request) throws ApiException {
    if (!request.getEscrowId().isEmpty() && !request.getLockId().isEmpty()) {
      throw ApiException.invalid("lockId", "expected at most one of escrowId and lockId");
    }
    if (!request.getEscrowId().isEmpty()) {
      return Optional.of(Gate.of(request.getEscrowId(), Outcome.DELIVERED).subject());
    }
    return request.getLockId().isEmpty()
        ? Optional.empty()
        : Optional.of(new LockGate(request.getLockId(), LockOutcome.EXECUTED).subject());
  }

  private static Note shown(OwnNote own) {
    Note.Builder note =
        Note.newBuilder()
            .setNoteId(own.noteId())
            .setAmount(Amounts.shown(own.amount()))
            .setState(portolan.api.v1.NoteState.valueOf("NOTE_STATE_" + own.state().name()));
    own.gate()
        .ifPresent(
            gate -> {
              switch (gate) {
                case Gate g -> note.setEscrowId(g.escrowId()).setOutcome(outcome(g));
                case LockGate g -> note.setLockId(g.lockId()).setOutcome(g.outcome().name());
              }
            });
    return note.build();
  }

  /** How the outcome of a gate is shown. */
  private static String outcome(Gate gate) {
    return switch (gate.key()) {
      case Gate.Planned(Outcome outcome) -> outcome.name();
      case Gate.Offered offered -> "SPLIT";
    };
  }
}
