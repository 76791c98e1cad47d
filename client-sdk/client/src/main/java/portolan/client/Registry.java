// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.Channel;
import java.time.Duration;
import portolan.api.v1.GatewayStatus;
import portolan.api.v1.GetGatewayStatusRequest;
import portolan.api.v1.ListMembersRequest;
import portolan.api.v1.ListMembersResponse;
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

  /** How the gateway itself is. */
  public GatewayStatus getGatewayStatus(GetGatewayStatusRequest request) {
    return calls.call(RegistryServiceGrpc.RegistryServiceBlockingStub::getGatewayStatus, request);
  }
}
