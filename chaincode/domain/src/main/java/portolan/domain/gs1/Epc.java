// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import portolan.domain.encoding.Refusal;
import portolan.domain.worldstate.RefusalCode;

/**
 * One object: a trade item with a serial number ({@link Sgtin}), a logistic unit ({@link Sscc}), or
 * what another key names ({@link KeyedEpc}, {@link UrnEpc}).
 */
public sealed interface Epc extends Identity permits Sgtin, Sscc, KeyedEpc, UrnEpc {
  /** Longest text of an object in a call, in UTF-16 code units. */
  int MAX_LENGTH = 300;

  /**
   * Reads a URN or a Digital Link of one object.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  static Epc parse(String text) {
    return switch (Identity.parse(text)) {
      case Epc epc -> epc;
      case EpcClass kind ->
          throw new IllegalArgumentException(
              "expected a serial number with the key (/01/GTIN/21/SERIAL): a GTIN alone is a class"
                  + " of products, not one object, and so is a lot");
    };
  }

  /**
   * Reads an EPC of a call.
   *
   * @throws portolan.domain.encoding.RefusedException {@code INVALID_ARGUMENT} naming the path
   */
  static Epc of(String path, String text) {
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal(RefusalCode.INVALID_ARGUMENT, path, e.getMessage()).toException();
    }
  }
}
