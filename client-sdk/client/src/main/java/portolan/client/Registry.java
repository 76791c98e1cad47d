// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.Channel;
import java.time.Duration;
import portolan.api.v1.ChangePartiesRequest;
import portolan.api.v1.ChangePartiesResponse;
import portolan.api.v1.GatewayStatus;
import portolan.api.v1.GetGatewayStatusRequest;
import portolan.api.v1.ListMembersRequest;
import portolan.api.v1.ListMembersResponse;
import portolan.api.v1.ListPartiesChangesRequest;
import portolan.api.v1.ListPartiesChangesResponse;
import portolan.api.v1.RegistryServiceGrpc;

/** Who the members are. Every method throws {@link PortolanException} when the gateway refuses. */
public final class Registry {
  private final Calls<RegistryServiceGrpc.RegistryServiceBlockingStub> calls;

  Registry(Channel channel, Duration deadline) {
    calls = new Calls<>(RegistryServiceGrpc.newBlockingStub(channel), deadline);
  }

  /** The members of the consortium, sorted by MSP id. */
  public ListMembersResponse listMembers(ListMembersRequest request) {
    return calls.call(RegistryServiceGrpc.RegistryServiceBlockingStub::listMembers, request);
  }

  /**
   * Says which GS1 company prefixes and GLNs a member is to have. It comes about when more than
   * half of the members say the same. Any member. Idempotency key: request_id.
   */
  public ChangePartiesResponse changeParties(ChangePartiesRequest request) {
    return calls.call(RegistryServiceGrpc.RegistryServiceBlockingStub::changeParties, request);
  }

  /** The changes of GS1 numbers that are wanted and have not come about, and by whom. */
  public ListPartiesChangesResponse listPartiesChanges(ListPartiesChangesRequest request) {
    return calls.call(RegistryServiceGrpc.RegistryServiceBlockingStub::listPartiesChanges, request);
  }

  /** How the gateway itself is. */
  public GatewayStatus getGatewayStatus(GetGatewayStatusRequest request) {
    return calls.call(RegistryServiceGrpc.RegistryServiceBlockingStub::getGatewayStatus, request);
  }
}
