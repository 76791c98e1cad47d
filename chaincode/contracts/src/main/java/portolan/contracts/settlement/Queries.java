// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.ArrayList;
import java.util.List;
import portolan.contracts.transaction.Entry;
import portolan.contracts.transaction.Scan;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.Group;
import portolan.domain.settlement.FundedPlan;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.escrow.Escrow;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Funded;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/** Reading of public state. */
final class Queries {
  private static final int MAX_ALLOWANCES = 1000;

  private Queries() {}

  /** {@code {"escrowId"}}: the escrow as it was funded, and in {@code "gate"} where it stands. */
  static JsonObject escrow(Transaction transaction, Fields argument) {
    String id = argument.text("escrowId", Format.QUALIFIED);
    argument.end();
    JsonObject escrow = stored(transaction, argument, "escrowId", SettlementKeys.escrow(id));
    return escrow.toBuilder()
        .put("gate", stored(transaction, argument, "escrowId", SettlementKeys.gate(id)))
        .build();
  }

  /**
   * {@code {"escrowIds"}}: for each escrow the commitment to the tax that it holds for the
   * authority: {@code {"escrows":[{"taxDue"}]}}; nothing of one that holds none, or is held itself.
   */
  static JsonObject withheld(Transaction transaction, Fields argument) {
    List<String> ids = argument.texts("escrowIds", 1, Group.MAX_ITEMS, Format.QUALIFIED);
    argument.end();
    transaction.ledger().fetch(ids.stream().map(SettlementKeys::gate).toList());
    List<JsonObject> escrows = new ArrayList<>(ids.size());
    for (String id : ids) {
      JsonObject.Builder escrow = Json.object();
      if (transaction.ledger().find(SettlementKeys.gate(id)).map(EscrowState::fromJson).orElse(null)
              instanceof Funded funded
          && funded.trigger() instanceof Trigger.Tax(Commitment due)) {
        escrow.put("taxDue", due.hex());
      }
      escrows.add(escrow.build());
    }
    return Json.object().putAll("escrows", escrows).build();
  }

  /**
   * {@code {"escrowIds"}}: the bank of each escrow: {@code {"escrows":[{"bank"}]}}; nothing of one
   * that is not known.
   */
  static JsonObject banks(Transaction transaction, Fields argument) {
    List<String> ids = argument.texts("escrowIds", 1, Group.MAX_ITEMS, Format.QUALIFIED);
    argument.end();
    transaction.ledger().fetch(ids.stream().map(SettlementKeys::escrow).toList());
    List<JsonObject> escrows = new ArrayList<>(ids.size());
    for (String id : ids) {
      JsonObject.Builder escrow = Json.object();
      transaction
          .ledger()
          .find(SettlementKeys.escrow(id))
          .map(Escrow::fromJson)
          .ifPresent(its -> escrow.put("bank", its.terms().bank()));
      escrows.add(escrow.build());
    }
    return Json.object().putAll("escrows", escrows).build();
  }

  /**
   * {@code {"escrowId"}}: the openings of its payouts, {@code {"planned":{"DELIVERED":[openings],
   * "REFUNDED":[..],"LOST":[..]?}}}, as they are sealed to the caller: the funder and the bank have
   * them.
   */
  static JsonObject planned(Transaction transaction, Fields argument) {
    String id = argument.text("escrowId", Format.QUALIFIED);
    argument.end();
    stored(transaction, argument, "escrowId", SettlementKeys.escrow(id));
    JsonObject plan =
        transaction
            .sealedLedger()
            .own(SettlementKeys.plan(id))
            .orElseThrow(
                () ->
                    argument.refuse(
                        RefusalCode.PERMISSION_DENIED,
                        "escrowId",
                        "nothing of it is sealed to this member"));
    return Json.object()
        .put(
            "planned",
            new PayoutPlan(FundedPlan.fromJson(Fields.ofSealed("plan", plan)).outcomes().outcomes())
                .toJson())
        .build();
  }

  /** {@code {"redemptionId"}}: the redemption as it is stored. */
  static JsonObject redemption(Transaction transaction, Fields argument) {
    String id = argument.text("redemptionId", Format.QUALIFIED);
    argument.end();
    return stored(transaction, argument, "redemptionId", SettlementKeys.redemption(id));
  }

  /** {@code {"redemptionId"}}: what the bank is told to pay; only for the owner and the bank. */
  static JsonObject redemptionOrder(Transaction transaction, Fields argument) {
    String id = argument.text("redemptionId", Format.QUALIFIED);
    argument.end();
    return transaction
        .sealedLedger()
        .own(SettlementKeys.redemption(id))
        .orElseThrow(
            () ->
                argument.refuse(
                    RefusalCode.NOT_FOUND, "redemptionId", "nothing is sealed to this member"));
  }

  /**
   * {@code {"redemptionId"}}: what is to be said of its return; only for the owner and the bank.
   */
  static JsonObject returnAdvice(Transaction transaction, Fields argument) {
    String id = argument.text("redemptionId", Format.QUALIFIED);
    argument.end();
    return transaction
        .sealedLedger()
        .own(SettlementKeys.returned(id))
        .orElseThrow(
            () ->
                argument.refuse(
                    RefusalCode.NOT_FOUND, "redemptionId", "nothing is sealed to this member"));
  }

  /**
   * {@code {"receivableId"}}: a claim on offer as it is stored, whether it was bought, and the
   * offer for those it is sealed to.
   */
  static JsonObject receivable(Transaction transaction, Fields argument) {
    String id = argument.text("receivableId", Format.QUALIFIED);
    argument.end();
    JsonObject.Builder answer =
        stored(transaction, argument, "receivableId", SettlementKeys.receivable(id)).toBuilder()
            .put("sold", transaction.ledger().has(SettlementKeys.sale(id)));
    transaction
        .sealedLedger()
        .own(SettlementKeys.receivable(id))
        .ifPresent(offer -> answer.put("offer", offer));
    return answer.build();
  }

  /** {@code {"noteId"}}: an unspent note, its state, and whether that is SPENDABLE. */
  static JsonObject note(Transaction transaction, Fields argument) {
    String id = argument.text("noteId", Note.ID);
    argument.end();
    JsonObject stored = stored(transaction, argument, "noteId", SettlementKeys.note(id));
    NoteState state = new Spending(transaction).state(id);
    return stored.toBuilder()
        .put("noteId", id)
        .put("state", state.name())
        .put("spendable", state == NoteState.SPENDABLE)
        .build();
  }

  /** {@code {}}: the allowances of all banks, at most 1000. */
  static JsonObject allowances(Transaction transaction, Fields argument) {
    argument.end();
    List<JsonObject> allowances = new ArrayList<>();
    for (Entry entry :
        transaction
            .ledger()
            .range(
                SettlementKeys.ALLOWANCES, Scan.after(SettlementKeys.ALLOWANCES), MAX_ALLOWANCES)) {
      String id = entry.key().substring(SettlementKeys.ALLOWANCES.length());
      allowances.add(entry.value().toBuilder().put("allowanceId", id).build());
    }
    return Json.object().putAll("allowances", allowances).build();
  }

  /** What is stored under a key; the field is to blame if nothing is. */
  static JsonObject stored(Transaction transaction, Fields argument, String field, String key) {
    return transaction
        .ledger()
        .read(key)
        .orElseThrow(() -> argument.refuse(RefusalCode.NOT_FOUND, field, "nothing has this id"));
  }
}
