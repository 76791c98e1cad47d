// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import portolan.domain.encoding.Fields;
import portolan.domain.recall.Recall;
import portolan.domain.recall.RecalledClass;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.gateway.block.CommittedBlock;

/**
 * What a transaction wrote of recalls.
 *
 * @param recalls as they are after it, by id
 * @param classes which recalls name a class or a lot after it, by name
 */
record RecallWrites(Map<String, Recall> recalls, Map<String, Set<String>> classes) {
  /** Longest id of a recall, with its member. */
  private static final int MAX_ID = 129;

  boolean isNone() {
    return recalls.isEmpty() && classes.isEmpty();
  }

  static RecallWrites of(CommittedBlock.Transaction transaction) {
    Map<String, Recall> recalls = new LinkedHashMap<>();
    Map<String, Set<String>> classes = new LinkedHashMap<>();
    for (CommittedBlock.Writes writes : transaction.writes()) {
      if (writes.chaincode().equals(ProvenanceFunction.CHAINCODE)) {
        for (CommittedBlock.KeyWrite write : writes.open()) {
          add(write, recalls, classes);
        }
      }
    }
    return new RecallWrites(recalls, classes);
  }

  private static void add(
      CommittedBlock.KeyWrite write,
      Map<String, Recall> recalls,
      Map<String, Set<String>> classes) {
    if (write.key().startsWith(ProvenanceKeys.RECALLS) && !write.deleted()) {
      Recall recall = Recall.fromJson(Fields.parse(write.key(), write.value().toByteArray()));
      String id = write.key().substring(ProvenanceKeys.RECALLS.length());
      if (id.length() > MAX_ID || !id.equals(recall.opened().recallId())) {
        throw new UnreadableCaptureException("a recall is not where its id says");
      }
      recalls.put(id, recall);
    } else if (write.key().startsWith(ProvenanceKeys.RECALLED)) {
      String name = write.key().substring(ProvenanceKeys.RECALLED.length());
      if (name.length() > IndexTables.MAX_TEXT) {
        throw new UnreadableCaptureException("a key is too long for a class");
      }
      classes.put(
          name,
          write.deleted()
              ? Set.of()
              : RecalledClass.fromJson(Fields.parse(write.key(), write.value().toByteArray()))
                  .recalls());
    }
  }
}
