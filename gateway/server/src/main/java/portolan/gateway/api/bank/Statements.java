// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.bank;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import portolan.api.v1.AnnouncedEntry;
import portolan.api.v1.BankCharge;
import portolan.api.v1.EntryOutcome;
import portolan.api.v1.ImportStatementRequest;
import portolan.api.v1.ImportStatementResponse;
import portolan.api.v1.ImportedEntry;
import portolan.api.v1.ListSuspenseRequest;
import portolan.api.v1.ListSuspenseResponse;
import portolan.api.v1.ResolveSuspenseRequest;
import portolan.api.v1.ResolveSuspenseResponse;
import portolan.api.v1.ReturnRedemptionRequest;
import portolan.api.v1.SuspendedEntry;
import portolan.domain.encoding.Timestamp;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.reconciliation.BankAmount;
import portolan.domain.settlement.reconciliation.BankEntry;
import portolan.domain.settlement.reconciliation.BankEntry.Direction;
import portolan.domain.settlement.reconciliation.BankEntry.Report;
import portolan.domain.settlement.reconciliation.Charge;
import portolan.domain.settlement.reconciliation.PaymentOrder;
import portolan.domain.settlement.reconciliation.Reconciliation;
import portolan.domain.settlement.reconciliation.Suspicion;
import portolan.domain.settlement.reconciliation.Verdict;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Call;
import portolan.gateway.api.ledger.Amounts;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.iso20022.AccountReport;
import portolan.gateway.iso20022.MessageException;
import portolan.gateway.outbox.Outcome;
import portolan.gateway.statements.JudgedEntry;
import portolan.gateway.statements.StatementStore;

/**
 * Reconciles what the bank rails say with the redemptions on the ledger. What a message shows is
 * first written on the ledger and then kept here, so a message that was imported in part is simply
 * imported again.
 */
final class Statements {
  private static final int MAX_LISTED = 1_000;
  private static final int USUALLY_LISTED = 100;
  private static final int MAX_RESOLUTION = 500;

  private final Membership members;
  private final PaymentLedger ledger;
  private final StatementStore store;
  private final InstantSource clock;
  private final ReentrantLock oneByOne = new ReentrantLock();

  Statements(Membership members, PaymentLedger ledger, StatementStore store, InstantSource clock) {
    this.members = members;
    this.ledger = ledger;
    this.store = store;
    this.clock = clock;
  }

  ImportStatementResponse importStatement(ImportStatementRequest request, Call call)
      throws ApiException, InterruptedException {
    members.requireOwnRole("bank");
    long end = System.nanoTime() + call.remaining().toNanos();
    ImportStatementResponse.Builder response = ImportStatementResponse.newBuilder();
    List<AccountReport> reports = reports(request, response);
    List<BankEntry> all = reports.stream().flatMap(r -> r.entries().stream()).toList();
    requireOnce(all);
    Map<BankEntry.Key, BankEntry> once = new LinkedHashMap<>();
    all.forEach(e -> once.putIfAbsent(e.key(), e));
    List<BankEntry> entries = List.copyOf(once.values());
    List<AccountReport.Malformed> malformed =
        reports.stream().flatMap(r -> r.malformed().stream()).distinct().toList();
    Turns.take(oneByOne, call.remaining());
    try {
      Map<BankEntry.Key, StatementStore.Before> before = store.find(entries);
      Map<BankEntry.Key, JudgedEntry.Judgement> seen = store.findMalformed(malformed);
      requireUnchanged(entries, before);
      List<BankEntry> fresh = entries.stream().filter(e -> !before.containsKey(e.key())).toList();
      Map<BankEntry.Key, JudgedEntry> judged = carryOut(judge(fresh, end), call, end);
      store.insert(
          fresh.stream().map(e -> judged.get(e.key())).toList(),
          malformed.stream().filter(m -> !seen.containsKey(m.key())).toList(),
          clock.millis());
      for (BankEntry entry : entries) {
        JudgedEntry now = judged.get(entry.key());
        response.addEntries(
            now == null
                ? shown(entry, before.get(entry.key()).outcome().orElseThrow()).setExisting(true)
                : shown(entry, now.judgement()));
      }
      malformed.forEach(m -> response.addEntries(shown(m, seen.containsKey(m.key()))));
      return response.build();
    } catch (SQLException e) {
      throw Turns.storeFailed(e);
    } finally {
      oneByOne.unlock();
    }
  }

  /** Those of the account; what else is to be said of the message goes into the response. */
  private static List<AccountReport> reports(
      ImportStatementRequest request, ImportStatementResponse.Builder response)
      throws ApiException {
    String account = AccountReport.account(request.getAccount());
    if (account.isEmpty()) {
      throw ApiException.invalid("account", "expected the number of the account");
    }
    List<AccountReport> reports;
    try {
      reports = AccountReport.read(request.getMessage().toByteArray());
    } catch (MessageException e) {
      throw ApiException.invalid(
          e.field().isEmpty() ? "message" : "message." + e.field(), e.getMessage());
    }
    List<AccountReport> own = reports.stream().filter(r -> r.account().equals(account)).toList();
    List<String> others =
        reports.stream()
            .map(AccountReport::account)
            .filter(a -> !a.equals(account))
            .distinct()
            .toList();
    if (own.isEmpty()) {
      throw ApiException.invalid(
          "message.account",
          "expected a statement of " + account + ", found " + String.join(", ", others));
    }
    response.addAllOtherAccounts(others);
    for (AccountReport report : own) {
      response.setNotBooked(response.getNotBooked() + report.announced().size());
      for (AccountReport.Announced announced : report.announced()) {
        if (response.getAnnouncedCount() < MAX_LISTED) {
          response.addAnnounced(
              AnnouncedEntry.newBuilder()
                  .setStatementId(announced.key().statementId())
                  .setPage(announced.key().page())
                  .setReference(announced.key().reference())
                  .setStatus(announced.status())
                  .setProprietary(announced.proprietary()));
        }
      }
    }
    return own;
  }

  /** A message may repeat a statement; it may not say two things of one. */
  private static void requireOnce(List<BankEntry> entries) throws ApiException {
    Map<BankEntry.Key, BankEntry> byKey = new HashMap<>();
    for (BankEntry entry : entries) {
      BankEntry other = byKey.putIfAbsent(entry.key(), entry);
      if (other != null && !StatementStore.saysTheSame(entry, other)) {
        throw ApiException.invalid(
            "message." + entry.key().statementId(), "expected each statement once");
      }
    }
  }

  /** What was read under the same reference has to be the same; else somebody has to look first. */
  private static void requireUnchanged(
      List<BankEntry> entries, Map<BankEntry.Key, StatementStore.Before> before)
      throws ApiException {
    for (BankEntry entry : entries) {
      StatementStore.Before known = before.get(entry.key());
      if (known != null && known.changed()) {
        throw ApiException.refused(
            "ALREADY_EXISTS",
            "message",
            "entry %s of statement %s was imported with other content; nothing was changed"
                .formatted(entry.key().reference(), entry.key().statementId()));
      }
    }
  }

  private Map<BankEntry, Verdict> judge(List<BankEntry> entries, long end)
      throws ApiException, SQLException {
    SortedSet<Uetr> named = new TreeSet<>();
    entries.forEach(e -> named.addAll(Reconciliation.named(e.references())));
    List<Uetr> uetrs = List.copyOf(named);
    List<PaymentOrder> orders = new ArrayList<>();
    for (int i = 0; i < uetrs.size(); i += PaymentLedger.MAX_PAGE) {
      List<Uetr> some = uetrs.subList(i, Math.min(uetrs.size(), i + PaymentLedger.MAX_PAGE));
      for (PaymentLedger.Due due : ledger.named(some, remaining(end))) {
        orders.add(
            PaymentOrder.of(
                due.redemption(), due.order().orElseThrow(Statements::notHereYet), due.advice()));
        if (due.isAdviceMissing()) {
          throw notHereYet();
        }
      }
    }
    Reconciliation reconciliation =
        new Reconciliation(
            orders,
            store.told(orders.stream().map(PaymentOrder::redemptionId).toList()),
            clock.instant());
    Map<BankEntry, Verdict> verdicts = new LinkedHashMap<>();
    // Some banks list the newest first: money goes out before it comes back.
    for (Direction direction : List.of(Direction.DEBIT, Direction.CREDIT)) {
      entries.stream()
          .filter(e -> e.direction() == direction)
          .forEach(e -> verdicts.put(e, reconciliation.judge(e)));
    }
    return verdicts;
  }

  /** Confirmations share transactions; then come the returns, some of the same redemptions. */
  private Map<BankEntry.Key, JudgedEntry> carryOut(
      Map<BankEntry, Verdict> verdicts, Call call, long end)
      throws ApiException, InterruptedException {
    List<PaymentOrder> paid =
        verdicts.values().stream()
            .filter(Verdict.Confirm.class::isInstance)
            .map(v -> ((Verdict.Confirm) v).order())
            .toList();
    Map<String, Boolean> confirmed = confirmed(paid, call, end);
    Map<BankEntry.Key, JudgedEntry> judged = new LinkedHashMap<>();
    for (Map.Entry<BankEntry, Verdict> of : verdicts.entrySet()) {
      BankEntry entry = of.getKey();
      judged.put(
          entry.key(),
          switch (of.getValue()) {
            case Verdict.Confirm(PaymentOrder order) ->
                confirmed.get(order.redemptionId())
                    ? matched(entry, JudgedEntry.Outcome.CONFIRMED, order)
                    : refused(entry, order);
            case Verdict.GiveBack giveBack ->
                isGivenBack(giveBack, end)
                    ? matched(entry, JudgedEntry.Outcome.RETURNED, giveBack.order())
                    : refused(entry, giveBack.order());
            case Verdict.Known(PaymentOrder order) ->
                matched(entry, JudgedEntry.Outcome.KNOWN, order);
            case Verdict.Suspend(Suspicion why) ->
                judged(entry, JudgedEntry.Outcome.SUSPENDED, Optional.empty(), Optional.of(why));
          });
    }
    return judged;
  }

  private static JudgedEntry matched(
      BankEntry entry, JudgedEntry.Outcome outcome, PaymentOrder order) {
    return judged(entry, outcome, Optional.of(order.redemptionId()), Optional.empty());
  }

  private static JudgedEntry judged(
      BankEntry entry,
      JudgedEntry.Outcome outcome,
      Optional<String> redemptionId,
      Optional<Suspicion> suspicion) {
    return new JudgedEntry(entry, new JudgedEntry.Judgement(outcome, redemptionId, suspicion));
  }

  private static JudgedEntry refused(BankEntry entry, PaymentOrder order) {
    return judged(
        entry,
        JudgedEntry.Outcome.SUSPENDED,
        Optional.of(order.redemptionId()),
        Optional.of(Suspicion.LEDGER_REFUSED));
  }

  private Map<String, Boolean> confirmed(List<PaymentOrder> orders, Call call, long end)
      throws ApiException, InterruptedException {
    List<CompletableFuture<Outcome>> begun = ledger.confirm(orders, call.caller());
    Map<String, Boolean> confirmed = new LinkedHashMap<>();
    for (int i = 0; i < begun.size(); i++) {
      boolean good =
          switch (outcome(begun.get(i), end)) {
            case Outcome.Committed c -> true;
            case Outcome.Existing e -> true;
            case Outcome.Refused r -> {
              requireFinal(LedgerAccess.refused(r));
              yield false;
            }
          };
      confirmed.put(orders.get(i).redemptionId(), good);
    }
    return confirmed;
  }

  private static Outcome outcome(CompletableFuture<Outcome> begun, long end)
      throws ApiException, InterruptedException {
    try {
      return begun.get(remaining(end).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw ApiException.deadline("not all of the message is on the ledger yet; import it again");
    } catch (ExecutionException e) {
      throw LedgerAccess.unfinished(e.getCause());
    }
  }

  private boolean isGivenBack(Verdict.GiveBack giveBack, long end)
      throws ApiException, InterruptedException {
    try {
      ReturnRedemptionRequest.Builder request =
          ReturnRedemptionRequest.newBuilder()
              .setRedemptionId(giveBack.order().redemptionId())
              .setReason(giveBack.reason().code())
              .setNarrative(giveBack.narrative());
      if (!giveBack.amount().equals(giveBack.order().amount())) {
        request.setCharge(Amounts.shown(giveBack.order().amount().minus(giveBack.amount())));
      }
      ledger.giveBack(request.build(), remaining(end));
      return true;
    } catch (ApiException e) {
      requireFinal(e);
      return false;
    }
  }

  /** Passes on what another try may cure, or an operator; the rest waits with its booking. */
  private static void requireFinal(ApiException e) throws ApiException {
    switch (e.code()) {
      case FAILED_PRECONDITION, ALREADY_EXISTS -> {}
      default -> throw e;
    }
  }

  private static Duration remaining(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  ListSuspenseResponse listSuspense(ListSuspenseRequest request, Duration remaining)
      throws ApiException {
    members.requireOwnRole("bank");
    int limit = request.getLimit() == 0 ? USUALLY_LISTED : request.getLimit();
    if (limit < 1 || limit > MAX_LISTED) {
      throw ApiException.invalid("limit", "expected 1 to " + MAX_LISTED);
    }
    ListSuspenseResponse.Builder response = ListSuspenseResponse.newBuilder();
    try {
      for (StatementStore.Suspended entry : store.suspended(request.getAfter(), limit)) {
        response.addEntries(
            SuspendedEntry.newBuilder()
                .setNumber(entry.number())
                .setEntry(
                    shown(entry.key(), entry.direction())
                        .setCurrency(entry.money().map(BankAmount::currency).orElse(""))
                        .setAmount(entry.money().map(m -> m.value().toPlainString()).orElse(""))
                        .addAllCharges(shown(entry.charges())))
                .setSuspicion(entry.suspicion().name())
                .setProblem(entry.problem())
                .addAllReferences(entry.references().lines().toList())
                .setReadAt(Timestamp.format(Instant.ofEpochMilli(entry.readAtMillis()))));
      }
    } catch (SQLException e) {
      throw Turns.storeFailed(e);
    }
    return response.build();
  }

  ResolveSuspenseResponse resolveSuspense(ResolveSuspenseRequest request, Duration remaining)
      throws ApiException {
    members.requireOwnRole("bank");
    String resolution = request.getResolution();
    if (resolution.isBlank() || resolution.length() > MAX_RESOLUTION) {
      throw ApiException.invalid("resolution", "expected 1 to " + MAX_RESOLUTION + " characters");
    }
    Optional<String> stored;
    try {
      stored = store.resolve(request.getNumber(), resolution, clock.millis());
    } catch (SQLException e) {
      throw Turns.storeFailed(e);
    }
    if (stored.isEmpty()) {
      throw ApiException.refused("NOT_FOUND", "number", "expected a booking in suspense");
    }
    if (!stored.get().equals(resolution)) {
      throw ApiException.refused(
          "ALREADY_EXISTS", "resolution", "this booking was resolved otherwise");
    }
    return ResolveSuspenseResponse.getDefaultInstance();
  }

  private static ImportedEntry.Builder shown(BankEntry entry, JudgedEntry.Judgement judgement) {
    return ImportedEntry.newBuilder()
        .setEntry(
            shown(entry.key(), entry.direction())
                .setCurrency(entry.currency())
                .setAmount(entry.amount().toPlainString())
                .addAllCharges(shown(entry.charges())))
        .setOutcome(outcome(judgement.outcome()))
        .setRedemptionId(judgement.redemptionId().orElse(""))
        .setSuspicion(judgement.suspicion().map(Suspicion::name).orElse(""))
        .setNarrative(entry.returned().map(BankEntry.ReturnInformation::narrative).orElse(""));
  }

  private static ImportedEntry.Builder shown(AccountReport.Malformed entry, boolean existing) {
    return ImportedEntry.newBuilder()
        .setEntry(shown(entry.key(), Direction.CREDIT))
        .setOutcome(EntryOutcome.ENTRY_OUTCOME_SUSPENDED)
        .setSuspicion(Suspicion.MALFORMED.name())
        .setProblem(StatementStore.problem(entry))
        .setExisting(existing);
  }

  private static EntryOutcome outcome(JudgedEntry.Outcome outcome) {
    return EntryOutcome.valueOf("ENTRY_OUTCOME_" + outcome.name());
  }

  private static List<BankCharge> shown(List<Charge> charges) {
    return charges.stream()
        .map(
            charge ->
                BankCharge.newBuilder()
                    .setCurrency(charge.amount().currency())
                    .setAmount(charge.amount().value().toPlainString())
                    .setCredit(charge.direction() == Direction.CREDIT)
                    .setSeparate(!charge.included().orElse(true))
                    .build())
        .toList();
  }

  private static portolan.api.v1.BankEntry.Builder shown(BankEntry.Key key, Direction direction) {
    return portolan.api.v1.BankEntry.newBuilder()
        .setStatementId(key.statementId())
        .setStatementDate(key.date())
        .setPage(key.page())
        .setReference(key.reference())
        .setDebit(direction == Direction.DEBIT)
        .setNotification(key.report() == Report.NOTIFICATION)
        .setInterim(key.report() == Report.INTERIM);
  }

  private static ApiException notHereYet() {
    return ApiException.unavailable("an order has not reached this peer yet; import again");
  }
}
