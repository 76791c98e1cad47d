// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.Set;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.Peer;
import portolan.contracts.transaction.Registry;
import portolan.contracts.transaction.SealedDocument;
import portolan.contracts.transaction.Transaction;
import portolan.domain.membership.Role;

/** The functions of {@code provenance}. Endorsed by any two members. */
public final class ProvenanceContract extends Contract {

  /** For the peer that it runs for. */
  public ProvenanceContract(Peer peer) {
    super(peer);
    submit("found", MemberRegistry::found);
    evaluate("members", MemberRegistry::members);
    evaluate("roles", MemberRegistry::roles);
    group("registerProducts", Set.of(Role.SUPPLIER), ProductRegistration::new);
    group("placeOrders", Set.of(Role.PLATFORM), OrderPlacement::new);
    group("capture", EventCapture.ROLES, EventCapture::new);
    evaluate("product", ProvenanceQueries::product);
    evaluate("order", ProvenanceQueries::order);
    evaluate("trace", ProvenanceQueries::trace);
    evaluate("sealed", SealedDocument::read);
  }

  /** The registry is this chaincode's own state. */
  @Override
  protected Registry registry(Transaction transaction) {
    return mspId -> MemberRegistry.roles(transaction, mspId);
  }
}
