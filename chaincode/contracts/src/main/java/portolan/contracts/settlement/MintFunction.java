// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.money.Money;
import portolan.domain.settlement.Allowance;
import portolan.domain.settlement.Mint;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.instruction.MintNotes;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/** {@code mint}: a bank issues notes against an allowance and hands them to their owner. */
final class MintFunction extends GroupFunction<MintFunction.Request> {

  record Request(Item item, MintNotes mint, List<NoteOpening> notes) {}

  MintFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Request read(Item item) {
    requireOwnId(item.fields(), "mintId");
    MintNotes mint = MintNotes.fromJson(item.fields());
    Openings.requireDistinct(
        RefusalCode.DUPLICATE_COMMITMENT, item.fields().path("commitments"), mint.commitments());
    Fields sealed = item.sealed();
    List<NoteOpening> notes = Openings.of(sealed, "notes", mint.commitments());
    sealed.end();
    return new Request(item, mint, notes);
  }

  @Override
  protected List<String> keys(Request request) {
    return List.of(
        SettlementKeys.mint(request.mint().mintId()),
        SettlementKeys.allowance(request.mint().allowanceId()));
  }

  @Override
  protected Accepted apply(Request request) {
    Ledger ledger = transaction.ledger();
    MintNotes item = request.mint();
    String id = item.mintId();
    Optional<JsonObject> stored = ledger.read(SettlementKeys.mint(id));
    if (stored.isPresent()) {
      request.item().requireSameAs(stored.get(), "mintId");
      return Accepted.before(result(Mint.fromJson(Fields.of("", stored.get()))));
    }
    Allowance allowance = allowance(item);
    Money amount = new Money(allowance.amount().currency(), item.amount());
    requireSound(request.notes(), amount, item.owner());
    Optional<Allowance> rest = allowance.take(amount);
    Mint mint =
        new Mint(
            id,
            item.allowanceId(),
            transaction.caller(),
            item.owner(),
            amount,
            request.notes().size(),
            request.item().payloadHash());
    ledger.delete(SettlementKeys.allowance(item.allowanceId()));
    rest.ifPresent(a -> ledger.write(SettlementKeys.allowance(Allowance.restId(id)), a.toJson()));
    ledger.write(SettlementKeys.mint(id), mint.toJson());
    List<String> ids = mint.noteIds();
    for (int i = 0; i < ids.size(); i++) {
      Note note = new Note(item.commitments().get(i), mint.issuer(), Optional.empty());
      ledger.write(SettlementKeys.note(ids.get(i)), note.toJson());
      transaction
          .sealedLedger()
          .seal(
              List.of(item.owner(), mint.issuer()),
              SettlementKeys.note(ids.get(i)),
              request.notes().get(i).toJson());
    }
    return Accepted.now(result(mint));
  }

  private Allowance allowance(MintNotes item) {
    Allowance allowance =
        transaction
            .ledger()
            .find(SettlementKeys.allowance(item.allowanceId()))
            .map(Allowance::fromJson)
            .orElseThrow(
                () ->
                    refusal(RefusalCode.NOT_FOUND, "allowanceId", "expected an unused allowance"));
    if (!allowance.issuer().equals(transaction.caller())) {
      throw refusal(
          RefusalCode.PERMISSION_DENIED, "allowanceId", "expected an allowance of the caller");
    }
    allowance.requireFresh(transaction.timestamp(), transaction.peer().clock().instant());
    if (transaction.registry().roles(item.owner()).isEmpty()) {
      throw refusal(RefusalCode.NOT_FOUND, "owner", "expected a registered member");
    }
    return allowance;
  }

  private static void requireSound(List<NoteOpening> notes, Money amount, String owner) {
    Money sum = Money.zero(amount.currency());
    for (int i = 0; i < notes.size(); i++) {
      NoteOpening note = notes.get(i);
      String field = "commitments[" + i + "]";
      if (!note.owner().equals(owner)) {
        throw refusal(RefusalCode.NOT_OWNER, field, "expected a note of the owner " + owner);
      }
      if (!note.amount().currency().equals(amount.currency())) {
        throw refusal(
            RefusalCode.WRONG_CURRENCY, field, "expected an amount in " + amount.currency());
      }
      try {
        sum = sum.plus(note.amount());
      } catch (ArithmeticException e) {
        throw refusal(RefusalCode.NOT_CONSERVED, field, "expected at most 18 digits");
      }
    }
    if (!sum.equals(amount)) {
      throw refusal(
          RefusalCode.NOT_CONSERVED, "amount", "expected the notes to add up to the amount");
    }
  }

  private static RuntimeException refusal(RefusalCode code, String field, String message) {
    return new Refusal(code, field, message).toException();
  }

  private static JsonObject result(Mint mint) {
    return Json.object().putTexts("notes", mint.noteIds()).build();
  }
}
