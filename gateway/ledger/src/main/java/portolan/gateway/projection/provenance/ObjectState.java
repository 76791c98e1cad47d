// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import portolan.domain.custody.Possession;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.gs1.Epc;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.gateway.block.CommittedBlock;

/**
 * What the ledger keeps of an object after a transaction.
 *
 * @param parent what it has gone into
 * @param epoch its own as a parent: whatever went into it in an earlier one is not in it any more
 * @param lot that it is of, as its master data say
 * @param order that it travels for
 * @param ended whether its life is over
 * @param recalls that have marked it
 */
record ObjectState(
    String custodian,
    Optional<String> receiver,
    String disposition,
    Optional<Parent> parent,
    long epoch,
    Optional<String> lot,
    Optional<String> order,
    boolean ended,
    Set<String> recalls) {

  /**
   * What an object has gone into.
   *
   * @param name in canonical form
   * @param epoch of the parent when it did
   */
  record Parent(String name, long epoch) {}

  /** The objects that a transaction changed; nothing for one that is as if it had never been. */
  static Map<String, Optional<ObjectState>> changedBy(CommittedBlock.Transaction transaction) {
    Map<String, Optional<ObjectState>> states = new LinkedHashMap<>();
    for (CommittedBlock.Writes writes : transaction.writes()) {
      if (writes.chaincode().equals(ProvenanceFunction.CHAINCODE)) {
        for (CommittedBlock.KeyWrite write : writes.open()) {
          if (write.key().startsWith(ProvenanceKeys.EPCS)) {
            String name = write.key().substring(ProvenanceKeys.EPCS.length());
            if (name.length() > IndexTables.MAX_TEXT) {
              throw new UnreadableCaptureException("a key is too long for an object");
            }
            states.put(
                name,
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
    Fields fields = Fields.parse(key, value);
    if (fields.has("custodian")) {
      return ofEarlierRelease(fields);
    }
    Possession possession = Possession.fromJson(fields);
    return new ObjectState(
        possession.custodian(),
        possession.receiver(),
        possession.disposition(),
        possession.parent().map(in -> new Parent(in.parent().canonical(), in.epoch())),
        possession.epoch(),
        possession.lot(),
        possession.order(),
        possession.isEnded(),
        possession.marks().own());
  }

  /** What a contract wrote that kept lists of events in the state. */
  private static ObjectState ofEarlierRelease(Fields fields) {
    return new ObjectState(
        fields.text("custodian", Format.MEMBER),
        fields.optionalText("receiver", Format.MEMBER),
        fields.text("disposition", Epc.MAX_LENGTH),
        fields.optionalText("parent", Epc.MAX_LENGTH).map(parent -> new Parent(parent, 0)),
        0,
        Optional.empty(),
        Optional.empty(),
        false,
        Set.of());
  }
}
