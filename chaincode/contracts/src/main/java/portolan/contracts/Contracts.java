// SPDX-License-Identifier: Apache-2.0
package portolan.contracts;

import java.time.InstantSource;
import org.hyperledger.fabric.shim.Chaincode;
import portolan.contracts.batching.MultiGet;
import portolan.contracts.transaction.Peer;

/**
 * The contracts as chaincode, for a peer that calls them in its own process:
 *
 * <pre>{@code
 * Chaincode settlement = Contracts.chaincode("settlement", "BankMSP", InstantSource.system());
 * }</pre>
 */
public final class Contracts {
  private Contracts() {}

  /**
   * What serves a chaincode definition on one member's peer.
   *
   * @param clock the peer's; it accepts or refuses, and never reaches the ledger
   * @throws IllegalArgumentException when there is no contract for the definition
   */
  public static Chaincode chaincode(String definition, String mspId, InstantSource clock) {
    return new ContractChaincode(
        definition, ContractCatalogue.contract(definition, new Peer(mspId, clock)), MultiGet::read);
  }
}
