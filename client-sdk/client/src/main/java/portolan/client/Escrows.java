// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.Channel;
import java.time.Duration;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.ConfirmDeliveryResponse;
import portolan.api.v1.ConfirmMilestoneRequest;
import portolan.api.v1.ConfirmMilestoneResponse;
import portolan.api.v1.Escrow;
import portolan.api.v1.EscrowServiceGrpc;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.FundEscrowResponse;
import portolan.api.v1.FundOrderRequest;
import portolan.api.v1.FundOrderResponse;
import portolan.api.v1.GetEscrowRequest;
import portolan.api.v1.RefundRequest;
import portolan.api.v1.RefundResponse;
import portolan.api.v1.WithholdTaxRequest;
import portolan.api.v1.WithholdTaxResponse;

/**
 * Escrows: how they are funded, and how they end. Every method throws {@link PortolanException}
 * when the gateway refuses.
 */
public final class Escrows {
  private final Channel channel;
  private final Duration deadline;
  private final Calls<EscrowServiceGrpc.EscrowServiceBlockingStub> calls;

  Escrows(Channel channel, Duration deadline) {
    calls = new Calls<>(EscrowServiceGrpc.newBlockingStub(channel), deadline);
    this.channel = channel;
    this.deadline = deadline;
  }

  /**
   * Locks the caller's notes in an escrow and commits who gets what when it is delivered or
   * refunded. Role: platform. The payees' notes are told to them afterwards, each in a transaction
   * of its own, so that no payee sees another's amount. Idempotency key: escrow_id.
   */
  public FundEscrowResponse fundEscrow(FundEscrowRequest request) {
    return calls.call(EscrowServiceGrpc.EscrowServiceBlockingStub::fundEscrow, request);
  }

  /**
   * Funds several escrows of an order in one transaction: its milestones or lines. All are funded
   * or none. Role: platform. Idempotency key: the first escrow_id.
   */
  public FundOrderResponse fundOrder(FundOrderRequest request) {
    return calls.call(EscrowServiceGrpc.EscrowServiceBlockingStub::fundOrder, request);
  }

  /**
   * Funds an escrow with exactly the duty and VAT that customs assessed; the authority is paid when
   * it releases the goods. Role: platform, the declarant. Idempotency key: escrow_id.
   */
  public WithholdTaxResponse withholdTax(WithholdTaxRequest request) {
    return calls.call(EscrowServiceGrpc.EscrowServiceBlockingStub::withholdTax, request);
  }

  /**
   * Confirms a delivery with the consignee's secret. Payment is final in the same transaction.
   * Role: logistics or platform. Confirming again returns the first result (receipt.existing).
   */
  public ConfirmDeliveryResponse confirmDelivery(ConfirmDeliveryRequest request) {
    return calls.call(EscrowServiceGrpc.EscrowServiceBlockingStub::confirmDelivery, request);
  }

  /**
   * As {@link #confirmDelivery} for many deliveries, over one stream: much cheaper for both sides.
   * Close it when done.
   */
  public DeliveryConfirmations confirmDeliveries() {
    return new DeliveryConfirmations(EscrowServiceGrpc.newStub(channel), deadline);
  }

  /**
   * Pays a milestone that customs has released. Any member. Confirming again returns the first
   * result.
   */
  public ConfirmMilestoneResponse confirmMilestone(ConfirmMilestoneRequest request) {
    return calls.call(EscrowServiceGrpc.EscrowServiceBlockingStub::confirmMilestone, request);
  }

  /**
   * Refunds an escrow whose deadline has passed, unless it is a milestone that was reached. Any
   * member. Refunding again returns the first result.
   */
  public RefundResponse refund(RefundRequest request) {
    return calls.call(EscrowServiceGrpc.EscrowServiceBlockingStub::refund, request);
  }

  /** The public state of an escrow. */
  public Escrow getEscrow(GetEscrowRequest request) {
    return calls.call(EscrowServiceGrpc.EscrowServiceBlockingStub::getEscrow, request);
  }
}
