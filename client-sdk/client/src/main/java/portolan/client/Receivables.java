// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.Channel;
import java.time.Duration;
import portolan.api.v1.BuyReceivableRequest;
import portolan.api.v1.BuyReceivableResponse;
import portolan.api.v1.GetReceivableRequest;
import portolan.api.v1.OfferReceivableRequest;
import portolan.api.v1.OfferReceivableResponse;
import portolan.api.v1.Receivable;
import portolan.api.v1.ReceivableServiceGrpc;

/**
 * The sale of a claim on a delivery. Every method throws {@link PortolanException} when the gateway
 * refuses.
 */
public final class Receivables {
  private final Calls<ReceivableServiceGrpc.ReceivableServiceBlockingStub> calls;

  Receivables(Channel channel, Duration deadline) {
    calls = new Calls<>(ReceivableServiceGrpc.newBlockingStub(channel), deadline);
  }

  /**
   * Offers the claim on a delivery that is inspected to a financier. The seller that the rulebook
   * names. Idempotency key: receivable_id.
   */
  public OfferReceivableResponse offerReceivable(OfferReceivableRequest request) {
    return calls.call(
        ReceivableServiceGrpc.ReceivableServiceBlockingStub::offerReceivable, request);
  }

  /**
   * Buys a claim that was offered. The financier that the offer names. Idempotency key:
   * receivable_id.
   */
  public BuyReceivableResponse buyReceivable(BuyReceivableRequest request) {
    return calls.call(ReceivableServiceGrpc.ReceivableServiceBlockingStub::buyReceivable, request);
  }

  /** A claim on offer; its amounts for those it is sealed to. */
  public Receivable getReceivable(GetReceivableRequest request) {
    return calls.call(ReceivableServiceGrpc.ReceivableServiceBlockingStub::getReceivable, request);
  }
}
