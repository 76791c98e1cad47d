// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.Channel;
import java.time.Duration;
import portolan.api.v1.AuditRequest;
import portolan.api.v1.AuditResponse;
import portolan.api.v1.AuditServiceGrpc;

/**
 * Whether the money adds up. Every method throws {@link PortolanException} when the gateway
 * refuses.
 */
public final class Audit {
  private final Calls<AuditServiceGrpc.AuditServiceBlockingStub> calls;

  Audit(Channel channel, Duration deadline) {
    calls = new Calls<>(AuditServiceGrpc.newBlockingStub(channel), deadline);
  }

  /** Whether the money adds up, from every note's opening and commitment. Role: bank. */
  public AuditResponse audit(AuditRequest request) {
    return calls.call(AuditServiceGrpc.AuditServiceBlockingStub::audit, request);
  }
}
