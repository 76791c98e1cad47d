// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.Optional;
import portolan.domain.epcis.Action;
import portolan.domain.epcis.EventType;

/**
 * What an event does to custody, by its type, its action (EPCIS 2.0, sections 7.4.2 to 7.4.6) and
 * its business step (CBV 2.0, section 7.1). The table is total: what it does not name is an
 * observation.
 */
public enum Effect {
  /** Objects or quantities begin to be. */
  BEGIN,
  /** Their life is over. */
  END,
  /** They go into another object. */
  PACK,
  /** They come out of it; all of them, if none is named. */
  UNPACK,
  /** They leave for another member. */
  SHIP,
  /** They were not to leave. */
  VOID_SHIPPING,
  /** They have come. */
  RECEIVE,
  /** As {@link #RECEIVE}, and nothing if they have been received before. */
  ACCEPT,
  /** They go to somebody who is no member. */
  SELL,
  /** They become others. */
  TRANSFORM,
  /** They are seen. */
  OBSERVE,
  /** Step and action contradict each other. */
  CONTRADICTION;

  /**
   * The table.
   *
   * @param action nothing for a transformation
   * @param step word of the CBV, or a URI of another vocabulary
   */
  public static Effect of(EventType type, Optional<Action> action, Optional<String> step) {
    return switch (type) {
      case OBJECT -> ofObjects(action.orElse(Action.OBSERVE), step.orElse(""));
      case AGGREGATION ->
          switch (action.orElse(Action.OBSERVE)) {
            case ADD -> PACK;
            case DELETE -> UNPACK;
            case OBSERVE -> OBSERVE;
          };
      case TRANSFORMATION -> TRANSFORM;
      case TRANSACTION, ASSOCIATION -> OBSERVE;
    };
  }

  private static Effect ofObjects(Action action, String step) {
    return switch (step) {
      case "commissioning", "creating_class_instance" -> only(Action.ADD, action, BEGIN);
      case "decommissioning" -> only(Action.DELETE, action, END);
      case "destroying" -> action == Action.ADD ? CONTRADICTION : END;
      case "shipping", "consigning" -> only(Action.OBSERVE, action, SHIP);
      case "void_shipping" -> only(Action.OBSERVE, action, VOID_SHIPPING);
      case "receiving" -> only(Action.OBSERVE, action, RECEIVE);
      case "accepting" -> only(Action.OBSERVE, action, ACCEPT);
      case "retail_selling", "dispensing" -> action == Action.ADD ? CONTRADICTION : SELL;
      case "",
          "arriving",
          "assembling",
          "collecting",
          "cycle_counting",
          "departing",
          "disassembling",
          "encoding",
          "entering_exiting",
          "holding",
          "inspecting",
          "installing",
          "killing",
          "loading",
          "other",
          "packing",
          "picking",
          "removing",
          "repackaging",
          "repairing",
          "replacing",
          "reserving",
          "sampling",
          "sensor_reporting",
          "staging_outbound",
          "stock_taking",
          "stocking",
          "storing",
          "transporting",
          "unloading",
          "unpacking" ->
          switch (action) {
            case ADD -> BEGIN;
            case DELETE -> END;
            case OBSERVE -> OBSERVE;
          };
      default -> OBSERVE;
    };
  }

  private static Effect only(Action needed, Action found, Effect effect) {
    return needed == found ? effect : CONTRADICTION;
  }
}
