// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import portolan.contracts.transaction.Entry;
import portolan.contracts.transaction.Scan;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.RefusedException;
import portolan.domain.membership.Role;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.FundedPlan;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.LockGate;
import portolan.domain.settlement.LockOutcome;
import portolan.domain.settlement.Mint;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteId;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.settlement.TrialBalance;
import portolan.domain.worldstate.SettlementKeys;

/**
 * {@code audit} [bank, at its own peer]: checks every note and redemption of the bank against the
 * openings that it holds, and whether its money adds up. Walks the whole state: for auditors, not
 * for every minute.
 */
final class Audit {
  private static final int MAX_FINDINGS = 100;

  private final Transaction transaction;
  private final String bank;
  private final TrialBalance balance = new TrialBalance();
  private final List<JsonObject> findings = new ArrayList<>();
  private final Map<Gate, Money> gated = new HashMap<>();
  private final Map<LockedMoney, Money> locked = new HashMap<>();
  private String planOf = "";
  private Optional<FundedPlan> plan = Optional.empty();
  private int findingCount;
  private int notes;

  /** Behind a gate of a lock there may be notes in both currencies. */
  private record LockedMoney(LockGate gate, Currency currency) {}

  private Audit(Transaction transaction) {
    this.transaction = transaction;
    this.bank = transaction.caller();
  }

  static JsonObject run(Transaction transaction, Fields argument) {
    argument.end();
    transaction.requireRole(EnumSet.of(Role.BANK));
    Audit audit = new Audit(transaction);
    audit.countMints();
    audit.countRedemptions();
    audit.countNotes();
    audit.countEscrows();
    audit.countLocks();
    return audit.answer();
  }

  private void countMints() {
    Scan scan = new Scan(transaction.ledger()::range, SettlementKeys.MINTS);
    while (scan.hasNext()) {
      Entry entry = scan.next();
      Mint mint = Mint.fromJson(Fields.of(entry.key(), entry.value()));
      if (mint.issuer().equals(bank)) {
        balance.addMinted(mint.amount());
      }
    }
  }

  private void countRedemptions() {
    Scan scan = new Scan(transaction.ledger()::range, SettlementKeys.REDEMPTIONS);
    while (scan.hasNext()) {
      Entry entry = scan.next();
      Redemption redemption = Redemption.fromJson(Fields.of(entry.key(), entry.value()));
      if (!redemption.bank().equals(bank)) {
        continue;
      }
      if (redemption.state().countsAsRedeemed()) {
        opened(
                entry.key(),
                RedemptionOrder.KIND,
                redemption.commitment(),
                transaction.sealedLedger().own(entry.key()))
            .ifPresent(order -> balance.addRedeemed(RedemptionOrder.fromJson(order).amount()));
      } else if (redemption.state() instanceof RedemptionState.Returned returned) {
        returned.advice().ifPresent(advice -> countCharge(redemption.redemptionId(), advice));
      }
    }
  }

  /** What the bank rails kept of a return is no note again: it stays redeemed. */
  private void countCharge(String redemptionId, Commitment advice) {
    String key = SettlementKeys.returned(redemptionId);
    opened(key, ReturnAdvice.KIND, advice, transaction.sealedLedger().own(key))
        .ifPresent(document -> balance.addRedeemed(ReturnAdvice.fromJson(document).charge()));
  }

  private void countNotes() {
    Spending spending = new Spending(transaction);
    Scan scan = new Scan(transaction.ledger()::range, SettlementKeys.NOTES);
    Scan sealed = new Scan(transaction.sealedLedger()::own, SettlementKeys.NOTES);
    Optional<Entry> opening = next(sealed);
    while (scan.hasNext()) {
      Entry entry = scan.next();
      while (opening.isPresent() && opening.get().key().compareTo(entry.key()) < 0) {
        opening = next(sealed);
      }
      Note note = Note.fromJson(Fields.of(entry.key(), entry.value()));
      if (note.issuer().equals(bank)) {
        Optional<JsonObject> document =
            opening
                .filter(o -> o.key().equals(entry.key()))
                .map(Entry::value)
                .or(() -> planned(entry.key().substring(SettlementKeys.NOTES.length())));
        notes++;
        opened(entry.key(), NoteOpening.KIND, note.commitment(), document)
            .ifPresent(fields -> count(note, NoteOpening.fromJson(fields).amount(), spending));
      }
    }
  }

  /** Of a funding the bank keeps the plan. Notes of one escrow follow each other. */
  private Optional<JsonObject> planned(String noteId) {
    NoteId id = NoteId.parse(noteId);
    if (!id.isOfFunding()) {
      return Optional.empty();
    }
    if (!id.origin().equals(planOf)) {
      planOf = id.origin();
      plan =
          transaction
              .sealedLedger()
              .own(SettlementKeys.plan(planOf))
              .map(
                  document ->
                      FundedPlan.fromJson(Fields.ofSealed(SettlementKeys.plan(planOf), document)));
    }
    return plan.flatMap(p -> p.opening(id)).map(NoteOpening::toJson);
  }

  private static Optional<Entry> next(Scan scan) {
    return scan.hasNext() ? Optional.of(scan.next()) : Optional.empty();
  }

  private void count(Note note, Money amount, Spending spending) {
    switch (spending.state(note)) {
      case SPENDABLE -> balance.addSpendable(amount);
      case GATED -> hold(note.gate().orElseThrow(), amount);
      case VOID, SPENT -> {}
    }
  }

  private void hold(NoteGate before, Money amount) {
    switch (before) {
      case Gate gate -> gated.merge(gate, amount, Money::plus);
      case LockGate gate ->
          locked.merge(new LockedMoney(gate, amount.currency()), amount, Money::plus);
    }
  }

  /** What an escrow holds counts once, though every outcome and every offer has notes for it. */
  private void countEscrows() {
    TreeSet<String> escrows = new TreeSet<>();
    gated.keySet().forEach(gate -> escrows.add(gate.escrowId()));
    for (String escrow : escrows) {
      Money delivered = gated.get(Gate.of(escrow, Outcome.DELIVERED));
      Money refunded = gated.get(Gate.of(escrow, Outcome.REFUNDED));
      Money lost = gated.getOrDefault(Gate.of(escrow, Outcome.LOST), refunded);
      if (delivered == null || !delivered.equals(refunded) || !delivered.equals(lost)) {
        find(SettlementKeys.escrow(escrow), "the outcomes do not pay out the same");
      } else {
        balance.addInEscrow(delivered);
      }
    }
  }

  /** As an escrow, in each of the currencies of this bank's notes by itself. */
  private void countLocks() {
    TreeMap<String, TreeSet<Currency>> locks = new TreeMap<>();
    locked
        .keySet()
        .forEach(
            held ->
                locks
                    .computeIfAbsent(held.gate().lockId(), id -> new TreeSet<>())
                    .add(held.currency()));
    locks.forEach((lock, currencies) -> currencies.forEach(currency -> countLock(lock, currency)));
  }

  private void countLock(String lock, Currency currency) {
    Money executed =
        locked.get(new LockedMoney(new LockGate(lock, LockOutcome.EXECUTED), currency));
    Money expired = locked.get(new LockedMoney(new LockGate(lock, LockOutcome.EXPIRED), currency));
    if (executed == null || !executed.equals(expired)) {
      find(SettlementKeys.lock(lock), "the outcomes do not pay out the same in " + currency);
    } else {
      balance.addInLocks(executed);
    }
  }

  /** The opening of a commitment, if the bank holds it and it is the right one. */
  private Optional<Fields> opened(
      String key, String kind, Commitment commitment, Optional<JsonObject> document) {
    if (document.isEmpty()) {
      find(key, "the bank has no opening");
      return Optional.empty();
    }
    try {
      commitment.requireOpenedBy(kind, key, document.get());
      return Optional.of(Fields.ofSealed(key, document.get()));
    } catch (RefusedException e) {
      find(key, "the bank's opening does not give the commitment");
      return Optional.empty();
    }
  }

  private void find(String key, String finding) {
    findingCount++;
    if (findings.size() < MAX_FINDINGS) {
      findings.add(Json.object().put("key", key).put("finding", finding).build());
    }
  }

  private JsonObject answer() {
    return Json.object()
        .put("bank", bank)
        .putAll("currencies", balance.lines().stream().map(TrialBalance.Line::toJson).toList())
        .put("notes", notes)
        .put("balanced", balance.balanced() && findingCount == 0)
        .put("findingCount", findingCount)
        .putAll("findings", findings)
        .build();
  }
}
