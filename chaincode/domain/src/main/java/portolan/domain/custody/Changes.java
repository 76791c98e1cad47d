// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.domain.group.Warning;
import portolan.domain.gs1.Epc;

/**
 * What an accepted event changes.
 *
 * @param possessions the new state of objects; nothing of one that was never begun
 * @param freed what came before, of objects that had come out of their parent without being named:
 *     the ledger has never had that state
 * @param epochs ends of epochs; nothing of one that did not end
 * @param stocks how much is where; {@link Stock#isNone()} where nothing is left
 * @param held how many more objects, or less, each recall reaches of those that name an order
 * @param warnings why it changes nothing, if it should have
 */
public record Changes(
    Map<Epc, Optional<Possession>> possessions,
    Map<Epc, Possession> freed,
    Map<Inside, Optional<EpochEnd>> epochs,
    Map<Stock.Key, Stock> stocks,
    Map<Held, Long> held,
    List<Warning> warnings) {

  /** That a recall reaches goods of an order. */
  public record Held(String orderId, String recallId) {}

  /** Copies the collections, which keep their order. */
  public Changes {
    possessions = new LinkedHashMap<>(possessions);
    freed = new LinkedHashMap<>(freed);
    epochs = new LinkedHashMap<>(epochs);
    stocks = new LinkedHashMap<>(stocks);
    held = new LinkedHashMap<>(held);
    warnings = List.copyOf(warnings);
  }

  /** Nothing, for this reason. */
  static Changes none(Warning... warnings) {
    return new Changes(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), List.of(warnings));
  }

  /** Whether custody is as it was. */
  public boolean isNone() {
    return possessions.isEmpty() && epochs.isEmpty() && stocks.isEmpty();
  }
}
