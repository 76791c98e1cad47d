// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.Channel;
import java.time.Duration;
import portolan.api.v1.ExchangeServiceGrpc;
import portolan.api.v1.ExecuteLockRequest;
import portolan.api.v1.ExecuteLockResponse;
import portolan.api.v1.ExpireLockRequest;
import portolan.api.v1.ExpireLockResponse;
import portolan.api.v1.GetLockRequest;
import portolan.api.v1.Lock;
import portolan.api.v1.LockQuoteRequest;
import portolan.api.v1.LockQuoteResponse;
import portolan.api.v1.PublishReferenceRatesRequest;
import portolan.api.v1.PublishReferenceRatesResponse;
import portolan.api.v1.SignQuoteRequest;
import portolan.api.v1.SignQuoteResponse;

/**
 * Reference rates, quotes and locks. Every method throws {@link PortolanException} when the gateway
 * refuses.
 */
public final class Exchange {
  private final Calls<ExchangeServiceGrpc.ExchangeServiceBlockingStub> calls;

  Exchange(Channel channel, Duration deadline) {
    calls = new Calls<>(ExchangeServiceGrpc.newBlockingStub(channel), deadline);
  }

  /**
   * Publishes the rates of one day that a source outside the consortium has given. Role: bank.
   * Idempotency key: source and date.
   */
  public PublishReferenceRatesResponse publishReferenceRates(PublishReferenceRatesRequest request) {
    return calls.call(
        ExchangeServiceGrpc.ExchangeServiceBlockingStub::publishReferenceRates, request);
  }

  /**
   * Signs a firm quote for one buyer and promises it notes of this member. Role: bank. Idempotency
   * key: quote_id.
   */
  public SignQuoteResponse signQuote(SignQuoteRequest request) {
    return calls.call(ExchangeServiceGrpc.ExchangeServiceBlockingStub::signQuote, request);
  }

  /**
   * Locks a quote for this member: sets the provider's promised notes and this member's own aside.
   * Idempotency key: lock_id.
   */
  public LockQuoteResponse lockQuote(LockQuoteRequest request) {
    return calls.call(ExchangeServiceGrpc.ExchangeServiceBlockingStub::lockQuote, request);
  }

  /**
   * Has both amounts of a lock change hands, in one transaction. Any member, before it expires.
   * Executing again returns the first result.
   */
  public ExecuteLockResponse executeLock(ExecuteLockRequest request) {
    return calls.call(ExchangeServiceGrpc.ExchangeServiceBlockingStub::executeLock, request);
  }

  /**
   * Lets both amounts of a lock go back after its deadline. Any member. Expiring again returns the
   * first result.
   */
  public ExpireLockResponse expireLock(ExpireLockRequest request) {
    return calls.call(ExchangeServiceGrpc.ExchangeServiceBlockingStub::expireLock, request);
  }

  /** The public state of a lock, and its amounts at the buyer's and the provider's gateways. */
  public Lock getLock(GetLockRequest request) {
    return calls.call(ExchangeServiceGrpc.ExchangeServiceBlockingStub::getLock, request);
  }
}
