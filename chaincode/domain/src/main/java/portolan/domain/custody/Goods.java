// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.List;
import portolan.domain.gs1.Epc;

/**
 * What an event moves.
 *
 * @param epcs objects
 * @param epcField where the event lists them: {@code epcList}, {@code childEPCs}, ...
 * @param portions quantities of lots or of classes
 * @param portionField where the event lists them: {@code quantityList}, {@code childQuantityList}
 */
public record Goods(List<Epc> epcs, String epcField, List<Portion> portions, String portionField) {

  /** Copies the lists. */
  public Goods {
    epcs = List.copyOf(epcs);
    portions = List.copyOf(portions);
  }

  boolean isEmpty() {
    return epcs.isEmpty() && portions.isEmpty();
  }

  /** Field of an object, for refusals. */
  String epcField(int index) {
    return epcField + "[" + index + "]";
  }

  /** Field of a quantity, for refusals. */
  String portionField(int index) {
    return portionField + "[" + index + "]";
  }
}
