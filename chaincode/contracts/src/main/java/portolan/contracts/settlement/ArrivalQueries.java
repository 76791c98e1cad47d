// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hyperledger.fabric.shim.ledger.KeyModification;
import org.hyperledger.fabric.shim.ledger.QueryResultsIterator;
import portolan.contracts.transaction.Entry;
import portolan.contracts.transaction.Scan;
import portolan.contracts.transaction.Transaction;
import portolan.domain.custody.Arrivals;
import portolan.domain.custody.EventHeader;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.escrow.Delivered;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.worldstate.SettlementKeys;

/** What escrows know of the arrival of goods. */
final class ArrivalQueries {
  private ArrivalQueries() {}

  /**
   * {@code {"orders":[{"orderId","platform"}]}}, up to {@value EventHeader#MAX_ORDERS}: the
   * deliveries of these orders, and the escrows that wait for one, as {@link Arrivals}. Only
   * escrows that the platform of the order has funded count, up to {@value Arrivals#MAX_ESCROWS}
   * for each: anybody else could name an order too.
   */
  static JsonObject arrivals(Transaction transaction, Fields argument) {
    List<Arrivals.Delivery> deliveries = new ArrayList<>();
    List<String> awaited = new ArrayList<>();
    for (Fields order : argument.objects("orders", 0, EventHeader.MAX_ORDERS)) {
      String orderId = order.text("orderId", Format.QUALIFIED);
      String prefix = SettlementKeys.escrowsOf(order.text("platform", Format.MEMBER), orderId);
      order.end();
      for (Entry entry :
          transaction.ledger().range(prefix, Scan.after(prefix), Arrivals.MAX_ESCROWS)) {
        String escrowId = entry.key().substring(prefix.length());
        String gate = SettlementKeys.gate(escrowId);
        EscrowState state = EscrowState.fromJson(transaction.ledger().find(gate).orElseThrow());
        Optional<Delivered> delivered = state.evidence().or(() -> earlier(transaction, gate));
        if (delivered.isPresent()) {
          Delivered d = delivered.get();
          deliveries.add(
              new Arrivals.Delivery(escrowId, orderId, d.confirmedBy(), d.confirmedAt()));
        } else if (state.awaitsDelivery().isPresent()) {
          awaited.add(escrowId);
        }
      }
    }
    argument.end();
    return new Arrivals(deliveries, awaited).toJson();
  }

  /** What an award has written over is in the history of the gate. */
  private static Optional<Delivered> earlier(Transaction transaction, String gate) {
    try (QueryResultsIterator<KeyModification> history =
        transaction.stub().getHistoryForKey(gate)) {
      for (KeyModification modification : history) {
        Optional<Delivered> delivered =
            EscrowState.fromJson(Fields.parse(gate, modification.getValue())).evidence();
        if (delivered.isPresent()) {
          return delivered;
        }
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("closing a history failed", e);
    }
  }
}
