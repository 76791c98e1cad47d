// SPDX-License-Identifier: Apache-2.0
package portolan.domain.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who has an object and what it is in. What is packed has the custodian, the receiver and the
 * disposition of its outermost parent. What came out because its parent was emptied as a whole (an
 * AggregationEvent DELETE without children, EPCIS 2.0, 7.4.3) is with whom its parent was then,
 * until something is written of itself.
 *
 * @param custodian MSP id of the member that has it
 * @param receiver MSP id of the member it is on its way to
 * @param disposition word of the CBV, or a URI of another vocabulary
 * @param parents what it is in, the innermost first
 */
public record Standing(
    String custodian, Optional<String> receiver, String disposition, List<String> parents) {

  /** Copies the list. */
  public Standing {
    parents = List.copyOf(parents);
  }

  /**
   * As of a place in the order of the ledger.
   *
   * @return nothing if the ledger keeps no custody of it
   */
  public static Optional<Standing> of(String object, long upTo, History history) {
    List<String> parents = new ArrayList<>();
    String outermost = object;
    Optional<Stay> stay = history.lastStay(outermost, upTo);
    while (stay.isPresent() && isOpen(stay.get(), upTo) && !parents.contains(stay.get().parent())) {
      outermost = stay.get().parent();
      parents.add(outermost);
      stay = history.lastStay(outermost, upTo);
    }
    return holding(outermost, stay, upTo, history)
        .map(its -> new Standing(its.custodian(), its.receiver(), its.disposition(), parents));
  }

  private static boolean isOpen(Stay stay, long upTo) {
    return stay.to().isEmpty() || stay.to().get().order() > upTo;
  }

  private static Optional<Holding> holding(
      String object, Optional<Stay> last, long upTo, History history) {
    Optional<Holding> own = history.holding(object, upTo);
    if (own.isEmpty() || last.isEmpty()) {
      return own;
    }
    long out = last.get().to().map(Moment::order).orElse(Long.MIN_VALUE);
    if (out <= own.get().order()) {
      return own;
    }
    return of(last.get().parent(), out, history)
        .map(then -> new Holding(then.custodian(), then.receiver(), own.get().disposition(), out));
  }
}
