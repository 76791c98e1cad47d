package portolan.contracts.provenance;

import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.Peer;
import portolan.contracts.transaction.Registry;
import portolan.contracts.transaction.Transaction;

/** The functions of {@code provenance}. Endorsed by any two members. */
public final class ProvenanceContract extends Contract {

  /** For the peer that it runs for. */
  public ProvenanceContract(Peer peer) {
    super(peer);
    submit("found", MemberRegistry::found);
    evaluate("members", MemberRegistry::members);
    evaluate("roles", MemberRegistry::roles);
  }

  /** The registry is this chaincode's own state. */
  @Override
  protected Registry registry(Transaction transaction) {
    return mspId -> MemberRegistry.roles(transaction, mspId);
  }
}
