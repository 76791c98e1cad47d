// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.registry.RegisteredProduct;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.gateway.block.CommittedBlock;

/**
 * What the index takes from a block.
 *
 * @param time the latest of a transaction; empty if it has none
 */
record CapturingBlock(
    long number,
    Optional<Instant> time,
    List<RegisteredProduct> products,
    List<Captures> transactions) {

  /** Copies the lists. */
  CapturingBlock {
    products = List.copyOf(products);
    transactions = List.copyOf(transactions);
  }

  /**
   * What one transaction captured.
   *
   * @param place among all transactions of the block
   * @param states of the objects that it changed; empty for one that is as if it had never been
   */
  record Captures(
      int place,
      String transactionId,
      Instant timestamp,
      List<CapturedEvent> events,
      Map<String, Optional<ObjectState>> states) {}

  static CapturingBlock read(CommittedBlock block) {
    List<RegisteredProduct> products = new ArrayList<>();
    for (CommittedBlock.KeyWrite write : block.open(ProvenanceFunction.CHAINCODE)) {
      if (write.key().startsWith(ProvenanceKeys.PRODUCTS) && !write.deleted()) {
        products.add(
            RegisteredProduct.fromJson(Fields.parse(write.key(), write.value().toByteArray())));
      }
    }
    List<Captures> captures = new ArrayList<>();
    for (CommittedBlock.Transaction transaction : block.transactions()) {
      List<CapturedEvent> events = CaptureReading.read(transaction);
      Map<String, Optional<ObjectState>> states = ObjectState.changedBy(transaction);
      if (!events.isEmpty() || !states.isEmpty()) {
        captures.add(
            new Captures(
                transaction.place(), transaction.id(), transaction.timestamp(), events, states));
      }
    }
    return new CapturingBlock(block.number(), block.time(), products, captures);
  }
}
