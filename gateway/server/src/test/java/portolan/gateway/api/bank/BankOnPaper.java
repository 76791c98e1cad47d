// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.bank;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import portolan.api.v1.ReturnRedemptionRequest;
import portolan.api.v1.ReturnRedemptionResponse;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Iban;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.reconciliation.PaymentOrder;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.gateway.outbox.Outcome;

/** The redemptions of one bank, in memory, with the rules of the ledger. */
final class BankOnPaper implements PaymentLedger {
  static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

  private final Map<String, Due> redemptions = new LinkedHashMap<>();
  private int pageSize = MAX_PAGE;

  /** What was written, in its order. */
  final List<String> written = new ArrayList<>();

  /** Not reached while this is set. */
  boolean down;

  /** Refuses every change while this is set, as for a state that changed meanwhile. */
  boolean refusing;

  static Uetr uetr(int number) {
    return new Uetr("%08d-7b6f-4491-a06f-b548d5a7512d".formatted(number));
  }

  /** Adds a redemption {@code R<number>}. */
  void owe(int number, String currency, long minorUnits, String creditor) {
    owe("SupplierMSP/R" + number, uetr(number), currency, minorUnits, creditor);
  }

  /** Adds a redemption. */
  void owe(String id, Uetr uetr, String currency, long minorUnits, String creditor) {
    RedemptionOrder order =
        new RedemptionOrder(
            new Money(new Currency(currency), minorUnits),
            creditor,
            new Iban("GB33BUKB20201555555555"),
            Sha256.hex("salt"));
    redemptions.put(
        id,
        new Due(
            new Redemption(
                id,
                "SupplierMSP",
                "BankMSP",
                List.of("BankMSP/M1.1"),
                order.commitment(),
                uetr,
                NOW,
                Sha256.hex(id),
                new RedemptionState.Requested()),
            Optional.of(order),
            Optional.empty()));
  }

  /** What is to be said of a return, if anything is. */
  Optional<ReturnAdvice> advice(String id) {
    return redemptions.get(id).advice();
  }

  /** Says by hand that a payment was made. */
  void pay(String id) {
    put(redemptions.get(id).redemption().confirm(redemptions.get(id).redemption().uetr(), NOW));
  }

  void inPagesOf(int size) {
    pageSize = size;
  }

  RedemptionState state(int number) {
    return state("SupplierMSP/R" + number);
  }

  RedemptionState state(String id) {
    return redemptions.get(id).redemption().state();
  }

  private void put(Redemption redemption) {
    put(redemption, Optional.empty());
  }

  private void put(Redemption redemption, Optional<ReturnAdvice> advice) {
    redemptions.put(
        redemption.redemptionId(),
        new Due(redemption, redemptions.get(redemption.redemptionId()).order(), advice));
  }

  @Override
  public Page due(Optional<String> bookmark, int limit) {
    List<Due> due =
        redemptions.values().stream()
            .filter(d -> d.redemption().state() instanceof RedemptionState.Requested)
            .filter(
                d ->
                    bookmark.isEmpty()
                        || d.redemption().redemptionId().compareTo(bookmark.get()) > 0)
            .limit(Math.min(limit, pageSize))
            .toList();
    return new Page(
        due,
        due.size() < pageSize
            ? Optional.empty()
            : Optional.of(due.getLast().redemption().redemptionId()));
  }

  @Override
  public List<Due> named(List<Uetr> uetrs, Duration remaining) throws ApiException {
    requireUp();
    return redemptions.values().stream()
        .filter(d -> uetrs.contains(d.redemption().uetr()))
        .toList();
  }

  private void requireUp() throws ApiException {
    if (down) {
      throw ApiException.unavailable("the peer is down");
    }
  }

  @Override
  public List<CompletableFuture<Outcome>> confirm(List<PaymentOrder> orders, Object caller) {
    return orders.stream().map(this::confirm).toList();
  }

  private CompletableFuture<Outcome> confirm(PaymentOrder order) {
    if (down) {
      return CompletableFuture.failedFuture(new LedgerUnavailableException("down", null));
    }
    if (refusing) {
      return CompletableFuture.completedFuture(
          new Outcome.Refused("REDEMPTION_RETURNED", "redemptionId", "it was returned", ""));
    }
    Redemption redemption = redemptions.get(order.redemptionId()).redemption();
    put(redemption.confirm(order.uetr(), NOW));
    written.add("confirmed " + QualifiedId.parse(order.redemptionId()).id());
    return CompletableFuture.completedFuture(new Outcome.Existing("{\"results\":[{}]}"));
  }

  @Override
  public ReturnRedemptionResponse giveBack(ReturnRedemptionRequest request, Duration remaining)
      throws ApiException {
    requireUp();
    if (refusing) {
      throw ApiException.refused("RETURN_TOO_LATE", "redemptionId", "too late");
    }
    String id = request.getRedemptionId();
    Due due = redemptions.get(id);
    Optional<ReturnAdvice> advice =
        BankRedemptions.advice(request, due.order().orElseThrow().amount());
    put(
        due.redemption()
            .giveBack(
                new ReturnReason(request.getReason()),
                NOW,
                Sha256.hex(id),
                advice.map(ReturnAdvice::commitment)),
        advice);
    written.add("returned " + QualifiedId.parse(id).id());
    return ReturnRedemptionResponse.getDefaultInstance();
  }
}
