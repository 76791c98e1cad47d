// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.Channel;
import java.time.Duration;
import portolan.api.v1.BankServiceGrpc;
import portolan.api.v1.ConfirmRedemptionRequest;
import portolan.api.v1.ConfirmRedemptionResponse;
import portolan.api.v1.ExportPaymentsRequest;
import portolan.api.v1.ExportPaymentsResponse;
import portolan.api.v1.ExportReturnsRequest;
import portolan.api.v1.ExportReturnsResponse;
import portolan.api.v1.ImportStatementRequest;
import portolan.api.v1.ImportStatementResponse;
import portolan.api.v1.ListSuspenseRequest;
import portolan.api.v1.ListSuspenseResponse;
import portolan.api.v1.ResolveSuspenseRequest;
import portolan.api.v1.ResolveSuspenseResponse;
import portolan.api.v1.ReturnRedemptionRequest;
import portolan.api.v1.ReturnRedemptionResponse;

/**
 * A bank's side of redemptions: payment orders out, statements in. Every method throws {@link
 * PortolanException} when the gateway refuses.
 */
public final class Bank {
  private final Calls<BankServiceGrpc.BankServiceBlockingStub> calls;

  Bank(Channel channel, Duration deadline) {
    calls = new Calls<>(BankServiceGrpc.newBlockingStub(channel), deadline);
  }

  /**
   * Redemptions that wait for their payment, as an ISO 20022 pain.001.001.09 for the bank rails.
   * Role: bank. Idempotency key: message_id.
   */
  public ExportPaymentsResponse exportPayments(ExportPaymentsRequest request) {
    return calls.call(BankServiceGrpc.BankServiceBlockingStub::exportPayments, request);
  }

  /**
   * Reads a statement (camt.053) or notification (camt.054) of the account that pays redemptions:
   * what it shows as paid is confirmed, what came back is returned, and all that leaves a doubt
   * waits in suspense. Role: bank. Importing again changes nothing.
   */
  public ImportStatementResponse importStatement(ImportStatementRequest request) {
    return calls.call(BankServiceGrpc.BankServiceBlockingStub::importStatement, request);
  }

  /** Bookings that belong to no payment for certain, the oldest first. Role: bank. */
  public ListSuspenseResponse listSuspense(ListSuspenseRequest request) {
    return calls.call(BankServiceGrpc.BankServiceBlockingStub::listSuspense, request);
  }

  /**
   * Takes a booking out of suspense, because a person has dealt with it. Changes nothing else.
   * Role: bank. Idempotency key: number.
   */
  public ResolveSuspenseResponse resolveSuspense(ResolveSuspenseRequest request) {
    return calls.call(BankServiceGrpc.BankServiceBlockingStub::resolveSuspense, request);
  }

  /**
   * Says that a redemption was paid out, for a bank whose statements are not imported. Role: bank.
   * Idempotency key: redemption_id.
   */
  public ConfirmRedemptionResponse confirmRedemption(ConfirmRedemptionRequest request) {
    return calls.call(BankServiceGrpc.BankServiceBlockingStub::confirmRedemption, request);
  }

  /**
   * Says that the bank rails sent a payment back: the owner gets a fresh note of the same amount.
   * Role: bank. Idempotency key: redemption_id.
   */
  public ReturnRedemptionResponse returnRedemption(ReturnRedemptionRequest request) {
    return calls.call(BankServiceGrpc.BankServiceBlockingStub::returnRedemption, request);
  }

  /** Redemptions that this bank returned, as an ISO 20022 pacs.004. Role: bank. */
  public ExportReturnsResponse exportReturns(ExportReturnsRequest request) {
    return calls.call(BankServiceGrpc.BankServiceBlockingStub::exportReturns, request);
  }
}
