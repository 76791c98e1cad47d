// SPDX-License-Identifier: Apache-2.0
package portolan.twin.simulation;

import java.util.List;
import org.hyperledger.fabric.protos.ledger.queryresult.KeyModification;

/** The past of public keys at one peer. */
@FunctionalInterface
public interface History {
  /** All writes and deletions of a key by valid transactions, the newest first. */
  List<KeyModification> of(String chaincode, String key);
}
