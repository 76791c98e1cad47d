package portolan.contracts.settlement;

import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.Peer;

/** The functions of {@code settlement}. Endorsed by the settlement bank and one other member. */
public final class SettlementContract extends Contract {

  /** For the peer that it runs for. */
  public SettlementContract(Peer peer) {
    super(peer);
  }
}
