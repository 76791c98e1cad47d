// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.Set;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.Peer;
import portolan.contracts.transaction.Registry;
import portolan.contracts.transaction.SealedDocument;
import portolan.contracts.transaction.Transaction;
import portolan.domain.membership.Role;
import portolan.domain.worldstate.ProvenanceFunction;

/** The functions of {@code provenance}. Endorsed by any two members. */
public final class ProvenanceContract extends Contract {

  /** For the peer that it runs for. */
  public ProvenanceContract(Peer peer) {
    super(peer);
    submit(ProvenanceFunction.FOUND, MemberRegistry::found);
    evaluate(ProvenanceFunction.MEMBERS, MemberRegistry::members);
    evaluate(ProvenanceFunction.ROLES, MemberRegistry::roles);
    group(ProvenanceFunction.CHANGE_PARTIES, ANY_ROLE, ChangingParties::new);
    evaluate(ProvenanceFunction.PARTIES_BALLOTS, ChangingParties::ballots);
    group(ProvenanceFunction.REGISTER_PRODUCTS, Set.of(Role.SUPPLIER), ProductRegistration::new);
    group(ProvenanceFunction.PLACE_ORDERS, Set.of(Role.PLATFORM), OrderPlacement::new);
    group(ProvenanceFunction.CAPTURE, EventCapture.ROLES, EventCapture::new);
    group(ProvenanceFunction.OPEN_RECALL, RecallRecords.ROLES, RecallOpening::new);
    group(ProvenanceFunction.MARK_RECALLED, RecallRecords.ROLES, RecallMarking::new);
    group(ProvenanceFunction.LIFT_RECALL, RecallRecords.ROLES, RecallLifting::new);
    evaluate(ProvenanceFunction.PRODUCT, ProvenanceQueries::product);
    evaluate(ProvenanceFunction.ORDER, ProvenanceQueries::order);
    evaluate(ProvenanceFunction.RECALL, RecallQueries::recall);
    evaluate(ProvenanceFunction.HELD, RecallQueries::held);
    evaluate(ProvenanceFunction.SEALED, SealedDocument::read);
  }

  /** The registry is this chaincode's own state. */
  @Override
  protected Registry registry(Transaction transaction) {
    return mspId -> MemberRegistry.roles(transaction, mspId);
  }
}
