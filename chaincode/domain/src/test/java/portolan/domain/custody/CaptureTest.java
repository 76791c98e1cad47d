// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.ItemResult;
import portolan.domain.group.Warning;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.WarningCode;

class CaptureTest {
  private static final String SALT = "00112233445566778899aabbccddeeff";
  private static final ItemResult NOW = ItemResult.Accepted.now();
  private static final ItemResult BEFORE = ItemResult.Accepted.before();
  private static final ItemResult BLOCKED =
      new ItemResult.Refused(new Refusal(RefusalCode.BLOCKED, "items[0].events[1]", "recalled"));
  private static final ItemResult ROLLED_BACK =
      new ItemResult.Refused(new Refusal(RefusalCode.ROLLED_BACK, "items[0].events[0]", "no"));

  private static JsonObject event(String more) {
    return (JsonObject)
        Json.parse(
            "{\"type\":\"ObjectEvent\",\"action\":\"OBSERVE\",\"eventTimeZoneOffset\":\"+00:00\","
                + "\"eventTime\":\"2026-11-21T08:30:00Z\""
                + more
                + "}");
  }

  private static CustodyEvent read(String more) {
    return CustodyEvent.fromJson(Fields.of("event", event(more)));
  }

  private static String mark(String more) {
    return EventMark.of(read(more).header());
  }

  private static String units(int count) {
    return ",\"epcList\":"
        + JsonArray.ofTexts(
                IntStream.range(0, count)
                    .mapToObj(i -> "urn:epc:id:sgtin:0614141.112345." + i)
                    .toList())
            .canonical();
  }

  @Test
  void aCaptureComesBackAsItWasSaid() {
    for (boolean rollback : List.of(false, true)) {
      Capture capture =
          new Capture(List.of(event(units(1)), Json.text("no event")), SALT, rollback);
      assertThat(Capture.fromJson(Fields.of("items[0]", capture.toJson()))).isEqualTo(capture);
    }
  }

  @Test
  void aCaptureWithoutEventsSaltOrWithMoreIsRefusedByName() {
    JsonObject right = new Capture(List.of(event(units(1))), SALT, false).toJson();
    assertThatThrownBy(
            () ->
                Capture.fromJson(
                    Fields.of(
                        "items[0]",
                        right.toBuilder().replace("events", JsonArray.of(List.of())).build())))
        .hasMessageContaining("|items[0].events|");
    assertThatThrownBy(
            () -> Capture.fromJson(Fields.of("items[0]", right.toBuilder().remove("salt").build())))
        .hasMessageContaining("|items[0].salt|");
    assertThatThrownBy(
            () ->
                Capture.fromJson(
                    Fields.of("items[0]", right.toBuilder().put("more", true).build())))
        .hasMessageContaining("|items[0].more|");
  }

  @Test
  void anEventWithoutOwnIdIsMarkedByItsHashAlone() {
    String seen = units(1);
    assertThat(mark(seen)).isEqualTo(read(seen).header().identity());
    assertThat(mark(seen + ",\"recordTime\":\"2026-11-21T08:31:00Z\"")).isEqualTo(mark(seen));
    String named = seen + ",\"eventID\":\"urn:uuid:1\"";
    String declared =
        ",\"errorDeclaration\":{\"declarationTime\":\"2026-11-21T08:40:00Z\","
            + "\"reason\":\"incorrect_data\"}";
    assertThat(
            List.of(
                mark(seen),
                mark(named),
                mark(seen + ",\"eventID\":\"urn:uuid:2\""),
                mark(seen + declared),
                mark(named + declared),
                EventMark.ofUnread(event(seen))))
        .doesNotHaveDuplicates()
        .allMatch(mark -> mark.matches("[A-Za-z0-9_-]{43}"));
  }

  @Test
  void theIdOfACaptureIsOfItsEventsInTheirOrderAndOfItsMember() {
    String one = mark(units(1));
    String other = mark(units(2));
    assertThat(
            List.of(
                Capture.id("SupplierMSP", List.of(one, other)),
                Capture.id("SupplierMSP", List.of(other, one)),
                Capture.id("SupplierMSP", List.of(one)),
                Capture.id("CarrierMSP", List.of(one, other))))
        .doesNotHaveDuplicates();
  }

  @Test
  void whatObjectsTellIsNotRememberedTwice() {
    String ship =
        ",\"bizStep\":\"shipping\",\"destinationList\":[{\"type\":\"possessing_party\","
            + "\"destination\":\"urn:portolan:member:CarrierMSP\"}]";
    assertThat(Footprint.keys(read(units(3)))).isZero();
    assertThat(Footprint.keys(read(units(3) + ",\"eventID\":\"urn:uuid:1\""))).isEqualTo(1);
    assertThat(Footprint.keys(read(units(3) + ship))).isEqualTo(3);
    assertThat(Footprint.isRemembered(read(units(3) + ship))).isFalse();
    assertThat(Footprint.keys(read(units(3) + ship + ",\"eventID\":\"urn:uuid:1\""))).isEqualTo(4);
    assertThat(
            Footprint.keys(
                read(
                    ship
                        + ",\"quantityList\":[{\"epcClass\":"
                        + "\"urn:epc:class:lgtin:0614141.112345.L1\",\"quantity\":3}]")))
        .isEqualTo(3);
    assertThat(Footprint.isRemembered(read(units(3) + ",\"disposition\":\"stolen\""))).isTrue();
  }

  @Test
  void whatIsSaidOfEventsComesBackFromTheItem() {
    ItemResult late =
        ItemResult.Accepted.now(
            List.of(new Warning(WarningCode.LATE, "items[0].events[2]", "late")));
    for (List<ItemResult> events :
        List.of(
            List.of(NOW),
            List.of(late),
            List.of(BLOCKED),
            List.of(NOW, NOW, NOW),
            List.of(BEFORE, BEFORE),
            List.of(NOW, BLOCKED, late, BEFORE),
            List.of(BEFORE, BLOCKED),
            List.of(ROLLED_BACK, BLOCKED))) {
      ItemResult item =
          ItemResult.parse(
                  ItemResult.toJson(List.of(CaptureResults.toItem(events))).canonicalBytes())
              .getFirst();
      assertThat(CaptureResults.ofEvents(item, events.size())).isEqualTo(events);
    }
  }

  @Test
  void aCaptureIsRefusedForTheFirstReasonWhenNothingIsNew() {
    assertThat(CaptureResults.toItem(List.of(NOW, NOW)).toJson()).hasToString("{}");
    assertThat(CaptureResults.toItem(List.of(BEFORE, NOW)))
        .isInstanceOfSatisfying(
            ItemResult.Accepted.class, accepted -> assertThat(accepted.existing()).isFalse());
    assertThat(CaptureResults.toItem(List.of(ROLLED_BACK, BLOCKED)))
        .isInstanceOfSatisfying(
            ItemResult.Refused.class,
            refused -> assertThat(refused.refusal().code()).isEqualTo("BLOCKED"));
  }

  @Test
  void anAnswerForAnotherNumberOfEventsIsRefused() {
    ItemResult item = CaptureResults.toItem(List.of(NOW, BLOCKED));
    assertThatThrownBy(() -> CaptureResults.ofEvents(item, 3)).hasMessageContaining("events");
  }

  @Test
  void anAnchorComesBackAndDependsOnSaltAndOrder() {
    List<String> marks = new ArrayList<>(List.of(mark(units(1)), mark(units(2))));
    CaptureAnchor anchor = CaptureAnchor.over(SALT, marks, List.of(2, 5));
    assertThat(CaptureAnchor.fromJson(Fields.of("capture", anchor.toJson()))).isEqualTo(anchor);
    assertThat(anchor.leaves()).isEqualTo(2);
    assertThat(CaptureAnchor.over(SALT + "00", marks, List.of()).root())
        .isNotEqualTo(anchor.root());
    assertThat(CaptureAnchor.over(SALT, marks.reversed(), List.of()).root())
        .isNotEqualTo(anchor.root());
    assertThatThrownBy(
            () ->
                CaptureAnchor.fromJson(
                    Fields.of(
                        "capture",
                        anchor.toJson().toBuilder().replace("x", Json.text("2")).build())))
        .hasMessageContaining("capture.x");
  }
}
