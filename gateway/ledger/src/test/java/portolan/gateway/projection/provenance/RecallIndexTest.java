// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.Identity;
import portolan.domain.recall.OpenRecall;
import portolan.domain.recall.Recall;
import portolan.domain.recall.RecalledClass;
import portolan.domain.recall.Scope;
import portolan.domain.recall.Source;
import portolan.domain.worldstate.ProvenanceKeys;

/** What the index knows of recalls: what they reach, what they have marked, who has it. */
class RecallIndexTest {
  private static final String GTIN = "https://id.gs1.org/01/10614141123459";
  private static final String LOT = GTIN + "/10/L1";
  private static final String A = GTIN + "/21/A";
  private static final String B = GTIN + "/21/B";
  private static final String C = GTIN + "/21/C";
  private static final String PALLET = "https://id.gs1.org/00/106141412345678908";
  private static final String RECALL = "SupplierMSP/R1";

  private final CapturingChain chain = new CapturingChain();

  @TempDir private Path folder;

  /** As the contract writes it; {@code more} are further members, beginning with a comma. */
  private static String held(String member, String more) {
    return "{\"c\":\"%s\",\"l\":\"%s\",\"t\":0%s}".formatted(member, "x".repeat(43), more);
  }

  private static String in(int epoch) {
    return ",\"p\":[\"00/106141412345678908\",%d]".formatted(epoch);
  }

  private static JsonObject commission(String id, int at, String... epcs) {
    return CapturingChain.event(
        id, "ObjectEvent", "ADD", "commissioning", at, ",\"epcList\":" + list(epcs));
  }

  private static JsonObject pack(String id, int at, String... children) {
    return CapturingChain.event(
        id,
        "AggregationEvent",
        "ADD",
        "packing",
        at,
        ",\"parentID\":\"" + PALLET + "\",\"childEPCs\":" + list(children));
  }

  private static String list(String... names) {
    return "[\"" + String.join("\",\"", names) + "\"]";
  }

  private static List<Source> sources(String... names) {
    return Arrays.stream(names)
        .map(name -> new Source(Identity.parse(name), Optional.empty(), Optional.empty()))
        .toList();
  }

  private static Recall recall(Optional<Scope> scope, String... names) {
    return new Recall(
        new OpenRecall(RECALL, "glass", sources(names)),
        Instant.parse("2026-12-01T10:00:00Z"),
        scope,
        Optional.empty());
  }

  private static JsonObject named(String... recalls) {
    return new RecalledClass(new TreeSet<>(Set.of(recalls))).toJson();
  }

  /** A is of the lot and B is not; both are on a pallet, C is not; blocks 0 and 1. */
  private void story() {
    chain
        .by("SupplierMSP")
        .accepted(commission("urn:e:1", 1, A, B, C))
        .writes(A, held("SupplierMSP", ",\"q\":\"L1\""))
        .writes(B, held("SupplierMSP", ",\"q\":\"L2\""))
        .writes(C, held("SupplierMSP", ",\"q\":\"L1\",\"f\":\"x\""))
        .commit();
    chain
        .by("SupplierMSP")
        .accepted(pack("urn:e:2", 2, A, B))
        .writes(PALLET, held("SupplierMSP", ",\"f\":\"p\""))
        .writes(A, held("SupplierMSP", ",\"q\":\"L1\"" + in(0)))
        .writes(B, held("SupplierMSP", ",\"q\":\"L2\"" + in(0)))
        .commit();
  }

  private EventIndex index() throws SQLException {
    EventIndex index = new EventIndex(folder);
    index.apply(chain.blocks());
    return index;
  }

  @Test
  void aLotReachesItsUnitsAndWhatHasEndedIsNotMarked() throws SQLException {
    story();
    try (EventIndex index = index()) {
      RecallReach reach = index.reach(sources(LOT), 1).orElseThrow();
      assertThat(reach.affected()).containsOnlyKeys(LOT, A, C);
      assertThat(reach.maximal()).containsExactly(A);
      assertThat(reach.scope()).isEqualTo(Scope.of(1, List.of(A)));
    }
  }

  @Test
  void aProductReachesAllItsUnitsAsOfAnyBlock() throws SQLException {
    story();
    chain
        .by("SupplierMSP")
        .accepted(commission("urn:e:3", 3, GTIN + "/21/D"))
        .writes(GTIN + "/21/D", held("SupplierMSP", ""))
        .commit();
    try (EventIndex index = index()) {
      assertThat(index.reach(sources(GTIN), 2).orElseThrow().maximal())
          .containsExactly(A, B, GTIN + "/21/D");
      assertThat(index.reach(sources(GTIN), 1).orElseThrow().maximal()).containsExactly(A, B);
    }
  }

  @Test
  void whatIsInSomethingAffectedIsHeldByIt() throws SQLException {
    story();
    try (EventIndex index = index()) {
      RecallReach reach = index.reach(sources(PALLET), 1).orElseThrow();
      assertThat(reach.affected()).containsOnlyKeys(PALLET, A, B);
      assertThat(reach.maximal()).containsExactly(PALLET);
    }
  }

  @Test
  void whatTravelsForAnOrderOfItsOwnIsMarkedWhereverItIs() throws SQLException {
    story();
    chain
        .by("SupplierMSP")
        .accepted(commission("urn:e:3", 3, B))
        .writes(B, held("SupplierMSP", ",\"o\":\"PlatformMSP/O-1\"" + in(0)))
        .commit();
    try (EventIndex index = index()) {
      assertThat(index.reach(sources(PALLET), 2).orElseThrow().maximal())
          .containsExactly(PALLET, B);
    }
  }

  @Test
  void marksAreThoseOfTheLedgersStateAsOfAnyBlock() throws SQLException {
    story();
    chain
        .by("SupplierMSP")
        .recalling()
        .writesKey(ProvenanceKeys.recall(RECALL), recall(Optional.empty(), LOT).toJson())
        .writesKey(ProvenanceKeys.recalled(LOT), named(RECALL))
        .commit();
    chain
        .by("SupplierMSP")
        .recalling()
        .writes(A, held("SupplierMSP", ",\"q\":\"L1\",\"m\":[\"" + RECALL + "\"]" + in(0)))
        .commit();
    chain
        .by("SupplierMSP")
        .recalling()
        .writes(A, held("SupplierMSP", ",\"q\":\"L1\"" + in(0)))
        .commit();
    try (EventIndex index = index()) {
      assertThat(index.marked(RECALL, 2)).containsExactly(LOT);
      assertThat(index.marked(RECALL, 3)).containsExactly(LOT, A);
      assertThat(index.marked(RECALL, 4)).containsExactly(LOT);
      assertThat(index.recall(RECALL, 1)).isEmpty();
      assertThat(index.recall(RECALL, 3).orElseThrow().marked()).isEqualTo(2);
      assertThat(index.recalls(0, 10, 4)).hasSize(1);
      assertThat(index.recalls(index.recalls(0, 10, 4).getFirst().number(), 10, 4)).isEmpty();
      // A mark moves nothing.
      assertThat(index.reach(sources(PALLET), 4).orElseThrow().affected())
          .containsOnlyKeys(PALLET, A, B);
    }
  }

  @Test
  void whoHasSomethingOfItIsConcerned() throws SQLException {
    story();
    chain
        .by("SupplierMSP")
        .recalling()
        .writesKey(ProvenanceKeys.recall(RECALL), recall(Optional.empty(), LOT).toJson())
        .commit();
    try (EventIndex index = index()) {
      IndexedRecall recall = index.recall(RECALL, 2).orElseThrow();
      assertThat(index.concerns(recall, "SupplierMSP", 2)).isTrue();
      assertThat(index.concerns(recall, "LogisticsMSP", 2)).isFalse();
      assertThat(index.changedRecalls(0, 10, 2)).hasSize(1);
      assertThat(index.changedRecalls(recall.number(), 10, 2)).isEmpty();
    }
  }

  @Test
  void aScopeThatIsNotWhatFollowsFromTheEventsIsNoticedAndHoldsUpNothing() throws SQLException {
    story();
    Recall right = recall(Optional.of(Scope.of(1, List.of(A))), LOT);
    Recall wrong = recall(Optional.of(Scope.of(1, List.of(A, B))), LOT);
    chain
        .by("SupplierMSP")
        .recalling()
        .writesKey(ProvenanceKeys.recall(RECALL), wrong.toJson())
        .commit();
    chain.block();
    try (EventIndex index = index()) {
      assertThat(index.position()).isEqualTo(4);
      assertThat(index.confirms(wrong)).contains(false);
      assertThat(index.confirms(right)).contains(true);
      assertThat(index.confirms(recall(Optional.empty(), LOT))).isEmpty();
      assertThat(index.confirms(recall(Optional.of(Scope.of(99, List.of())), LOT))).isEmpty();
    }
  }

  @Test
  void whatOnlyAChangedBuildWritesIsLeftOut() throws SQLException {
    story();
    JsonObject unreadable = Json.object().put("reason", "none").build();
    chain
        .by("SupplierMSP")
        .recalling()
        .writesKey(ProvenanceKeys.recall(RECALL), unreadable)
        .commit();
    chain
        .by("SupplierMSP")
        .recalling()
        .writesKey(ProvenanceKeys.recalled(LOT), unreadable)
        .commit();
    JsonObject elsewhere = recall(Optional.empty(), LOT).toJson();
    chain
        .by("SupplierMSP")
        .recalling()
        .writesKey(ProvenanceKeys.recall("SupplierMSP/R2"), elsewhere)
        .commit();
    try (EventIndex index = index()) {
      assertThat(index.position()).isEqualTo(5);
      assertThat(index.recalls(0, 10, 4)).isEmpty();
      assertThat(index.marked(RECALL, 4)).isEmpty();
    }
  }
}
