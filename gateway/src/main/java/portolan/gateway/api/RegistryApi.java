package portolan.gateway.api;

import java.util.Locale;
import portolan.api.v1.LedgerProto;
import portolan.api.v1.ListMembersRequest;
import portolan.api.v1.ListMembersResponse;
import portolan.api.v1.Member;
import portolan.api.v1.Role;

/** The RegistryService of the public API. */
final class RegistryApi {
  private final Members members;

  RegistryApi(Members members) {
    this.members = members;
  }

  ApiServer.ServiceBinding binding() {
    return new ApiServer.ServiceBinding(
            LedgerProto.getDescriptor().findServiceByName("RegistryService"))
        .method("ListMembers", ListMembersRequest.getDefaultInstance(), (q, t) -> list());
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
