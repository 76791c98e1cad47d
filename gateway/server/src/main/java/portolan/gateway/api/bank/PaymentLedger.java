// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.bank;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import portolan.api.v1.ReturnRedemptionRequest;
import portolan.api.v1.ReturnRedemptionResponse;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.reconciliation.PaymentOrder;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.outbox.Outcome;

/** What a bank's payments and statements need of the ledger. */
interface PaymentLedger {
  /** Most payments asked for at once. */
  int MAX_PAGE = 1_000;

  /**
   * A redemption that this bank has to pay, or had to.
   *
   * @param order what it was told to pay, once that has reached the own peer
   * @param advice what is to be said of its return, once that has
   */
  record Due(
      Redemption redemption, Optional<RedemptionOrder> order, Optional<ReturnAdvice> advice) {
    /** Whether there is more to be said of a return than has reached the own peer. */
    boolean isAdviceMissing() {
      return advice.isEmpty()
          && redemption.state() instanceof RedemptionState.Returned returned
          && returned.advice().isPresent();
    }
  }

  /**
   * Some of the redemptions that wait for their payment.
   *
   * @param bookmark of the next page, if there may be one
   */
  record Page(List<Due> payments, Optional<String> bookmark) {}

  /** A page of the redemptions that wait for their payment, in the order of their ids. */
  Page due(Optional<String> bookmark, int limit) throws ApiException;

  /**
   * The redemptions of this bank with these UETRs.
   *
   * @param uetrs at most {@link #MAX_PAGE}
   */
  List<Due> named(List<Uetr> uetrs, Duration remaining) throws ApiException;

  /** Confirms payments; one outcome for each, in the same order. */
  List<CompletableFuture<Outcome>> confirm(List<PaymentOrder> orders, Object caller)
      throws ApiException, InterruptedException;

  /** Gives a payment's money back to the owner of the redemption. */
  ReturnRedemptionResponse giveBack(ReturnRedemptionRequest request, Duration remaining)
      throws ApiException, InterruptedException;
}
