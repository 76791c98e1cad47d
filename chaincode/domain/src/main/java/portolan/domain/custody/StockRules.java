// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import portolan.domain.gs1.EpcClass;
import portolan.domain.gs1.Gtin;
import portolan.domain.worldstate.RefusalCode;

/** What events do to quantities of lots: nothing below zero, nothing lost between two places. */
final class StockRules {
  private static final String GTIN = "01";

  private final Handling handling;

  StockRules(Handling handling) {
    this.handling = handling;
  }

  void begin(Goods goods) {
    List<Portion> portions = goods.portions();
    for (int i = 0; i < portions.size(); i++) {
      requireMayBegin(portions.get(i).kind(), goods.portionField(i) + ".epcClass");
      add(portions.get(i), atHand());
    }
  }

  /** As {@link ObjectRules#requireMayBegin(Goods)}. */
  void requireMayBegin(Goods goods) {
    List<Portion> portions = goods.portions();
    for (int i = 0; i < portions.size(); i++) {
      requireMayBegin(portions.get(i).kind(), goods.portionField(i) + ".epcClass");
    }
  }

  private void requireMayBegin(EpcClass kind, String field) {
    if (kind.code().equals(GTIN)) {
      ObjectRules.requireOwner(handling, new Gtin(kind.key()), field);
    }
    ObjectRules.requireMayBegin(handling, kind, field);
  }

  void end(Goods goods) {
    take(goods, atHand());
  }

  /** What is recalled as a lot, or as a product, does not move. */
  void requireNotRecalled(Goods goods) {
    List<Portion> portions = goods.portions();
    for (int i = 0; i < portions.size(); i++) {
      handling.requireNotRecalled(portions.get(i), goods.portionField(i) + ".epcClass");
    }
  }

  void pack(Inside inside, Goods goods) {
    move(goods, atHand(), new Stock.Place.In(inside));
  }

  /**
   * Takes out of a parent: of what is in it, or of what was left when all came out without being
   * named, if the actor held the parent then.
   */
  void unpack(Inside inside, Goods goods) {
    List<Portion> portions = goods.portions();
    for (int i = 0; i < portions.size(); i++) {
      Portion portion = portions.get(i);
      Inside last = new Inside(inside.parent(), inside.epoch() - 1);
      boolean wasLeft =
          available(portion, new Stock.Place.In(inside)).signum() == 0
              && handling
                  .world()
                  .epochEnd(last)
                  .filter(end -> end.custodian().equals(handling.actor()))
                  .isPresent();
      take(portion, new Stock.Place.In(wasLeft ? last : inside), goods.portionField(i));
      add(portion, atHand());
    }
  }

  void ship(Goods goods, String receiver) {
    List<Portion> portions = goods.portions();
    Stock.Place to = new Stock.Place.To(receiver);
    for (int i = 0; i < portions.size(); i++) {
      Stock.Key key = key(portions.get(i), to);
      Stock there = handling.stock(key);
      Optional<String> other = there.sender().filter(s -> !s.equals(handling.actor()));
      if (!there.isNone() && other.isPresent()) {
        throw handling.refuse(
            RefusalCode.IN_TRANSIT,
            goods.portionField(i),
            "the same lot is on its way to " + receiver + " from " + other.get());
      }
      take(portions.get(i), atHand(), goods.portionField(i));
      handling.put(
          key,
          new Stock(
              there.amount().add(portions.get(i).measure().amount()),
              Optional.of(handling.actor())));
    }
  }

  void voidShipping(Goods goods, Optional<String> receiver) {
    List<Portion> portions = goods.portions();
    if (portions.isEmpty()) {
      return;
    }
    String named =
        receiver.orElseThrow(
            () ->
                handling.refuse(
                    RefusalCode.INVALID_ARGUMENT,
                    "destinationList",
                    "expected the member that the quantities were shipped to"));
    Stock.Place to = new Stock.Place.To(named);
    for (int i = 0; i < portions.size(); i++) {
      Optional<String> sender = handling.stock(key(portions.get(i), to)).sender();
      if (!sender.equals(Optional.of(handling.actor()))) {
        throw handling.refuse(
            RefusalCode.NOT_IN_TRANSIT,
            goods.portionField(i),
            "nothing of it is on its way to " + named + " from " + handling.actor());
      }
      take(portions.get(i), to, goods.portionField(i));
      add(portions.get(i), atHand());
    }
  }

  void receive(Goods goods) {
    List<Portion> portions = goods.portions();
    for (int i = 0; i < portions.size(); i++) {
      take(portions.get(i), new Stock.Place.To(handling.actor()), goods.portionField(i));
      add(portions.get(i), atHand());
    }
  }

  // Back again, for an event that was declared wrong: false if that cannot be.

  boolean undoBegin(Goods goods) {
    return canTake(goods, atHand()) && done(() -> take(goods, atHand()));
  }

  boolean undoEnd(Goods goods) {
    goods.portions().forEach(portion -> add(portion, atHand()));
    return true;
  }

  boolean undoMove(Goods goods, Stock.Place from, Stock.Place to) {
    return canTake(goods, to) && done(() -> move(goods, to, from));
  }

  Stock.Place atHand() {
    return new Stock.Place.At(handling.actor());
  }

  private static boolean done(Runnable step) {
    step.run();
    return true;
  }

  private boolean canTake(Goods goods, Stock.Place place) {
    return goods.portions().stream()
        .allMatch(portion -> available(portion, place).compareTo(portion.measure().amount()) >= 0);
  }

  // Places.

  private void move(Goods goods, Stock.Place from, Stock.Place to) {
    take(goods, from);
    goods.portions().forEach(portion -> add(portion, to));
  }

  private void take(Goods goods, Stock.Place place) {
    List<Portion> portions = goods.portions();
    for (int i = 0; i < portions.size(); i++) {
      take(portions.get(i), place, goods.portionField(i));
    }
  }

  private BigDecimal available(Portion portion, Stock.Place place) {
    return handling.stock(key(portion, place)).amount();
  }

  private void take(Portion portion, Stock.Place place, String field) {
    Stock.Key key = key(portion, place);
    Stock stock = handling.stock(key);
    BigDecimal left = stock.amount().subtract(portion.measure().amount());
    if (left.signum() < 0) {
      throw handling.refuse(
          RefusalCode.NOT_ENOUGH,
          field,
          "expected at most "
              + new Measure(stock.amount(), key.unit())
              + " of "
              + portion.kind()
              + " "
              + words(place)
              + ", found "
              + portion.measure());
    }
    handling.put(key, new Stock(left, left.signum() == 0 ? Optional.empty() : stock.sender()));
  }

  private void add(Portion portion, Stock.Place place) {
    Stock.Key key = key(portion, place);
    Stock stock = handling.stock(key);
    handling.put(key, new Stock(stock.amount().add(portion.measure().amount()), stock.sender()));
  }

  private static String words(Stock.Place place) {
    return switch (place) {
      case Stock.Place.At at -> "at hand of " + at.holder();
      case Stock.Place.In in -> "in " + in.inside().parent();
      case Stock.Place.To to -> "on its way to " + to.receiver();
    };
  }

  private static Stock.Key key(Portion portion, Stock.Place place) {
    return new Stock.Key(portion.kind(), portion.measure().unit(), place);
  }
}
