// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.MalformedJsonException;
import portolan.domain.encoding.RefusedException;
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

  private static final Logger LOG = Logger.getLogger(CapturingBlock.class.getName());

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
   * @param recalls that it wrote
   */
  record Captures(
      int place,
      String transactionId,
      Instant timestamp,
      List<CapturedEvent> events,
      Map<String, Optional<ObjectState>> states,
      RecallWrites recalls) {}

  /**
   * Reads it. Two members with a changed build can write to {@code provenance} what no contract of
   * ours writes. It names nothing that could be shown, and must not keep the index of every member
   * from what comes after it: it is left out, with a line in the log.
   */
  static CapturingBlock read(CommittedBlock block) {
    List<RegisteredProduct> products = new ArrayList<>();
    List<Captures> captures = new ArrayList<>();
    for (CommittedBlock.Transaction transaction : block.transactions()) {
      try {
        List<RegisteredProduct> registered = products(transaction);
        List<CapturedEvent> events = CaptureReading.read(transaction);
        Map<String, Optional<ObjectState>> states = ObjectState.changedBy(transaction);
        RecallWrites recalls = RecallWrites.of(transaction);
        products.addAll(registered);
        if (!events.isEmpty() || !states.isEmpty() || !recalls.isNone()) {
          captures.add(
              new Captures(
                  transaction.place(),
                  transaction.id(),
                  transaction.timestamp(),
                  events,
                  states,
                  recalls));
        }
      } catch (RefusedException | MalformedJsonException | UnreadableCaptureException e) {
        LOG.log(
            Level.WARNING,
            "the index of events leaves out transaction {0} of block {1}: it is none of our contracts: {2}",
            new Object[] {transaction.id(), block.number(), e.getMessage()});
      }
    }
    return new CapturingBlock(block.number(), block.time(), products, captures);
  }

  private static List<RegisteredProduct> products(CommittedBlock.Transaction transaction) {
    List<RegisteredProduct> products = new ArrayList<>();
    for (CommittedBlock.Writes writes : transaction.writes()) {
      if (writes.chaincode().equals(ProvenanceFunction.CHAINCODE)) {
        for (CommittedBlock.KeyWrite write : writes.open()) {
          if (write.key().startsWith(ProvenanceKeys.PRODUCTS) && !write.deleted()) {
            products.add(
                RegisteredProduct.fromJson(Fields.parse(write.key(), write.value().toByteArray())));
          }
        }
      }
    }
    return products;
  }
}
