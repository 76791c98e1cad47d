// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.Channel;
import java.time.Duration;
import portolan.api.v1.AppointOfficerRequest;
import portolan.api.v1.AppointOfficerResponse;
import portolan.api.v1.DecideHoldRequest;
import portolan.api.v1.DecideHoldResponse;
import portolan.api.v1.HoldPaymentRequest;
import portolan.api.v1.HoldPaymentResponse;
import portolan.api.v1.HoldRecalledRequest;
import portolan.api.v1.HoldRecalledResponse;
import portolan.api.v1.HoldServiceGrpc;
import portolan.api.v1.ReportIncidentRequest;
import portolan.api.v1.ReportIncidentResponse;
import portolan.api.v1.ScreenPaymentRequest;
import portolan.api.v1.ScreenPaymentResponse;
import portolan.api.v1.SetLimitRequest;
import portolan.api.v1.SetLimitResponse;

/**
 * Payments that are held until somebody has looked at them. Every method throws {@link
 * PortolanException} when the gateway refuses.
 */
public final class Holds {
  private final Calls<HoldServiceGrpc.HoldServiceBlockingStub> calls;

  Holds(Channel channel, Duration deadline) {
    calls = new Calls<>(HoldServiceGrpc.newBlockingStub(channel), deadline);
  }

  /** Stops a payment, whatever else holds it. The bank of the escrow. Idempotency key: hold_id. */
  public HoldPaymentResponse holdPayment(HoldPaymentRequest request) {
    return calls.call(HoldServiceGrpc.HoldServiceBlockingStub::holdPayment, request);
  }

  /**
   * Says that a seal was broken, that goods were not kept as agreed, or that they are recalled,
   * which stops the payment. The funding member, or the seller or carrier that the terms name.
   * Idempotency key: escrow_id and reason.
   */
  public ReportIncidentResponse reportIncident(ReportIncidentRequest request) {
    return calls.call(HoldServiceGrpc.HoldServiceBlockingStub::reportIncident, request);
  }

  /**
   * Has a payment held whose goods are marked as recalled on the ledger. Any member. Idempotency
   * key: escrow_id and recall_id.
   */
  public HoldRecalledResponse holdRecalled(HoldRecalledRequest request) {
    return calls.call(HoldServiceGrpc.HoldServiceBlockingStub::holdRecalled, request);
  }

  /**
   * The verdict about an escrow that is held until it is screened; what was cleared can be held
   * again until the money is paid. The screener that its terms name. Idempotency key: escrow_id,
   * clear and what is committed to.
   */
  public ScreenPaymentResponse screenPayment(ScreenPaymentRequest request) {
    return calls.call(HoldServiceGrpc.HoldServiceBlockingStub::screenPayment, request);
  }

  /**
   * Carries the signed decision of an officer about a payment that is held, see {@link
   * HoldDecision}. The bank of the escrow.
   */
  public DecideHoldResponse decideHold(DecideHoldRequest request) {
    return calls.call(HoldServiceGrpc.HoldServiceBlockingStub::decideHold, request);
  }

  /**
   * Says with which certificate an officer of this bank signs decisions. Role: bank. Idempotency
   * key: request_id.
   */
  public AppointOfficerResponse appointOfficer(AppointOfficerRequest request) {
    return calls.call(HoldServiceGrpc.HoldServiceBlockingStub::appointOfficer, request);
  }

  /**
   * Sets how much an escrow at this bank can hold without being looked at. Role: bank. Idempotency
   * key: request_id.
   */
  public SetLimitResponse setLimit(SetLimitRequest request) {
    return calls.call(HoldServiceGrpc.HoldServiceBlockingStub::setLimit, request);
  }
}
