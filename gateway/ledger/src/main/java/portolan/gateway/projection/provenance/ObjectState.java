// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import portolan.domain.custody.Possession;
import portolan.domain.encoding.Fields;
import portolan.domain.gs1.Epc;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.gateway.block.CommittedBlock;

/**
 * What the ledger keeps of an object after a transaction.
 *
 * @param parent canonical form of what it is in
 */
record ObjectState(
    String custodian, Optional<String> receiver, String disposition, Optional<String> parent) {

  /** The objects that a transaction changed; nothing for one that is as if it had never been. */
  static Map<String, Optional<ObjectState>> changedBy(CommittedBlock.Transaction transaction) {
    Map<String, Optional<ObjectState>> states = new LinkedHashMap<>();
    for (CommittedBlock.Writes writes : transaction.writes()) {
      if (writes.chaincode().equals(ProvenanceFunction.CHAINCODE)) {
        for (CommittedBlock.KeyWrite write : writes.open()) {
          if (write.key().startsWith(ProvenanceKeys.EPCS)) {
            states.put(
                write.key().substring(ProvenanceKeys.EPCS.length()),
                write.deleted()
                    ? Optional.empty()
                    : Optional.of(read(write.key(), write.value().toByteArray())));
          }
        }
      }
    }
    return states;
  }

  private static ObjectState read(String key, byte[] value) {
    Possession possession = Possession.fromJson(Fields.parse(key, value));
    return new ObjectState(
        possession.custodian(),
        possession.receiver(),
        possession.disposition(),
        possession.parent().map(Epc::canonical));
  }
}
