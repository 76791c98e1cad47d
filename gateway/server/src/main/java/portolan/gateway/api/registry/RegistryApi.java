// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.registry;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import portolan.api.v1.ChangePartiesRequest;
import portolan.api.v1.ChangePartiesResponse;
import portolan.api.v1.GatewayStatus;
import portolan.api.v1.GetGatewayStatusRequest;
import portolan.api.v1.KeeperStatus;
import portolan.api.v1.ListMembersRequest;
import portolan.api.v1.ListMembersResponse;
import portolan.api.v1.ListPartiesChangesRequest;
import portolan.api.v1.ListPartiesChangesResponse;
import portolan.api.v1.Member;
import portolan.api.v1.PartiesChangeWanted;
import portolan.api.v1.ProjectionStatus;
import portolan.api.v1.RegistryProto;
import portolan.api.v1.Role;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.CompanyPrefix;
import portolan.domain.gs1.Gln;
import portolan.domain.membership.Consortium;
import portolan.domain.membership.PartiesBallots;
import portolan.domain.membership.PartiesChange;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.transport.Callers;
import portolan.gateway.api.transport.ServerLimits;
import portolan.gateway.api.transport.ServiceBinding;
import portolan.gateway.keeper.Keeper;
import portolan.gateway.members.Members;
import portolan.gateway.outbox.GroupCommit;
import portolan.gateway.outbox.Outbox;
import portolan.gateway.projection.Feed;

/** The RegistryService of the public API. */
public final class RegistryApi {
  private final Membership members;
  private final LedgerAccess ledger;
  private final Outbox outbox;
  private final GroupCommit groups;
  private final ServingCondition condition;
  private final Callers callers;
  private final ServerLimits limits;
  private final Supplier<List<Feed.Standing>> projections;
  private final Supplier<Optional<Keeper.Status>> keeper;

  /** Of one gateway; there may be no keeper. */
  public RegistryApi(
      Membership members,
      LedgerAccess ledger,
      Outbox outbox,
      GroupCommit groups,
      ServingCondition condition,
      Callers callers,
      ServerLimits limits,
      Supplier<List<Feed.Standing>> projections,
      Supplier<Optional<Keeper.Status>> keeper) {
    this.projections = projections;
    this.keeper = keeper;
    this.members = members;
    this.ledger = ledger;
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
        .method("ChangeParties", ChangePartiesRequest.getDefaultInstance(), this::change)
        .method(
            "ListPartiesChanges",
            ListPartiesChangesRequest.getDefaultInstance(),
            (q, t) -> changes())
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
    projections.get().forEach(each -> status.addProjections(shown(each)));
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

  private static ProjectionStatus shown(Feed.Standing standing) {
    ProjectionStatus.Builder shown =
        ProjectionStatus.newBuilder()
            .setName(standing.name())
            .setVersion(standing.version())
            .setNextBlock(standing.next())
            .setStandsStill(standing.standsStill().orElse(""));
    standing.lag().ifPresent(shown::setLag);
    return shown.build();
  }

  private ListMembersResponse list() throws ApiException {
    ListMembersResponse.Builder response =
        ListMembersResponse.newBuilder().setOwnMspId(members.own());
    for (Members.Member member : members.all()) {
      Member.Builder shown =
          Member.newBuilder()
              .setMspId(member.mspId())
              .setName(member.name())
              .addAllCompanyPrefixes(member.companyPrefixes())
              .addAllGlns(member.glns());
      member
          .roles()
          .forEach(r -> shown.addRoles(Role.valueOf("ROLE_" + r.toUpperCase(Locale.ROOT))));
      response.addMembers(shown);
    }
    return response.build();
  }

  private ChangePartiesResponse change(ChangePartiesRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    LedgerAccess.Written written =
        ledger.write(
            "parties:" + request.getRequestId(),
            request,
            LedgerAccess.of(
                ProvenanceFunction.CHANGE_PARTIES,
                wanted(request).toJson(),
                Optional.empty(),
                members.majority()),
            remaining);
    members.forget();
    Fields result = Fields.of("", written.details());
    return ChangePartiesResponse.newBuilder()
        .setReceipt(written.receipt())
        .setChanged(result.flag("changed"))
        .setVotes((int) result.integer("votes", 0, Consortium.MAX_MEMBERS))
        .setNeeded((int) result.integer("needed", 1, Consortium.MAX_MEMBERS))
        .build();
  }

  private static PartiesChange wanted(ChangePartiesRequest request) {
    JsonObject.Builder change = Json.object().put("mspId", request.getMspId());
    if (request.getCompanyPrefixesCount() > 0) {
      change.putTexts("companyPrefixes", request.getCompanyPrefixesList());
    }
    if (request.getGlnsCount() > 0) {
      change.putTexts("glns", request.getGlnsList());
    }
    return PartiesChange.fromJson(Fields.of("", change.build()));
  }

  private ListPartiesChangesResponse changes() throws ApiException {
    ListPartiesChangesResponse.Builder response = ListPartiesChangesResponse.newBuilder();
    PartiesBallots.fromJson(
            ledger.evaluate(ProvenanceFunction.PARTIES_BALLOTS, Json.object().build()))
        .wanted()
        .forEach(
            (change, by) ->
                response.addChanges(
                    PartiesChangeWanted.newBuilder()
                        .setMspId(change.mspId())
                        .addAllCompanyPrefixes(
                            change.companyPrefixes().stream().map(CompanyPrefix::digits).toList())
                        .addAllGlns(change.glns().stream().map(Gln::digits).toList())
                        .addAllWantedBy(by)));
    return response.setNeeded(Consortium.majorityOf(members.all().size())).build();
  }
}
