// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.Channel;
import java.time.Duration;
import portolan.api.v1.AccountServiceGrpc;
import portolan.api.v1.GetAccountStatementRequest;
import portolan.api.v1.GetAccountStatementResponse;

/**
 * Statements of this member's account. Every method throws {@link PortolanException} when the
 * gateway refuses.
 */
public final class Accounts {
  private final Calls<AccountServiceGrpc.AccountServiceBlockingStub> calls;

  Accounts(Channel channel, Duration deadline) {
    calls = new Calls<>(AccountServiceGrpc.newBlockingStub(channel), deadline);
  }

  /**
   * A statement of this member's account of settlement money in one currency, as entries or as ISO
   * 20022 camt.053 or camt.054. The same blocks give the same statement for ever.
   */
  public GetAccountStatementResponse getAccountStatement(GetAccountStatementRequest request) {
    return calls.call(AccountServiceGrpc.AccountServiceBlockingStub::getAccountStatement, request);
  }
}
