// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.Identity;
import portolan.domain.trace.Affected;
import portolan.domain.trace.Standing;

class EventIndexTest {
  private static final String A = "https://id.gs1.org/01/10614141123459/21/A";
  private static final String B = "https://id.gs1.org/01/10614141123459/21/B";
  private static final String PALLET = "https://id.gs1.org/00/106141412345678908";
  private static final String FLOUR = "https://id.gs1.org/01/10614141123459/10/FLOUR";
  private static final String BREAD = "https://id.gs1.org/01/10614141123459/10/BREAD";
  private static final EventPage.Cut ALL = new EventPage.Cut(0, 200);
  private static final EventFilter ANY =
      new EventFilter(
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private final CapturingChain chain = new CapturingChain();

  @TempDir private Path folder;

  /** Of a member that holds it, in the form that the ledger had with lists. */
  private static String held(String member, String more) {
    return "{\"custodian\":\"%s\",\"disposition\":\"active\"%s}".formatted(member, more);
  }

  private static String in(String parent) {
    return ",\"parent\":\"" + parent + "\"";
  }

  private static JsonObject commission(String id, int at, String... epcs) {
    return CapturingChain.event(
        id, "ObjectEvent", "ADD", "commissioning", at, list("epcList", epcs));
  }

  private static JsonObject look(String id, int at, String... epcs) {
    return CapturingChain.event(
        id, "ObjectEvent", "OBSERVE", "inspecting", at, list("epcList", epcs));
  }

  private static JsonObject pack(String id, String action, int at, String... children) {
    return CapturingChain.event(
        id,
        "AggregationEvent",
        action,
        action.equals("ADD") ? "packing" : "unpacking",
        at,
        ",\"parentID\":\"" + PALLET + "\"" + list("childEPCs", children));
  }

  private static String list(String name, String... values) {
    return ",\"" + name + "\":[\"" + String.join("\",\"", values) + "\"]";
  }

  /** Two units begin, A goes onto a pallet, the pallet is seen, A comes off, it is seen again. */
  private void story() {
    chain
        .by("SupplierMSP")
        .accepted(commission("urn:e:1", 1, A, B))
        .writes(A, held("SupplierMSP", ""))
        .writes(B, held("SupplierMSP", ""))
        .commit();
    chain
        .by("SupplierMSP")
        .accepted(pack("urn:e:2", "ADD", 2, A))
        .writes(PALLET, held("SupplierMSP", ""))
        .writes(A, held("SupplierMSP", in(PALLET)))
        .commit();
    chain.block();
    chain.by("LogisticsMSP").accepted(look("urn:e:3", 3, PALLET)).commit();
    chain
        .by("SupplierMSP")
        .accepted(pack("urn:e:4", "DELETE", 4, A))
        .writes(PALLET, held("SupplierMSP", ""))
        .writes(A, held("SupplierMSP", ""))
        .commit();
    chain.by("LogisticsMSP").accepted(look("urn:e:5", 5, PALLET)).commit();
  }

  private EventIndex index() throws SQLException {
    EventIndex index = new EventIndex(folder);
    index.apply(chain.blocks());
    return index;
  }

  private static Optional<ObjectTrace> trace(EventIndex index, String epc, long block)
      throws SQLException {
    return index.trace(Identity.parse(epc), block, false, ALL);
  }

  private static List<String> ids(EventPage page) {
    return page.events().stream().map(IndexedEvent::eventId).toList();
  }

  private static List<String> ids(EventIndex index, String epc) throws SQLException {
    return ids(trace(index, epc, index.reached().latest()).orElseThrow().page());
  }

  @Test
  void aTraceHasTheEventsOfTheParentFromEntryToExit() throws SQLException {
    story();
    try (EventIndex index = index()) {
      assertThat(ids(index, A)).containsExactly("urn:e:1", "urn:e:2", "urn:e:3", "urn:e:4");
      assertThat(ids(index, B)).containsExactly("urn:e:1");
      assertThat(ids(index, PALLET)).containsExactly("urn:e:2", "urn:e:3", "urn:e:4", "urn:e:5");
      assertThat(trace(index, A, 5).orElseThrow().page().events())
          .extracting(IndexedEvent::object)
          .containsExactly(A, A, PALLET, A);
    }
  }

  /** Two members are enough to endorse for this chaincode, with whatever build. */
  @Test
  void whatAChangedBuildHasWrittenKeepsNobodysIndexFromWhatComesAfterIt() throws SQLException {
    chain.by("EvilMSP").writes(A, "no JSON").commit();
    chain.by("EvilMSP").writes(A, "{\"c\":7}").commit();
    chain.by("EvilMSP").writes(A + "0".repeat(5000), held("EvilMSP", "")).commit();
    chain.by("EvilMSP").accepted(commission("urn:e:x", 1, A)).answering("{}").commit();
    chain.by("EvilMSP").accepted(commission("urn:e:x", 1, A)).answering("").commit();
    chain
        .by("EvilMSP")
        .accepted(commission("urn:e:x", 1, A))
        .answering("{\"results\":[{\"existing\":false},{\"existing\":false}]}")
        .commit();
    chain
        .by("EvilMSP")
        .accepted(CapturingChain.event("urn:e:x", "NoEvent", "ADD", "commissioning", 1, ""))
        .commit();
    chain.by("EvilMSP").commit();
    story();

    try (EventIndex index = index()) {
      assertThat(ids(index, A)).containsExactly("urn:e:1", "urn:e:2", "urn:e:3", "urn:e:4");
      assertThat(index.list(ANY, index.reached().latest(), ALL).events())
          .extracting(IndexedEvent::capturedBy)
          .doesNotContain("EvilMSP");
    }
  }

  /** The event says that it went into one thing, the ledger that it is in another, which counts. */
  @Test
  void anEventAndAStateThatContradictEachOtherKeepNobodysIndexFromWhatComesAfter()
      throws SQLException {
    String other = "https://id.gs1.org/00/106141412345678915";
    chain
        .by("EvilMSP")
        .accepted(pack("urn:e:1", "ADD", 1, A))
        .writes(A, held("EvilMSP", in(other)))
        .writes(other, held("EvilMSP", ""))
        .commit();
    chain
        .by("EvilMSP")
        .accepted(pack("urn:e:2", "ADD", 2, B))
        .accepted(
            CapturingChain.event(
                "urn:e:3",
                "AggregationEvent",
                "DELETE",
                "unpacking",
                3,
                ",\"parentID\":\"" + PALLET + "\""))
        .writes(PALLET, held("EvilMSP", ""))
        .writes(B, held("EvilMSP", in(other)))
        .commit();
    try (EventIndex index = index()) {
      for (String unit : List.of(A, B)) {
        Optional<Standing> found =
            index.ask(1, history -> Standing.of(unit, Long.MAX_VALUE, history));
        assertThat(found.orElseThrow().parents()).containsExactly(other);
      }
    }
  }

  @Test
  void nobodyJoinsATransformationOfAnotherByItsId() throws SQLException {
    String joined = ",\"transformationID\":\"urn:t:1\"";
    chain
        .by("SupplierMSP")
        .accepted(transformation("urn:e:1", 1, quantity("outputQuantityList", BREAD) + joined))
        .commit();
    chain
        .by("EvilMSP")
        .accepted(transformation("urn:e:2", 1, quantity("inputQuantityList", FLOUR) + joined))
        .commit();
    try (EventIndex index = index()) {
      assertThat(affected(index, FLOUR, 1)).containsExactly(FLOUR);
    }
  }

  /** Or who has used up what is recalled frees what it has made of it by saying so. */
  @Test
  void aTransformationThatTheLedgerHasNotTakenBackReachesAsBefore() throws SQLException {
    String all = quantity("inputQuantityList", FLOUR) + quantity("outputQuantityList", BREAD);
    chain.by("SupplierMSP").accepted(transformation("urn:e:1", 1, all)).commit();
    chain
        .by("SupplierMSP")
        .superseded(transformation("urn:e:1", 1, all + declaration("did_not_occur")))
        .commit();
    try (EventIndex index = index()) {
      assertThat(affected(index, FLOUR, 1)).containsExactly(FLOUR, BREAD);
      assertThat(index.list(ANY, 1, ALL).events().getFirst().wrong()).isTrue();
    }
  }

  @Test
  void asOfAnEarlierBlockNothingLaterIsKnown() throws SQLException {
    story();
    try (EventIndex index = index()) {
      ObjectTrace then = trace(index, A, 2).orElseThrow();
      assertThat(ids(then.page())).containsExactly("urn:e:1", "urn:e:2");
      assertThat(then.standing())
          .hasValue(new Standing("SupplierMSP", Optional.empty(), "active", List.of(PALLET)));
      assertThat(then.page().asOf())
          .isEqualTo(new AsOf(2, CapturingChain.BEGIN.plusSeconds(101), 2));
      assertThat(trace(index, A, 5).orElseThrow().standing().orElseThrow().parents()).isEmpty();
      assertThat(trace(index, PALLET, 0)).isEmpty();
      assertThatThrownBy(() -> trace(index, A, 6)).hasMessageContaining("in the index");
    }
  }

  @Test
  void pagesFollowOneAnotherWithoutGapOrRepetition() throws SQLException {
    story();
    try (EventIndex index = index()) {
      EventPage first =
          index.trace(Identity.parse(A), 5, false, new EventPage.Cut(0, 3)).orElseThrow().page();
      EventPage second =
          index
              .trace(
                  Identity.parse(A),
                  5,
                  false,
                  new EventPage.Cut(first.events().getLast().number(), 3))
              .orElseThrow()
              .page();
      assertThat(ids(first)).containsExactly("urn:e:1", "urn:e:2", "urn:e:3");
      assertThat(first.more()).isTrue();
      assertThat(ids(second)).containsExactly("urn:e:4");
      assertThat(second.more()).isFalse();
    }
  }

  @Test
  void whatWasRefusedOrThereBeforeIsNoEvent() throws SQLException {
    chain
        .by("SupplierMSP")
        .refused(commission("urn:e:1", 1, A))
        .accepted(commission("urn:e:2", 2, A))
        .existing(commission("urn:e:3", 2, A))
        .writes(A, held("SupplierMSP", ""))
        .commit();
    try (EventIndex index = index()) {
      assertThat(ids(index, A)).containsExactly("urn:e:2");
    }
  }

  @Test
  void eventsThatWereItemsOfTheirOwnAreRead() throws SQLException {
    chain
        .by("SupplierMSP")
        .ofEarlierRelease()
        .accepted(commission("urn:e:1", 1, A))
        .refused(commission("urn:e:2", 1, A))
        .accepted(look("urn:e:3", 2, A))
        .writes(A, held("SupplierMSP", ""))
        .commit();
    try (EventIndex index = index()) {
      assertThat(ids(index, A)).containsExactly("urn:e:1", "urn:e:3");
    }
  }

  @Test
  void anEventWithoutEventIdIsShownWithItsHash() throws SQLException {
    JsonObject seen = look("urn:e:1", 2, A).toBuilder().remove("eventID").build();
    chain.by("SupplierMSP").accepted(seen).commit();
    try (EventIndex index = index()) {
      IndexedEvent event = trace(index, A, 0).orElseThrow().page().events().getFirst();
      assertThat(event.eventId()).isEqualTo(event.hash()).startsWith("ni:///sha-256;");
      assertThat(event.json().orElseThrow()).contains("\"eventID\":\"" + event.hash() + "\"");
      assertThat(index.captured("SupplierMSP", List.of("urn:e:1", event.hash())))
          .containsExactly(event.hash());
      assertThat(index.captured("CarrierMSP", List.of(event.hash()))).isEmpty();
      assertThat(index.captured("SupplierMSP", List.of())).isEmpty();
    }
  }

  @Test
  void whatTheLedgerDidNotChangeDidNotGoIn() throws SQLException {
    chain.by("SupplierMSP").accepted(commission("urn:e:1", 5, A)).commit();
    // Kept as an observation, say because it came too late.
    chain.by("SupplierMSP").accepted(pack("urn:e:2", "ADD", 2, A)).commit();
    chain.by("LogisticsMSP").accepted(look("urn:e:3", 6, PALLET)).commit();
    try (EventIndex index = index()) {
      assertThat(ids(index, A)).containsExactly("urn:e:1", "urn:e:2");
    }
  }

  @Test
  void whenAParentIsEmptiedAsAWholeItsChildrenAreFreeAndWithWhoeverHadIt() throws SQLException {
    chain
        .by("SupplierMSP")
        .accepted(pack("urn:e:1", "ADD", 1, A, B))
        .writes(PALLET, held("LogisticsMSP", ""))
        .writes(A, held("SupplierMSP", in(PALLET)))
        .writes(B, held("SupplierMSP", in(PALLET)))
        .commit();
    chain
        .by("LogisticsMSP")
        .accepted(
            CapturingChain.event(
                "urn:e:2",
                "AggregationEvent",
                "DELETE",
                "unpacking",
                2,
                ",\"parentID\":\"" + PALLET + "\""))
        .writes(PALLET, held("LogisticsMSP", ""))
        .commit();
    chain
        .by("PlatformMSP")
        .accepted(look("urn:e:3", 3, PALLET))
        .writes(PALLET, held("PlatformMSP", ""))
        .commit();
    try (EventIndex index = index()) {
      assertThat(ids(index, B)).containsExactly("urn:e:1", "urn:e:2");
      assertThat(trace(index, B, 2).orElseThrow().standing())
          .hasValue(new Standing("LogisticsMSP", Optional.empty(), "active", List.of()));
      assertThat(trace(index, B, 0).orElseThrow().standing().orElseThrow().parents())
          .containsExactly(PALLET);
    }
  }

  /** In the form that the ledger has. */
  private static String kept(String member, String more) {
    return "{\"c\":\"%s\",\"t\":0,\"l\":\"%s\"%s}".formatted(member, "x".repeat(43), more);
  }

  private static String inside(long epoch) {
    return ",\"p\":[\"%s\",%d]".formatted(PALLET.substring("https://id.gs1.org/".length()), epoch);
  }

  private void packed(String id, int at, long epoch, String... units) {
    CapturingChain.Capture capture =
        chain
            .by("SupplierMSP")
            .accepted(pack(id, "ADD", at, units))
            .writes(PALLET, kept("SupplierMSP", epoch == 0 ? "" : ",\"e\":" + epoch));
    for (String unit : units) {
      capture.writes(unit, kept("SupplierMSP", inside(epoch)));
    }
    capture.commit();
  }

  @Test
  void whateverEndsTheEpochOfAParentFreesItsChildren() throws SQLException {
    packed("urn:e:1", 1, 0, A, B);
    chain
        .by("SupplierMSP")
        .accepted(
            CapturingChain.event(
                "urn:e:2", "ObjectEvent", "DELETE", "decommissioning", 2, list("epcList", PALLET)))
        .writes(PALLET, kept("SupplierMSP", ",\"e\":1,\"f\":\"x\""))
        .commit();
    packed("urn:e:3", 3, 1, B);
    chain.by("LogisticsMSP").accepted(look("urn:e:4", 4, PALLET)).commit();
    try (EventIndex index = index()) {
      assertThat(ids(index, A)).containsExactly("urn:e:1", "urn:e:2");
      assertThat(ids(index, B)).containsExactly("urn:e:1", "urn:e:2", "urn:e:3", "urn:e:4");
      assertThat(trace(index, A, 3).orElseThrow().standing().orElseThrow().parents()).isEmpty();
      assertThat(trace(index, B, 3).orElseThrow().standing().orElseThrow().parents())
          .containsExactly(PALLET);
    }
  }

  @Test
  void oneTransactionThatEmptiesAParentAndPacksAgainLeavesInItWhatTheLedgerSays()
      throws SQLException {
    packed("urn:e:1", 1, 0, A);
    chain
        .by("SupplierMSP")
        .accepted(pack("urn:e:2", "ADD", 2, B))
        .accepted(
            CapturingChain.event(
                "urn:e:3",
                "AggregationEvent",
                "DELETE",
                "unpacking",
                3,
                ",\"parentID\":\"" + PALLET + "\""))
        .accepted(pack("urn:e:4", "ADD", 4, A))
        .writes(PALLET, kept("SupplierMSP", ",\"e\":1"))
        .writes(A, kept("SupplierMSP", inside(1)))
        .writes(B, kept("SupplierMSP", inside(0)))
        .commit();
    chain.by("LogisticsMSP").accepted(look("urn:e:5", 5, PALLET)).commit();
    try (EventIndex index = index()) {
      assertThat(ids(index, A))
          .containsExactly("urn:e:1", "urn:e:2", "urn:e:3", "urn:e:4", "urn:e:5");
      assertThat(ids(index, B)).containsExactly("urn:e:2", "urn:e:3");
    }
  }

  @Test
  void severalEventsOfAnObjectInOneTransactionCountInTheOrderOfTheItems() throws SQLException {
    chain
        .by("SupplierMSP")
        .accepted(commission("urn:e:1", 1, A))
        .accepted(pack("urn:e:2", "ADD", 2, A))
        .accepted(look("urn:e:3", 3, PALLET))
        .accepted(pack("urn:e:4", "DELETE", 4, A))
        .accepted(look("urn:e:5", 5, PALLET))
        .writes(A, held("SupplierMSP", ""))
        .writes(PALLET, held("SupplierMSP", ""))
        .commit();
    try (EventIndex index = index()) {
      assertThat(ids(index, A)).containsExactly("urn:e:1", "urn:e:2", "urn:e:3", "urn:e:4");
    }
  }

  private static String declaration(String reason) {
    return ",\"errorDeclaration\":{\"declarationTime\":\"2026-12-01T11:00:00Z\",\"reason\":\"%s\"}"
        .formatted(reason);
  }

  @Test
  void aPackingThatIsDeclaredWrongDidNotHappenFromThenOnAndBothEventsAreFound()
      throws SQLException {
    chain
        .by("SupplierMSP")
        .accepted(commission("urn:e:1", 1, A))
        .writes(A, held("SupplierMSP", ""))
        .commit();
    chain
        .by("SupplierMSP")
        .accepted(pack("urn:e:2", "ADD", 2, A))
        .writes(A, held("SupplierMSP", in(PALLET)))
        .writes(PALLET, held("SupplierMSP", ""))
        .commit();
    chain.by("LogisticsMSP").accepted(look("urn:e:3", 3, PALLET)).commit();
    chain
        .by("SupplierMSP")
        .accepted(
            CapturingChain.event(
                "urn:e:2",
                "AggregationEvent",
                "ADD",
                "packing",
                2,
                ",\"parentID\":\""
                    + PALLET
                    + "\""
                    + list("childEPCs", A)
                    + declaration("incorrect_data")))
        .writes(A, held("SupplierMSP", ""))
        .writes(PALLET, "")
        .commit();
    try (EventIndex index = index()) {
      assertThat(ids(index, A)).containsExactly("urn:e:1", "urn:e:2", "urn:e:2");
      assertThat(ids(trace(index, A, 2).orElseThrow().page()))
          .containsExactly("urn:e:1", "urn:e:2", "urn:e:3");
      assertThat(trace(index, PALLET, 3).orElseThrow().standing()).isEmpty();
      EventFilter byId =
          new EventFilter(
              Optional.of("urn:e:2"),
              List.of(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      assertThat(index.list(byId, 3, ALL).events())
          .extracting(IndexedEvent::wrong)
          .containsExactly(true, false);
      assertThat(index.list(byId, 3, ALL).events().getLast().declaration())
          .hasValue(new IndexedEvent.Declaration("2026-12-01T11:00:00Z", "incorrect_data"));
      assertThat(index.list(byId, 2, ALL).events())
          .extracting(IndexedEvent::wrong)
          .containsExactly(false);
    }
  }

  @Test
  void anUnpackingThatIsDeclaredWrongLeavesTheStayOpen() throws SQLException {
    story();
    chain
        .by("SupplierMSP")
        .accepted(
            CapturingChain.event(
                "urn:e:4",
                "AggregationEvent",
                "DELETE",
                "unpacking",
                4,
                ",\"parentID\":\""
                    + PALLET
                    + "\""
                    + list("childEPCs", A)
                    + declaration("incorrect_data")))
        .writes(A, held("SupplierMSP", in(PALLET)))
        .writes(PALLET, held("SupplierMSP", ""))
        .commit();
    try (EventIndex index = index()) {
      assertThat(ids(index, A))
          .containsExactly("urn:e:1", "urn:e:2", "urn:e:3", "urn:e:4", "urn:e:5", "urn:e:4");
      assertThat(trace(index, A, 6).orElseThrow().standing().orElseThrow().parents())
          .containsExactly(PALLET);
      assertThat(trace(index, A, 5).orElseThrow().standing().orElseThrow().parents()).isEmpty();
    }
  }

  private static JsonObject unpackAll(String id, int at, String more) {
    return CapturingChain.event(
        id,
        "AggregationEvent",
        "DELETE",
        "unpacking",
        at,
        ",\"parentID\":\"" + PALLET + "\"" + more);
  }

  @Test
  void anUnpackingOfAllThatIsDeclaredWrongTakesBackWhatHasNotChangedSince() throws SQLException {
    packed("urn:e:1", 1, 0, A, B);
    chain
        .by("SupplierMSP")
        .accepted(unpackAll("urn:e:2", 2, ""))
        .writes(PALLET, kept("SupplierMSP", ",\"e\":1"))
        .commit();
    chain
        .by("SupplierMSP")
        .accepted(look("urn:e:3", 3, B))
        .writes(B, kept("SupplierMSP", ""))
        .commit();
    chain
        .by("SupplierMSP")
        .accepted(unpackAll("urn:e:2", 2, declaration("incorrect_data")))
        .writes(PALLET, kept("SupplierMSP", ""))
        .commit();
    try (EventIndex index = index()) {
      assertThat(trace(index, A, 2).orElseThrow().standing().orElseThrow().parents()).isEmpty();
      assertThat(trace(index, A, 3).orElseThrow().standing().orElseThrow().parents())
          .containsExactly(PALLET);
      assertThat(trace(index, B, 3).orElseThrow().standing().orElseThrow().parents()).isEmpty();
    }
  }

  @Test
  void aDeclarationThatCameTooLateMarksTheEventAndUndoesNothing() throws SQLException {
    packed("urn:e:1", 1, 0, A);
    chain
        .by("SupplierMSP")
        .superseded(
            CapturingChain.event(
                "urn:e:1",
                "AggregationEvent",
                "ADD",
                "packing",
                1,
                ",\"parentID\":\""
                    + PALLET
                    + "\""
                    + list("childEPCs", A)
                    + declaration("incorrect_data")))
        // Of another event in the transaction.
        .accepted(look("urn:e:2", 2, A))
        .writes(A, kept("SupplierMSP", inside(0)))
        .commit();
    try (EventIndex index = index()) {
      ObjectTrace trace = trace(index, A, 1).orElseThrow();
      assertThat(trace.standing().orElseThrow().parents()).containsExactly(PALLET);
      assertThat(trace.page().events())
          .extracting(IndexedEvent::wrong)
          .containsExactly(true, false, false);
    }
  }

  private static JsonObject transformation(String id, int at, String more) {
    return CapturingChain.event(id, "TransformationEvent", "", "creating_class_instance", at, more);
  }

  private Set<String> affected(EventIndex index, String object, long block) throws SQLException {
    return index.ask(block, history -> Affected.by(object, history).keySet());
  }

  @Test
  void whatAFaultReachesIsAsOfABlockAndWithoutTransformationsThatWereDeclaredWrong()
      throws SQLException {
    String all = quantity("inputQuantityList", FLOUR) + quantity("outputQuantityList", BREAD);
    chain.by("SupplierMSP").accepted(transformation("urn:e:1", 1, all)).commit();
    chain
        .by("SupplierMSP")
        .accepted(
            transformation(
                "urn:e:2", 2, quantity("inputQuantityList", BREAD) + list("outputEPCList", PALLET)))
        .commit();
    packed("urn:e:3", 3, 0, A);
    chain
        .by("SupplierMSP")
        .accepted(transformation("urn:e:1", 1, all + declaration("incorrect_data")))
        .commit();
    try (EventIndex index = index()) {
      assertThat(affected(index, FLOUR, 0)).containsExactly(FLOUR, BREAD);
      assertThat(affected(index, FLOUR, 2)).containsExactly(FLOUR, BREAD, PALLET, A);
      assertThat(affected(index, FLOUR, 3)).containsExactly(FLOUR);
      assertThat(affected(index, BREAD, 3)).containsExactly(BREAD, PALLET, A);
      assertThat(affected(index, A, 3)).containsExactly(A);
    }
  }

  private static String quantity(String name, String epcClass) {
    return ",\"%s\":[{\"epcClass\":\"%s\",\"quantity\":1,\"uom\":\"KGM\"}]"
        .formatted(name, epcClass);
  }

  @Test
  void ingredientsAreFollowedAlsoThroughEventsThatATransformationIdJoins() throws SQLException {
    String joined = ",\"transformationID\":\"urn:t:1\"";
    chain
        .by("SupplierMSP")
        .accepted(
            CapturingChain.event(
                "urn:e:1",
                "ObjectEvent",
                "OBSERVE",
                "inspecting",
                1,
                quantity("quantityList", FLOUR)))
        .commit();
    chain
        .by("SupplierMSP")
        .accepted(transformation("urn:e:2", 3, quantity("outputQuantityList", BREAD) + joined))
        .commit();
    chain
        .by("SupplierMSP")
        .accepted(transformation("urn:e:3", 2, quantity("inputQuantityList", FLOUR) + joined))
        .commit();
    chain
        .by("SupplierMSP")
        .accepted(
            CapturingChain.event(
                "urn:e:4",
                "ObjectEvent",
                "OBSERVE",
                "inspecting",
                9,
                quantity("quantityList", FLOUR)))
        .commit();
    try (EventIndex index = index()) {
      assertThat(ids(index, BREAD)).containsExactly("urn:e:2");
      assertThat(ids(index.trace(Identity.parse(BREAD), 3, true, ALL).orElseThrow().page()))
          .containsExactly("urn:e:1", "urn:e:2", "urn:e:3");
    }
  }

  @Test
  void fiveEventsOfEightHundredThousandBytesComeOnTwoPages() throws SQLException {
    for (int i = 1; i <= 5; i++) {
      chain
          .by("SupplierMSP")
          .accepted(
              CapturingChain.event(
                  "urn:e:" + i,
                  "ObjectEvent",
                  "OBSERVE",
                  "inspecting",
                  i,
                  list("epcList", A)
                      + ",\"example:note\":\""
                      + "x".repeat(850_000)
                      + "\",\"@context\":{\"example\":\"https://example.org/\"}"))
          .commit();
    }
    try (EventIndex index = index()) {
      EventPage first = trace(index, A, 4).orElseThrow().page();
      assertThat(ids(first)).containsExactly("urn:e:1", "urn:e:2", "urn:e:3");
      assertThat(first.more()).isTrue();
      assertThat(first.events()).allSatisfy(e -> assertThat(e.json()).isPresent());
    }
  }

  @Test
  void aBodyThatIsTooLargeIsLeftOutAndSaidToBe() throws SQLException {
    chain
        .by("SupplierMSP")
        .accepted(
            CapturingChain.event(
                "urn:e:1",
                "ObjectEvent",
                "OBSERVE",
                "inspecting",
                1,
                list("epcList", A)
                    + ",\"example:note\":\""
                    + "x".repeat(EventIndex.MAX_BODY_BYTES)
                    + "\",\"@context\":{\"example\":\"https://example.org/\"}"))
        .commit();
    try (EventIndex index = index()) {
      assertThat(trace(index, A, 0).orElseThrow().page().events().getFirst().json()).isEmpty();
    }
  }

  @Test
  void anEventThatItCannotReadIsLeftOut() throws SQLException {
    chain
        .by("SupplierMSP")
        .accepted(
            CapturingChain.event(
                "urn:e:1",
                "ObjectEvent",
                "ADD",
                "commissioning",
                1,
                list("epcList", A) + ",\"sensorElementList\":\"warm\""))
        .commit();
    try (EventIndex index = index()) {
      assertThat(index.position()).isEqualTo(1);
      assertThat(trace(index, A, 0)).isEmpty();
    }
  }

  private EventFilter filter(String step, String member, int from, int to, String... named) {
    return new EventFilter(
        Optional.empty(),
        List.of(named),
        Optional.of(step).filter(s -> !s.isEmpty()),
        Optional.of(member).filter(m -> !m.isEmpty()),
        from < 0 ? Optional.empty() : Optional.of(CapturingChain.BEGIN.plusSeconds(from)),
        to < 0 ? Optional.empty() : Optional.of(CapturingChain.BEGIN.plusSeconds(to)));
  }

  @Test
  void eventsAreListedByWhatTheyAreAndWhatTheyName() throws SQLException {
    story();
    try (EventIndex index = index()) {
      assertThat(ids(index.list(ANY, 5, ALL))).hasSize(5);
      assertThat(ids(index.list(filter("inspecting", "", -1, -1), 5, ALL)))
          .containsExactly("urn:e:3", "urn:e:5");
      assertThat(ids(index.list(filter("", "SupplierMSP", 2, 4), 5, ALL)))
          .containsExactly("urn:e:2");
      assertThat(ids(index.list(filter("", "", -1, -1, A, PALLET), 5, ALL)))
          .containsExactly("urn:e:2", "urn:e:4");
      assertThat(ids(index.list(filter("", "", -1, -1, A, FLOUR), 5, ALL))).isEmpty();
      assertThat(ids(index.list(filter("shipping", "", -1, -1), 5, ALL))).isEmpty();
      assertThat(ids(index.list(filter("", "", -1, -1, PALLET), 5, new EventPage.Cut(2, 1))))
          .containsExactly("urn:e:3");
    }
  }

  @Test
  void blocksThatAreInItAlreadyChangeNothingAndAGapIsNoticed() throws Exception {
    story();
    try (EventIndex index = index()) {
      index.apply(chain.blocks().subList(0, 3));
      assertThat(index.position()).isEqualTo(6);
      assertThat(ids(index.list(ANY, 5, ALL))).hasSize(5);
      assertThat(index.await(5, Duration.ofSeconds(1))).isTrue();
      assertThat(index.await(6, Duration.ofMillis(10))).isFalse();
      story();
      assertThatThrownBy(() -> index.apply(chain.blocks().subList(7, 8)))
          .hasMessage("expected block 6, found 7");
    }
  }
}
