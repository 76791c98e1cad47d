// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.registry;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import portolan.api.v1.GatewayStatus;
import portolan.api.v1.GetGatewayStatusRequest;
import portolan.api.v1.KeeperStatus;
import portolan.api.v1.ListMembersRequest;
import portolan.api.v1.ListMembersResponse;
import portolan.api.v1.Member;
import portolan.api.v1.RegistryProto;
import portolan.api.v1.Role;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.transport.Callers;
import portolan.gateway.api.transport.ServerLimits;
import portolan.gateway.api.transport.ServiceBinding;
import portolan.gateway.keeper.Keeper;
import portolan.gateway.members.Members;
import portolan.gateway.outbox.GroupCommit;
import portolan.gateway.outbox.Outbox;

/** The RegistryService of the public API. */
public final class RegistryApi {
  private final Membership members;
  private final Outbox outbox;
  private final GroupCommit groups;
  private final ServingCondition condition;
  private final Callers callers;
  private final ServerLimits limits;
  private final Supplier<Optional<Keeper.Status>> keeper;

  /** Of one gateway; there may be no keeper. */
  public RegistryApi(
      Membership members,
      Outbox outbox,
      GroupCommit groups,
      ServingCondition condition,
      Callers callers,
      ServerLimits limits,
      Supplier<Optional<Keeper.Status>> keeper) {
    this.keeper = keeper;
    this.members = members;
    this.outbox = outbox;
    this.groups = groups;
    this.condition = condition;
    this.callers = callers;
    this.limits = limits;
  }

  /** Its calls. */
  public ServiceBinding binding() {
    return new ServiceBinding(
            RegistryProto.getDescriptor().findServiceByName("RegistryService"), members.own())
        .method("ListMembers", ListMembersRequest.getDefaultInstance(), (q, t) -> list())
        .method(
            "GetGatewayStatus", GetGatewayStatusRequest.getDefaultInstance(), (q, t) -> status());
  }

  private GatewayStatus status() {
    ServingCondition.Standing standing = condition.now().join();
    GatewayStatus.Builder status = GatewayStatus.newBuilder();
    keeper
        .get()
        .ifPresent(
            its ->
                status.setKeeper(
                    KeeperStatus.newBuilder()
                        .setNextBlock(its.nextBlock())
                        .setTimers(its.timers())
                        .setEnded(its.ended())));
    return status
        .setUnfinished(outbox.unfinishedRequests() + groups.unfinished())
        .setWaiting(groups.waiting())
        .setCapacity(outbox.capacity())
        .setLedgerReachable(standing.ledgerReachable())
        .setCalls(callers.calls())
        .setCallCapacity(limits.calls())
        .setConnections(callers.connections())
        .setWritesServing(standing.writing())
        .addAllTroubles(standing.troubles())
        .build();
  }

  private ListMembersResponse list() throws ApiException {
    ListMembersResponse.Builder response =
        ListMembersResponse.newBuilder().setOwnMspId(members.own());
    for (Members.Member member : members.all()) {
      Member.Builder shown = Member.newBuilder().setMspId(member.mspId()).setName(member.name());
      member
          .roles()
          .forEach(r -> shown.addRoles(Role.valueOf("ROLE_" + r.toUpperCase(Locale.ROOT))));
      response.addMembers(shown);
    }
    return response.build();
  }
}
