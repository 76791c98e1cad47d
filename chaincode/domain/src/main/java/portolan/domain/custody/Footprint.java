// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.domain.gs1.Epc;

/** What an event touches on the ledger, as far as it says so itself. */
public final class Footprint {
  private Footprint() {}

  /** The objects that it changes, or may change. */
  public static List<Epc> objects(CustodyEvent event) {
    List<Epc> objects = new ArrayList<>();
    goods(event).forEach(goods -> objects.addAll(goods.epcs()));
    parent(event).ifPresent(objects::add);
    return objects;
  }

  private static List<Goods> goods(CustodyEvent event) {
    return switch (event) {
      case CustodyEvent.Commission e -> List.of(e.goods());
      case CustodyEvent.Decommission e -> List.of(e.goods());
      case CustodyEvent.Pack e -> List.of(e.children());
      case CustodyEvent.Unpack e -> List.of(e.children());
      case CustodyEvent.UnpackAll e -> List.of();
      case CustodyEvent.Ship e -> List.of(e.goods());
      case CustodyEvent.VoidShipping e -> List.of(e.goods());
      case CustodyEvent.Receive e -> List.of(e.goods());
      case CustodyEvent.Sell e -> List.of(e.goods());
      case CustodyEvent.Transform e -> List.of(e.inputs(), e.outputs());
      case CustodyEvent.Shortage e -> List.of(e.goods());
      case CustodyEvent.Mark e -> List.of(e.goods());
      case CustodyEvent.Observe e -> List.of();
    };
  }

  private static Optional<Epc> parent(CustodyEvent event) {
    return switch (event) {
      case CustodyEvent.Pack e -> Optional.of(e.parent());
      case CustodyEvent.Unpack e -> Optional.of(e.parent());
      case CustodyEvent.UnpackAll e -> Optional.of(e.parent());
      case CustodyEvent.Commission e -> Optional.empty();
      case CustodyEvent.Decommission e -> Optional.empty();
      case CustodyEvent.Ship e -> Optional.empty();
      case CustodyEvent.VoidShipping e -> Optional.empty();
      case CustodyEvent.Receive e -> Optional.empty();
      case CustodyEvent.Sell e -> Optional.empty();
      case CustodyEvent.Transform e -> Optional.empty();
      case CustodyEvent.Shortage e -> Optional.empty();
      case CustodyEvent.Mark e -> Optional.empty();
      case CustodyEvent.Observe e -> Optional.empty();
    };
  }

  /**
   * Whether the ledger remembers it under a key of its own, because no object tells that it was
   * captured: its author has chosen its eventID, it counts quantities, or it may leave objects that
   * it names as they are. What is not remembered and changes custody changes the first of its
   * {@link #objects} for sure.
   */
  public static boolean isRemembered(CustodyEvent event) {
    return event.header().isNamed()
        || goods(event).stream().anyMatch(goods -> !goods.portions().isEmpty())
        || mayChangeLess(event);
  }

  private static boolean mayChangeLess(CustodyEvent event) {
    return switch (event) {
      case CustodyEvent.Shortage e -> true;
      case CustodyEvent.Mark e -> true;
      case CustodyEvent.Receive e -> e.accepting();
      case CustodyEvent.Commission e -> false;
      case CustodyEvent.Decommission e -> false;
      case CustodyEvent.Pack e -> false;
      case CustodyEvent.Unpack e -> false;
      case CustodyEvent.UnpackAll e -> false;
      case CustodyEvent.Ship e -> false;
      case CustodyEvent.VoidShipping e -> false;
      case CustodyEvent.Sell e -> false;
      case CustodyEvent.Transform e -> false;
      case CustodyEvent.Observe e -> false;
    };
  }

  /**
   * How many keys it writes at most, those of ends of epochs and of quantities included; of
   * recalled goods it writes more, in what they are in and for their orders.
   */
  public static int keys(CustodyEvent event) {
    int keys = objects(event).size();
    for (Goods goods : goods(event)) {
      // From one place to another.
      keys += 2 * goods.portions().size();
    }
    keys +=
        switch (event) {
          case CustodyEvent.Decommission e -> e.goods().epcs().size();
          case CustodyEvent.Transform e -> e.inputs().epcs().size();
          case CustodyEvent.UnpackAll e -> 1;
          case CustodyEvent.Commission e -> 0;
          case CustodyEvent.Pack e -> 0;
          case CustodyEvent.Unpack e -> 0;
          case CustodyEvent.Ship e -> 0;
          case CustodyEvent.VoidShipping e -> 0;
          case CustodyEvent.Receive e -> 0;
          case CustodyEvent.Sell e -> 0;
          case CustodyEvent.Shortage e -> 0;
          case CustodyEvent.Mark e -> 0;
          case CustodyEvent.Observe e -> 0;
        };
    boolean hasOwn = isRemembered(event) || event.header().declaration().isPresent();
    return hasOwn ? keys + 1 : keys;
  }
}
