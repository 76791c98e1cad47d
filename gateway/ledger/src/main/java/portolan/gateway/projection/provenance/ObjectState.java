// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonNumber;
import portolan.domain.encoding.JsonText;
import portolan.domain.gs1.Epc;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.gateway.block.CommittedBlock;

/**
 * What the ledger keeps of an object after a transaction.
 *
 * @param parent what it has gone into
 * @param epoch its own as a parent: whatever went into it in an earlier one is not in it any more
 */
record ObjectState(
    String custodian,
    Optional<String> receiver,
    String disposition,
    Optional<Parent> parent,
    long epoch) {

  private static final String STEM = "https://id.gs1.org/";

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
    Fields fields = Fields.parse(key, value);
    if (fields.has("custodian")) {
      return ofEarlierRelease(fields);
    }
    Optional<String> receiver = fields.optionalText("r", Format.MEMBER);
    return new ObjectState(
        fields.text("c", Format.MEMBER),
        receiver,
        fields
            .optionalText("d", Epc.MAX_LENGTH)
            .orElse(receiver.isPresent() ? "in_transit" : "active"),
        fields.has("p") ? Optional.of(parent(fields)) : Optional.empty(),
        fields.has("e") ? fields.integer("e", 1, Long.MAX_VALUE) : 0);
  }

  /** The parent without the stem of its Digital Link, and its epoch. */
  private static Parent parent(Fields fields) {
    List<Json> parts = fields.values("p", 2, 2);
    String name = ((JsonText) parts.get(0)).value();
    return new Parent(
        Character.isDigit(name.charAt(0)) ? STEM + name : name,
        ((JsonNumber) parts.get(1)).wholeNumber().orElseThrow());
  }

  /** What a contract wrote that kept lists of events in the state. */
  private static ObjectState ofEarlierRelease(Fields fields) {
    return new ObjectState(
        fields.text("custodian", Format.MEMBER),
        fields.optionalText("receiver", Format.MEMBER),
        fields.text("disposition", Epc.MAX_LENGTH),
        fields.optionalText("parent", Epc.MAX_LENGTH).map(parent -> new Parent(parent, 0)),
        0);
  }
}
