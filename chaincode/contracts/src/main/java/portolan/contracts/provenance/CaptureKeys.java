// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.ArrayList;
import java.util.List;
import portolan.domain.custody.CustodyEvent;
import portolan.domain.custody.Footprint;
import portolan.domain.custody.Goods;
import portolan.domain.custody.Party;
import portolan.domain.custody.Portion;
import portolan.domain.custody.Stock;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.Sgtin;
import portolan.domain.worldstate.ProvenanceKeys;

/** What an event needs of the ledger, as far as it says so itself: all of it is read at once. */
final class CaptureKeys {
  private CaptureKeys() {}

  /** The quantities that leave, go into something, or are used up. */
  static List<Portion> portions(CustodyEvent event) {
    return switch (event) {
      case CustodyEvent.Pack e -> e.children().portions();
      case CustodyEvent.Ship e -> e.goods().portions();
      case CustodyEvent.Sell e -> e.goods().portions();
      case CustodyEvent.Transform e -> e.inputs().portions();
      case CustodyEvent.Commission e -> List.of();
      case CustodyEvent.Decommission e -> List.of();
      case CustodyEvent.Unpack e -> List.of();
      case CustodyEvent.UnpackAll e -> List.of();
      case CustodyEvent.VoidShipping e -> List.of();
      case CustodyEvent.Receive e -> List.of();
      case CustodyEvent.Shortage e -> List.of();
      case CustodyEvent.Mark e -> List.of();
      case CustodyEvent.Observe e -> List.of();
    };
  }

  static List<String> of(CustodyEvent event, String actor) {
    List<String> keys = new ArrayList<>();
    Footprint.objects(event).forEach(epc -> keys.add(ProvenanceKeys.epc(epc.canonical())));
    event.header().orders().forEach(order -> keys.add(ProvenanceKeys.order(order)));
    Stock.Place atHand = new Stock.Place.At(actor);
    switch (event) {
      case CustodyEvent.Commission e -> addBeginning(keys, e.goods(), atHand);
      case CustodyEvent.Decommission e -> add(keys, e.goods(), atHand);
      case CustodyEvent.Pack e -> {
        keys.add(ProvenanceKeys.REGISTRY);
        add(keys, e.children(), atHand);
      }
      case CustodyEvent.Unpack e -> add(keys, e.children(), atHand);
      case CustodyEvent.UnpackAll e -> {}
      case CustodyEvent.Ship e -> {
        add(keys, e.goods(), atHand);
        switch (e.receiver()) {
          case Party.Member member -> {
            keys.add(ProvenanceKeys.member(member.mspId()));
            add(keys, e.goods(), new Stock.Place.To(member.mspId()));
          }
          case Party.Keyed keyed -> keys.add(ProvenanceKeys.REGISTRY);
        }
      }
      case CustodyEvent.VoidShipping e -> add(keys, e.goods(), atHand);
      case CustodyEvent.Receive e -> {
        add(keys, e.goods(), atHand);
        add(keys, e.goods(), new Stock.Place.To(actor));
      }
      case CustodyEvent.Sell e -> add(keys, e.goods(), atHand);
      case CustodyEvent.Transform e -> {
        add(keys, e.inputs(), atHand);
        addBeginning(keys, e.outputs(), atHand);
      }
      case CustodyEvent.Shortage e -> {}
      case CustodyEvent.Mark e -> {}
      case CustodyEvent.Observe e -> {}
    }
    return keys;
  }

  private static void addBeginning(List<String> keys, Goods goods, Stock.Place place) {
    keys.add(ProvenanceKeys.REGISTRY);
    for (Epc epc : goods.epcs()) {
      if (epc instanceof Sgtin unit) {
        keys.add(ProvenanceKeys.product(unit.gtin().digits()));
      }
    }
    add(keys, goods, place);
  }

  private static void add(List<String> keys, Goods goods, Stock.Place place) {
    for (Portion portion : goods.portions()) {
      keys.add(new Stock.Key(portion.kind(), portion.measure().unit(), place).onLedger());
    }
  }
}
