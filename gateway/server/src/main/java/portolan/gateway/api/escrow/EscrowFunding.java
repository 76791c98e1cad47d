// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.escrow;

import com.google.protobuf.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.FundEscrowResponse;
import portolan.api.v1.FundOrderRequest;
import portolan.api.v1.FundOrderResponse;
import portolan.api.v1.Payout;
import portolan.api.v1.Receipt;
import portolan.api.v1.WithholdTaxRequest;
import portolan.api.v1.WithholdTaxResponse;
import portolan.domain.customs.TaxDue;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.instruction.FundEscrow;
import portolan.domain.settlement.journal.OwnNote;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.customs.Declarations;
import portolan.gateway.api.ledger.Amounts;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.ledger.Randomness;
import portolan.gateway.api.money.Wallet;
import portolan.gateway.outbox.Submission;

/**
 * Funds escrows: chooses notes, commits the settlement plan, and afterwards tells each payee of its
 * note in a transaction that shows nothing else.
 */
final class EscrowFunding {
  private final Membership members;
  private final Wallet wallet;
  private final NoteAdvice advice;
  private final Declarations declarations;

  EscrowFunding(Membership members, LedgerAccess ledger, Wallet wallet) {
    this.members = members;
    this.wallet = wallet;
    advice = new NoteAdvice(members);
    declarations = new Declarations(ledger);
  }

  FundEscrowResponse fund(FundEscrowRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    Funded funded = fund("", List.of(request), request, remaining);
    return FundEscrowResponse.newBuilder()
        .setReceipt(funded.receipt())
        .setFundedMinorUnits(funded.total().minorUnits())
        .build();
  }

  FundOrderResponse fundOrder(FundOrderRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    int count = request.getEscrowsCount();
    if (count < 1 || count > SettlementPlan.MAX_ESCROWS) {
      throw ApiException.invalid(
          "escrows", "expected 1 to " + SettlementPlan.MAX_ESCROWS + " escrows, found " + count);
    }
    FundEscrowRequest first = request.getEscrows(0);
    for (int i = 1; i < count; i++) {
      requireSame("escrows[" + i + "].", first, request.getEscrows(i));
    }
    Funded funded = fund("escrows", request.getEscrowsList(), request, remaining);
    return FundOrderResponse.newBuilder()
        .setReceipt(funded.receipt())
        .setFundedMinorUnits(funded.total().minorUnits())
        .build();
  }

  private static void requireSame(String field, FundEscrowRequest first, FundEscrowRequest other)
      throws ApiException {
    if (!other.getOrderId().equals(first.getOrderId())) {
      throw ApiException.invalid(field + "orderId", "expected one order for all escrows");
    }
    if (!other.getBank().equals(first.getBank())) {
      throw ApiException.invalid(field + "bank", "expected one bank for all escrows");
    }
    if (!other.getCurrency().equals(first.getCurrency())) {
      throw ApiException.invalid(field + "currency", "expected one currency for all escrows");
    }
  }

  /** The duty and VAT that customs assessed, as an escrow of their own. */
  WithholdTaxResponse withholdTax(WithholdTaxRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    members.requireMember("bank", request.getBank());
    Declarations.Assessed assessed =
        LedgerAccess.patiently(() -> declarations.assessed(request.getDeclarationId()));
    TaxDue due = assessed.due();
    Funded funded =
        fund(
            "",
            request.getEscrowId(),
            request.getBank(),
            due.total(),
            () ->
                List.of(
                    new Draft(
                        new EscrowTerms(
                            request.getEscrowId(),
                            assessed.orderId(),
                            due.declarationId(),
                            due.authority(),
                            request.getBank(),
                            due.total().currency(),
                            new Trigger.Tax(due.commitment()),
                            request.getExpiresAfterSeconds(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                        PayoutPlan.withholding(
                            due,
                            opening(due.authority(), due.total()),
                            opening(members.own(), due.total())))),
            request,
            remaining);
    return WithholdTaxResponse.newBuilder()
        .setReceipt(funded.receipt())
        .setWithheld(Amounts.shown(funded.total()))
        .build();
  }

  private record Funded(Receipt receipt, Money total) {}

  /** An escrow that is to be funded. */
  private record Draft(EscrowTerms terms, PayoutPlan plan) {}

  /** Draws the escrows up, with new salts each time. */
  @FunctionalInterface
  private interface Drafting {
    List<Draft> drafts() throws ApiException;
  }

  /**
   * Funds the escrows together.
   *
   * @param list name of the field with the escrows; empty if the request itself is the only one
   * @param message the caller's request
   */
  private Funded fund(
      String list, List<FundEscrowRequest> escrows, Message message, Duration remaining)
      throws ApiException, InterruptedException {
    String bank = escrows.getFirst().getBank();
    members.requireMember(path(list, 0) + "bank", bank);
    Money total = total(list, escrows);
    return fund(
        list,
        escrows.getFirst().getEscrowId(),
        bank,
        total,
        () -> drafts(list, escrows, total.currency()),
        message,
        remaining);
  }

  private Funded fund(
      String list,
      String firstId,
      String bank,
      Money total,
      Drafting drafting,
      Message message,
      Duration remaining)
      throws ApiException, InterruptedException {
    try {
      LedgerAccess.Written written =
          wallet.pay(
              "escrow:" + firstId,
              message,
              (purse, key, hash) -> {
                List<Draft> drafts = drafting.drafts();
                return submissions(drafts, total, purse.take(total, bank), key, hash);
              },
              remaining);
      return new Funded(written.receipt(), total);
    } catch (ApiException e) {
      throw list.isEmpty() ? e.withoutPrefix("escrows[0].") : e;
    }
  }

  private static String path(String list, int index) {
    return list.isEmpty() ? "" : list + "[" + index + "].";
  }

  private Money total(String list, List<FundEscrowRequest> escrows) throws ApiException {
    List<Money> amounts = new ArrayList<>();
    for (int i = 0; i < escrows.size(); i++) {
      payouts(path(list, i), escrows.get(i)).forEach(opening -> amounts.add(opening.amount()));
    }
    try {
      return Money.sum(amounts.getFirst().currency(), amounts);
    } catch (ArithmeticException e) {
      throw ApiException.invalid(path(list, 0) + "payouts", "expected at most 18 digits in all");
    }
  }

  private List<NoteOpening> payouts(String path, FundEscrowRequest request) throws ApiException {
    List<Payout> payouts = request.getPayoutsList();
    if (request.hasAllocation()) {
      payouts = Payouts.divided(path, payouts, request.getCurrency(), request.getAllocation());
    }
    return Payouts.openings(path + "payouts", payouts, request.getCurrency(), members);
  }

  private List<Draft> drafts(String list, List<FundEscrowRequest> escrows, Currency currency)
      throws ApiException {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < escrows.size(); i++) {
      String path = path(list, i);
      drafts.add(new Draft(terms(path, escrows.get(i), currency), plan(path, escrows.get(i))));
    }
    return drafts;
  }

  private List<Submission> submissions(
      List<Draft> drafts, Money total, List<OwnNote> inputs, String key, String hash)
      throws ApiException {
    List<PayoutPlan> plans = drafts.stream().map(Draft::plan).toList();
    List<EscrowTerms> terms = drafts.stream().map(Draft::terms).toList();
    Money left =
        Money.sum(total.currency(), inputs.stream().map(OwnNote::amount).toList()).minus(total);
    SettlementPlan plan =
        new SettlementPlan(
            inputs.stream().map(OwnNote::opening).toList(),
            plans,
            left.isZero() ? List.of() : List.of(opening(members.own(), left)),
            Randomness.hex());
    FundEscrow item = FundEscrow.of(terms, inputs.stream().map(OwnNote::noteId).toList(), plan);
    String bank = terms.getFirst().bank();
    List<Submission> submissions =
        new ArrayList<>(
            LedgerAccess.of(
                    SettlementFunction.FUND,
                    item.toJson(),
                    Optional.of(plan.toJson()),
                    members.exactly(bank, members.own()))
                .make(key, hash));
    for (int i = 0; i < plans.size(); i++) {
      for (Outcome outcome : plans.get(i).outcomes().keySet()) {
        Gate gate = Gate.of(terms.get(i).escrowId(), outcome);
        List<NoteOpening> notes = plans.get(i).of(outcome);
        for (int n = 0; n < notes.size(); n++) {
          if (advice.isNeeded(notes.get(n), bank)) {
            submissions.add(advice.of(Note.gatedId(gate, n + 1), notes.get(n), bank, key, hash));
          }
        }
      }
    }
    return submissions;
  }

  private PayoutPlan plan(String path, FundEscrowRequest request) throws ApiException {
    List<NoteOpening> delivered = payouts(path, request);
    Money total =
        Money.sum(
            delivered.getFirst().amount().currency(),
            delivered.stream().map(NoteOpening::amount).toList());
    Map<Outcome, List<NoteOpening>> outcomes = new EnumMap<>(Outcome.class);
    outcomes.put(Outcome.DELIVERED, delivered);
    outcomes.put(Outcome.REFUNDED, List.of(opening(members.own(), total)));
    if (request.getLossPayoutsCount() > 0) {
      outcomes.put(
          Outcome.LOST,
          Payouts.openings(
              path + "lossPayouts", request.getLossPayoutsList(), request.getCurrency(), members));
    }
    return new PayoutPlan(
        outcomes,
        request.hasAllocation()
            ? Optional.of(
                Payouts.allocation(path, request.getPayoutsList(), request.getAllocation()))
            : Optional.empty());
  }

  private EscrowTerms terms(String path, FundEscrowRequest request, Currency currency)
      throws ApiException {
    return new EscrowTerms(
        request.getEscrowId(),
        request.getOrderId(),
        request.getDeclarationId(),
        authority(path, request),
        request.getBank(),
        currency,
        trigger(path, request),
        request.getExpiresAfterSeconds(),
        request.hasRulebook()
            ? Optional.of(Disputes.rulebook(request.getRulebook()))
            : Optional.empty(),
        named(request.getCarrier()),
        named(request.getScreener()));
  }

  /** The one that is named, or the only one. */
  private String authority(String path, FundEscrowRequest request) throws ApiException {
    if (!request.getAuthority().isEmpty()) {
      return request.getAuthority();
    }
    List<String> authorities = members.holders("customs");
    if (authorities.size() != 1) {
      throw ApiException.invalid(
          path + "authority",
          "expected the MSP id of a customs authority, one of " + String.join(", ", authorities));
    }
    return authorities.getFirst();
  }

  private static Optional<String> named(String member) {
    return member.isEmpty() ? Optional.empty() : Optional.of(member);
  }

  private static Trigger trigger(String path, FundEscrowRequest request) throws ApiException {
    boolean secret = !request.getDeliverySecretSha256().isEmpty();
    boolean signed = !request.getSignedBy().isEmpty();
    if ((secret && signed) || (request.getOnRelease() && (secret || signed))) {
      throw ApiException.invalid(
          path + "deliverySecretSha256",
          "expected one of deliverySecretSha256, signedBy and onRelease");
    }
    if (signed) {
      return new Trigger.Signature(request.getSignedBy());
    }
    return request.getOnRelease()
        ? new Trigger.Release()
        : new Trigger.Secret(request.getDeliverySecretSha256());
  }

  private static NoteOpening opening(String owner, Money amount) {
    return new NoteOpening(amount, owner, Randomness.hex());
  }
}
