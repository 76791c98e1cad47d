// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.RefusedException;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.gs1.Gtin;
import portolan.domain.gs1.Identity;
import portolan.domain.gs1.KeyedEpc;
import portolan.domain.gs1.Sscc;

/** Quantities of one lot against a second description, in grams: nothing is lost, nothing made. */
class StockModelTest {
  private static final List<String> MEMBERS = List.of("SupplierMSP", "LogisticsMSP", "PlatformMSP");
  private static final Sscc PALLET = new Sscc("106141412345678908");
  private static final EpcClass LOT = new EpcClass("01", "10614141123459", "L1");

  enum Kind {
    BEGIN,
    PACK,
    UNPACK,
    UNPACK_ALL,
    SHIP_PALLET,
    RECEIVE_PALLET,
    SHIP,
    VOID_SHIPPING,
    RECEIVE,
    SELL
  }

  /** What somebody tries; {@code grams} are told in kilograms every other time. */
  record Attempt(Kind kind, String actor, String receiver, int grams, boolean inKilograms) {

    CustodyEvent event() {
      EventHeader header =
          new EventHeader(
              "urn:uuid:1",
              "0".repeat(43),
              Instant.EPOCH,
              Optional.empty(),
              Set.of(),
              Set.of(),
              List.of(),
              Optional.empty());
      Measure measure =
          inKilograms
              ? Measure.of(BigDecimal.valueOf(grams, 3), Optional.of("KGM"))
              : Measure.of(BigDecimal.valueOf(grams), Optional.of("GRM"));
      Goods lot =
          new Goods(List.of(), "epcList", List.of(new Portion(LOT, measure)), "quantityList");
      Goods pallet = new Goods(List.of(PALLET), "epcList", List.of(), "quantityList");
      Party to = new Party.Member(receiver);
      return switch (kind) {
        case BEGIN -> new CustodyEvent.Commission(header, lot, Optional.empty());
        case PACK -> new CustodyEvent.Pack(header, PALLET, lot);
        case UNPACK -> new CustodyEvent.Unpack(header, PALLET, lot);
        case UNPACK_ALL -> new CustodyEvent.UnpackAll(header, PALLET);
        case SHIP_PALLET -> new CustodyEvent.Ship(header, pallet, to);
        case RECEIVE_PALLET -> new CustodyEvent.Receive(header, pallet, false);
        case SHIP -> new CustodyEvent.Ship(header, lot, to);
        case VOID_SHIPPING -> new CustodyEvent.VoidShipping(header, lot, Optional.of(to));
        case RECEIVE -> new CustodyEvent.Receive(header, lot, false);
        case SELL -> new CustodyEvent.Sell(header, lot, "retail_sold");
      };
    }
  }

  /** The second description. */
  private static final class Model {
    final Map<String, Integer> hand = new HashMap<>();
    final Map<String, Integer> way = new HashMap<>();
    final Map<String, String> sender = new HashMap<>();
    boolean palletIs;
    String holder = "";
    String palletTo = "";
    String claimedBy = "";
    boolean filled;
    int inPallet;
    int left;
    String leftWith = "";
    int gone;
    int begun;

    boolean apply(Attempt a) {
      int grams = a.grams();
      boolean ownPallet = palletIs && holder.equals(a.actor()) && palletTo.isEmpty();
      return switch (a.kind()) {
        case BEGIN -> {
          if (!a.actor().equals("SupplierMSP")) {
            yield false;
          }
          begun += grams;
          yield give(a.actor(), grams);
        }
        case PACK -> {
          if ((palletIs && !ownPallet) || !take(a.actor(), grams)) {
            yield false;
          }
          holder = palletIs ? holder : a.actor();
          palletIs = true;
          filled = true;
          inPallet += grams;
          yield true;
        }
        case UNPACK -> {
          boolean fromLeft = inPallet == 0 && leftWith.equals(a.actor());
          if (!ownPallet || (fromLeft ? left : inPallet) < grams) {
            yield false;
          }
          left -= fromLeft ? grams : 0;
          inPallet -= fromLeft ? 0 : grams;
          yield give(a.actor(), grams);
        }
        case UNPACK_ALL -> {
          if (!ownPallet || !filled) {
            yield false;
          }
          gone += left;
          left = inPallet;
          leftWith = a.actor();
          inPallet = 0;
          filled = false;
          yield true;
        }
        case SHIP_PALLET -> {
          if (!ownPallet) {
            yield false;
          }
          if (claimedBy.equals(a.receiver())) {
            holder = claimedBy;
            claimedBy = "";
          } else {
            palletTo = a.receiver();
          }
          yield true;
        }
        case RECEIVE_PALLET -> {
          if (palletIs && palletTo.equals(a.actor())) {
            holder = a.actor();
            palletTo = "";
            claimedBy = "";
            yield true;
          }
          if (!palletIs
              || !palletTo.isEmpty()
              || holder.equals(a.actor())
              || !claimedBy.isEmpty()) {
            yield false;
          }
          claimedBy = a.actor();
          yield true;
        }
        case SHIP -> {
          int underWay = way.getOrDefault(a.receiver(), 0);
          if (underWay > 0 && !a.actor().equals(sender.get(a.receiver()))) {
            yield false;
          }
          if (!take(a.actor(), grams)) {
            yield false;
          }
          way.put(a.receiver(), underWay + grams);
          sender.put(a.receiver(), a.actor());
          yield true;
        }
        case VOID_SHIPPING ->
            a.actor().equals(sender.get(a.receiver()))
                && takeFromWay(a.receiver(), grams)
                && give(a.actor(), grams);
        case RECEIVE -> takeFromWay(a.actor(), grams) && give(a.actor(), grams);
        case SELL -> {
          if (!take(a.actor(), grams)) {
            yield false;
          }
          gone += grams;
          yield true;
        }
      };
    }

    private boolean give(String member, int grams) {
      hand.merge(member, grams, Integer::sum);
      return true;
    }

    private boolean take(String member, int grams) {
      if (hand.getOrDefault(member, 0) < grams) {
        return false;
      }
      hand.merge(member, -grams, Integer::sum);
      return true;
    }

    private boolean takeFromWay(String receiver, int grams) {
      if (way.getOrDefault(receiver, 0) < grams) {
        return false;
      }
      way.merge(receiver, -grams, Integer::sum);
      return true;
    }

    int total() {
      return hand.values().stream().mapToInt(i -> i).sum()
          + way.values().stream().mapToInt(i -> i).sum()
          + inPallet
          + left
          + gone;
    }
  }

  /** The rules, through the forms on the ledger. */
  private static final class Rules implements World {
    final Map<Epc, Possession> ledger = new HashMap<>();
    final Map<Inside, EpochEnd> epochs = new HashMap<>();
    final Map<Stock.Key, Stock> stocks = new HashMap<>();

    boolean apply(Attempt attempt) {
      try {
        Changes changes = CustodyRules.apply(attempt.event(), "event", attempt.actor(), this);
        changes.possessions().forEach((epc, state) -> ledger.put(epc, state.orElseThrow()));
        changes.epochs().forEach((inside, end) -> epochs.put(inside, end.orElseThrow()));
        changes
            .stocks()
            .forEach(
                (key, stock) ->
                    stocks.put(key, Stock.fromJson(Fields.of("stock", stock.toJson()))));
        return true;
      } catch (RefusedException e) {
        return false;
      }
    }

    int grams(Stock.Place place) {
      return stock(new Stock.Key(LOT, "KGM", place)).amount().movePointRight(3).intValueExact();
    }

    @Override
    public Optional<Possession> find(Epc epc) {
      return Optional.ofNullable(ledger.get(epc));
    }

    @Override
    public Optional<EpochEnd> epochEnd(Inside epoch) {
      return Optional.ofNullable(epochs.get(epoch));
    }

    @Override
    public Stock stock(Stock.Key key) {
      return stocks.getOrDefault(key, Stock.NONE);
    }

    @Override
    public Optional<Possession> before(Epc epc, String hash) {
      return Optional.empty();
    }

    @Override
    public Optional<String> productOwner(Gtin gtin) {
      return Optional.of("SupplierMSP");
    }

    @Override
    public boolean mayBegin(Identity key, String member) {
      return true;
    }

    @Override
    public Optional<String> memberOf(KeyedEpc party) {
      return Optional.empty();
    }

    @Override
    public boolean canReceive(String member) {
      return true;
    }

    @Override
    public Set<String> partiesOf(String orderId) {
      return Set.of();
    }

    @Override
    public Optional<String> recallOf(EpcClass kind) {
      return Optional.empty();
    }

    @Override
    public boolean isOpen(String recallId) {
      return false;
    }
  }

  @Property(tries = 200)
  void quantitiesAgreeWithTheModelAndNoneIsLost(@ForAll("attempts") List<Attempt> tried) {
    Model model = new Model();
    Rules rules = new Rules();
    for (Attempt attempt : tried) {
      boolean byModel = model.apply(attempt);
      assertThat(rules.apply(attempt)).as("%s", attempt).isEqualTo(byModel);
      for (String member : MEMBERS) {
        assertThat(rules.grams(new Stock.Place.At(member)))
            .isEqualTo(model.hand.getOrDefault(member, 0));
        assertThat(rules.grams(new Stock.Place.To(member)))
            .isEqualTo(model.way.getOrDefault(member, 0));
      }
      long epoch = rules.find(PALLET).map(Possession::epoch).orElse(0L);
      assertThat(rules.grams(new Stock.Place.In(new Inside(PALLET, epoch))))
          .isEqualTo(model.inPallet);
      assertThat(model.total()).isEqualTo(model.begun);
    }
  }

  @Provide
  Arbitrary<List<Attempt>> attempts() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(3, Kind.BEGIN),
                Tuple.of(4, Kind.PACK),
                Tuple.of(4, Kind.UNPACK),
                Tuple.of(2, Kind.UNPACK_ALL),
                Tuple.of(2, Kind.SHIP_PALLET),
                Tuple.of(4, Kind.RECEIVE_PALLET),
                Tuple.of(3, Kind.SHIP),
                Tuple.of(2, Kind.VOID_SHIPPING),
                Tuple.of(3, Kind.RECEIVE),
                Tuple.of(1, Kind.SELL)),
            Arbitraries.of(MEMBERS),
            Arbitraries.of(MEMBERS),
            Arbitraries.integers().between(1, 9),
            Arbitraries.of(true, false))
        .as(Attempt::new)
        .list()
        .ofMinSize(50)
        .ofMaxSize(150);
  }
}
