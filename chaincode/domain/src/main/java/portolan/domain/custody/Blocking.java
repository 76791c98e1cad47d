// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.Optional;
import java.util.Set;

/**
 * Dispositions of CBV 2.0 (section 7.2) with which an object is not packed, shipped, sold or
 * transformed any more. Returning it, taking it back, destroying and decommissioning stay possible.
 */
enum Blocking {
  /** It is no more. */
  DESTROYED("destroyed", false, false),
  /** It was thrown away. */
  DISPOSED("disposed", false, false),
  /** Its number is out of use. */
  INACTIVE("inactive", false, false),
  /** A consumer has it. */
  RETAIL_SOLD("retail_sold", true, true),
  /** A patient has it. */
  DISPENSED("dispensed", true, true),
  /** Somebody has taken it. */
  STOLEN("stolen", true, true),
  /** It is called back. */
  RECALLED("recalled", false, true),
  /** It is too old. */
  EXPIRED("expired", false, true);

  /** Word with which goods come back. */
  static final String RETURNED = "returned";

  /** With these nothing begins, though they block nothing later. */
  private static final Set<String> NOT_AT_BEGINNING =
      Set.of(
          RETURNED,
          "in_transit",
          "partially_dispensed",
          "mismatch_class",
          "mismatch_instance",
          "mismatch_quantity");

  private final String word;
  private final boolean endsByReturn;
  private final boolean endsByUnset;

  Blocking(String word, boolean endsByReturn, boolean endsByUnset) {
    this.word = word;
    this.endsByReturn = endsByReturn;
    this.endsByUnset = endsByUnset;
  }

  String word() {
    return word;
  }

  static Optional<Blocking> of(String disposition) {
    for (Blocking blocking : values()) {
      if (blocking.word.equals(disposition)) {
        return Optional.of(blocking);
      }
    }
    return Optional.empty();
  }

  /** Whether an object can begin to be with this disposition. */
  static boolean allowsBeginning(String disposition) {
    return of(disposition).isEmpty() && !NOT_AT_BEGINNING.contains(disposition);
  }

  /**
   * The disposition after an event.
   *
   * @param current the one before
   * @param usual what the event's step gives, if it states none
   */
  static String after(EventHeader event, String current, String usual) {
    String stated = event.blocking().orElse(event.disposition().orElse(usual));
    Optional<Blocking> before = of(current);
    if (before.isEmpty()) {
      return stated;
    }
    Blocking blocking = before.get();
    boolean lifted =
        (blocking.endsByUnset && event.unset().contains(blocking.word))
            || (blocking.endsByReturn && event.disposition().equals(Optional.of(RETURNED)));
    boolean replaced = (blocking.endsByReturn || blocking.endsByUnset) && of(stated).isPresent();
    return lifted || replaced ? stated : current;
  }
}
