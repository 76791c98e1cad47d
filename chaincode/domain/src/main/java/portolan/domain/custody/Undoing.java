// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.List;
import java.util.Optional;
import portolan.domain.gs1.Epc;
import portolan.domain.recall.RecallCounts;

/**
 * Takes back what an event has done. It was the last of all that it has changed, and all of it is
 * still in the hands of its author: nobody loses custody by what another declares.
 */
final class Undoing {
  private final CustodyEvent event;
  private final Handling handling;
  private final StockRules stocks;

  private Undoing(CustodyEvent event, Handling handling) {
    this.event = event;
    this.handling = handling;
    this.stocks = new StockRules(handling);
  }

  /** False if it cannot be taken back; then nothing of what was changed counts. */
  static boolean undo(CustodyEvent event, Handling handling) {
    return new Undoing(event, handling).undo();
  }

  private boolean undo() {
    return switch (event) {
      case CustodyEvent.Commission e -> restored(e.goods()) && stocks.undoBegin(e.goods());
      case CustodyEvent.Decommission e -> restored(e.goods()) && stocks.undoEnd(e.goods());
      // The parent stays begun: others may have been packed into it since.
      case CustodyEvent.Pack e ->
          restored(e.children())
              && isAtHand(e.parent(), e.children())
              && stocks.undoMove(e.children(), stocks.atHand(), in(e.parent()));
      case CustodyEvent.Unpack e ->
          restored(e.children())
              && isAtHand(e.parent(), e.children())
              && stocks.undoMove(e.children(), in(e.parent()), stocks.atHand());
      case CustodyEvent.UnpackAll e -> restored(e.parent());
      case CustodyEvent.Ship e -> e.goods().portions().isEmpty() && restored(e.goods());
      case CustodyEvent.VoidShipping e -> e.goods().portions().isEmpty() && restored(e.goods());
      case CustodyEvent.Receive e ->
          e.goods().portions().isEmpty()
              && (e.accepting() ? restoredWhereChanged(e.goods().epcs()) : restored(e.goods()));
      case CustodyEvent.Sell e -> restored(e.goods()) && stocks.undoEnd(e.goods());
      case CustodyEvent.Transform e ->
          restored(e.inputs())
              && restored(e.outputs())
              && stocks.undoBegin(e.outputs())
              && stocks.undoEnd(e.inputs());
      // They may have changed some objects only, and what they have not changed is as it was.
      case CustodyEvent.Shortage e -> restoredWhereChanged(e.goods().epcs());
      case CustodyEvent.Mark e -> restoredWhereChanged(e.goods().epcs());
      case CustodyEvent.Observe e -> true;
    };
  }

  private Stock.Place in(Epc parent) {
    return new Stock.Place.In(
        new Inside(parent, handling.find(parent).map(f -> f.now().epoch()).orElse(0L)));
  }

  /** Quantities go from and to a parent that is at hand only; objects know theirs. */
  private boolean isAtHand(Epc parent, Goods children) {
    return children.portions().isEmpty()
        || handling.find(parent).flatMap(handling::outermost).filter(this::isHere).isPresent();
  }

  private boolean isHere(Handling.Found outermost) {
    return outermost.now().custodian().equals(handling.actor())
        && outermost.now().receiver().isEmpty();
  }

  private boolean restored(Goods goods) {
    return goods.epcs().stream().allMatch(this::restored);
  }

  private boolean restoredWhereChanged(List<Epc> epcs) {
    List<Epc> changed = epcs.stream().filter(epc -> isLast(handling.find(epc))).toList();
    return !changed.isEmpty() && changed.stream().allMatch(this::restored);
  }

  private boolean isLast(Optional<Handling.Found> found) {
    return found.filter(f -> f.now().last().equals(handling.event().identity())).isPresent();
  }

  private boolean restored(Epc epc) {
    Optional<Handling.Found> found = handling.find(epc);
    if (!isLast(found) || !isInHands(found.get())) {
      return false;
    }
    Possession stored = found.get().stored();
    if (stored.before().isEmpty()) {
      // A number that is begun again would be free of what recalls it.
      boolean isRecalled = !stored.marks().only(handling.world()::isOpen).isNone();
      if (!isRecalled) {
        handling.forget(epc);
      }
      return !isRecalled;
    }
    Optional<Possession> before = handling.world().before(epc, stored.before().get());
    if (before.isEmpty() || !canBeAgain(before.get())) {
      return false;
    }
    Marks marks = stored.marks();
    if (before.get().epoch() < stored.epoch()) {
      Inside epoch = new Inside(epc, before.get().epoch());
      marks =
          marks.containing(
              handling
                  .world()
                  .epochEnd(epoch)
                  .map(end -> end.marks().inside())
                  .orElse(RecallCounts.NONE));
      handling.put(epoch, Optional.empty());
    }
    handling.restore(found.get(), before.get(), marks);
    return true;
  }

  /** The author holds it, or has only claimed it. */
  private boolean isInHands(Handling.Found found) {
    return handling.outermost(found).map(Handling.Found::now).filter(this::isHisOwn).isPresent();
  }

  private boolean isHisOwn(Possession outermost) {
    boolean isHere =
        outermost.receiver().isEmpty() || outermost.last().equals(handling.event().identity());
    boolean isClaimed =
        outermost.receiver().isEmpty()
            && outermost.claim().filter(c -> c.member().equals(handling.actor())).isPresent();
    return isClaimed || (isHere && outermost.custodian().equals(handling.actor()));
  }

  /** What goes back into its parent needs that parent, at hand and in the same epoch. */
  private boolean canBeAgain(Possession before) {
    if (before.parent().isEmpty()) {
      return true;
    }
    Inside inside = before.parent().get();
    return handling
        .find(inside.parent())
        .filter(parent -> parent.stored().epoch() == inside.epoch())
        .flatMap(handling::outermost)
        .filter(this::isHere)
        .isPresent();
  }
}
