// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.RefusedException;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.Gtin;
import portolan.domain.gs1.Sgtin;
import portolan.domain.gs1.Sscc;

/**
 * The rules against a second description of the same world: one that knows for every object the
 * place it is in, and writes an event into the diary of everything that moves with it at once.
 */
class CustodyModelTest {
  private static final List<String> MEMBERS = List.of("SupplierMSP", "LogisticsMSP", "PlatformMSP");
  private static final String ENTITLED = "whoever may";
  private static final Gtin OWN = new Gtin("10614141123459");
  private static final Gtin FOREIGN = new Gtin("80614141123458");
  private static final List<Epc> OBJECTS =
      List.of(
          new Sgtin(OWN, "1"),
          new Sgtin(OWN, "2"),
          new Sgtin(FOREIGN, "1"),
          new Sscc("006141411234567890"),
          new Sscc("106141412345678908"),
          new Sscc("106141412345678915"));
  private static final Map<Gtin, String> OWNERS =
      Map.of(OWN, "SupplierMSP", FOREIGN, "PlatformMSP");

  /** What somebody tries. */
  record Attempt(int kind, String actor, Epc first, Epc second, String receiver) {
    CustodyEvent event(int n, Model world) {
      EventHeader header =
          new EventHeader("urn:uuid:" + n, Instant.EPOCH, Optional.empty(), List.of());
      return switch (kind) {
        case 0 ->
            first instanceof Sgtin unit
                ? new CustodyEvent.Commission(header, List.of(unit))
                : new CustodyEvent.Receive(header, List.of(first));
        case 1 -> new CustodyEvent.Pack(header, second, List.of(first));
        case 2 -> new CustodyEvent.Unpack(header, second, List.of(first));
        case 3 ->
            new CustodyEvent.Unpack(
                header, world.inside.getOrDefault(first, second), List.of(first));
        case 4 -> new CustodyEvent.Ship(header, List.of(first), receiver);
        default -> new CustodyEvent.Receive(header, List.of(first));
      };
    }
  }

  /** The second description. */
  private static final class Model {
    private final Map<Epc, String> holder = new HashMap<>();
    private final Map<Epc, Epc> inside = new HashMap<>();
    private final Map<Epc, String> onItsWayTo = new HashMap<>();
    private final Map<Epc, List<String>> diary = new HashMap<>();

    boolean apply(CustodyEvent event, String actor) {
      String id = EventHeader.recordedId(actor, event.header().eventId());
      switch (event) {
        case CustodyEvent.Commission c -> {
          Sgtin unit = c.epcs().getFirst();
          if (diary.containsKey(unit) || !OWNERS.get(unit.gtin()).equals(actor)) {
            return false;
          }
          holder.put(unit, actor);
          write(id, unit);
        }
        case CustodyEvent.Pack p -> {
          Epc child = p.children().getFirst();
          boolean newPallet = p.parent() instanceof Sscc && !diary.containsKey(p.parent());
          if (!free(child, actor) || (!newPallet && !free(p.parent(), actor))) {
            return false;
          }
          holder.put(p.parent(), actor);
          write(id, p.parent());
          write(id, child);
          inside.put(child, p.parent());
          holder.remove(child);
        }
        case CustodyEvent.Unpack u -> {
          Epc child = u.children().getFirst();
          if (!free(u.parent(), actor) || !u.parent().equals(inside.get(child))) {
            return false;
          }
          write(id, u.parent());
          inside.remove(child);
          holder.put(child, actor);
        }
        case CustodyEvent.Ship s -> {
          if (!free(s.epcs().getFirst(), actor)) {
            return false;
          }
          write(id, s.epcs().getFirst());
          onItsWayTo.put(s.epcs().getFirst(), s.receiver());
        }
        case CustodyEvent.Receive r -> {
          Epc epc = r.epcs().getFirst();
          if (!actor.equals(onItsWayTo.get(epc))) {
            return false;
          }
          onItsWayTo.remove(epc);
          holder.put(epc, actor);
          write(id, epc);
        }
      }
      return true;
    }

    /** Who could do this, if anybody: else hardly anything would ever be accepted. */
    String entitled(CustodyEvent event) {
      return switch (event) {
        case CustodyEvent.Commission c -> OWNERS.get(c.epcs().getFirst().gtin());
        case CustodyEvent.Pack p -> holder.getOrDefault(p.children().getFirst(), MEMBERS.get(0));
        case CustodyEvent.Unpack u -> holder.getOrDefault(u.parent(), MEMBERS.get(0));
        case CustodyEvent.Ship s -> holder.getOrDefault(s.epcs().getFirst(), MEMBERS.get(0));
        case CustodyEvent.Receive r -> onItsWayTo.getOrDefault(r.epcs().getFirst(), MEMBERS.get(0));
      };
    }

    private boolean free(Epc epc, String actor) {
      return actor.equals(holder.get(epc)) && !onItsWayTo.containsKey(epc);
    }

    /** Into the diary of the object and of all that is in it. */
    private void write(String id, Epc epc) {
      diary.computeIfAbsent(epc, none -> new ArrayList<>()).add(id);
      Set.copyOf(inside.entrySet()).stream()
          .filter(entry -> entry.getValue().equals(epc))
          .forEach(entry -> write(id, entry.getKey()));
    }

    private Epc outermost(Epc epc) {
      return inside.containsKey(epc) ? outermost(inside.get(epc)) : epc;
    }
  }

  @Property(tries = 500)
  void theRulesAgreeWithTheModel(@ForAll("attempts") List<Attempt> tried) {
    Model model = new Model();
    Map<Epc, Possession> ledger = new LinkedHashMap<>();
    int accepted = 0;
    for (int n = 0; n < tried.size(); n++) {
      Attempt attempt = tried.get(n);
      if (attempt.first().equals(attempt.second())) {
        continue;
      }
      CustodyEvent event = attempt.event(n, model);
      String actor = attempt.actor().equals(ENTITLED) ? model.entitled(event) : attempt.actor();
      boolean byModel = model.apply(event, actor);
      boolean byRules = applied(event, actor, ledger);
      assertThat(byRules).as("%s by %s", event, actor).isEqualTo(byModel);
      accepted += byRules ? 1 : 0;
    }
    Statistics.label("at least 10 events accepted")
        .collect(accepted >= 10)
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 30));
    Map<Epc, List<String>> traces = new TreeMap<>();
    for (Epc epc : ledger.keySet()) {
      Trace trace = Trace.of(epc, key -> Optional.ofNullable(ledger.get(key))).orElseThrow();
      traces.put(epc, trace.events().stream().map(Trace.Step::eventId).toList());
      Epc outermost = model.outermost(epc);
      assertThat(trace.custodian()).isEqualTo(model.holder.get(outermost));
      assertThat(trace.receiver()).isEqualTo(Optional.ofNullable(model.onItsWayTo.get(outermost)));
      assertThat(trace.parents().isEmpty()).isEqualTo(outermost.equals(epc));
    }
    assertThat(traces).isEqualTo(model.diary);
  }

  private static boolean applied(CustodyEvent event, String actor, Map<Epc, Possession> ledger) {
    CustodyRules.World world =
        new CustodyRules.World() {
          @Override
          public Optional<Possession> find(Epc epc) {
            return Optional.ofNullable(ledger.get(epc));
          }

          @Override
          public Optional<String> productOwner(Gtin gtin) {
            return Optional.ofNullable(OWNERS.get(gtin));
          }

          @Override
          public boolean canReceive(String member) {
            return MEMBERS.contains(member);
          }

          @Override
          public boolean hasOrder(String orderId) {
            return false;
          }
        };
    try {
      CustodyRules.apply(event, "event", actor, world)
          .forEach(
              (epc, state) ->
                  // Through the form on the ledger, so that nothing lives in objects only.
                  ledger.put(epc, Possession.fromJson(Fields.of("epc", state.toJson()))));
      return true;
    } catch (RefusedException e) {
      return false;
    }
  }

  @Provide
  Arbitrary<List<Attempt>> attempts() {
    Arbitrary<String> actor =
        Arbitraries.frequencyOf(
            Tuple.of(7, Arbitraries.just(ENTITLED)), Tuple.of(3, Arbitraries.of(MEMBERS)));
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(2, 0),
                Tuple.of(4, 1),
                Tuple.of(1, 2),
                Tuple.of(3, 3),
                Tuple.of(2, 4),
                Tuple.of(4, 5)),
            actor,
            Arbitraries.of(OBJECTS),
            Arbitraries.of(OBJECTS),
            Arbitraries.of(MEMBERS))
        .as(Attempt::new)
        .list()
        .ofMaxSize(300)
        .withSizeDistribution(RandomDistribution.uniform());
  }
}
