// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.ItemResult;
import portolan.domain.group.Warning;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.WarningCode;

class GroupSliceTest {
  private static final Outcome GROUP =
      new Outcome.Committed("tx", 7, List.of("SupplierMSP"), "", 12);

  private static String slice(ItemResult result) {
    List<ItemResult> results =
        List.of(ItemResult.Accepted.now(), ItemResult.Accepted.now(), result);
    return ((Outcome.Committed) GroupSlice.of(GROUP, results, 2, 1)).result();
  }

  @Test
  void whatIsSaidOfAnItemNamesItByItsPlaceInItsOwnRequest() {
    assertThat(slice(ItemResult.Accepted.now())).isEqualTo("{\"results\":[{}]}");
    assertThat(
            slice(
                ItemResult.Accepted.now(
                    List.of(
                        new Warning(WarningCode.LATE, "items[2].events[0].eventTime", "late")))))
        .contains("\"field\":\"items[0].events[0].eventTime\"");
    JsonObject partly =
        Json.object()
            .putAll(
                "events",
                List.of(
                    Json.object().build(),
                    new ItemResult.Refused(
                            new Refusal(RefusalCode.BLOCKED, "items[2].events[1].epcList[3]", "no"))
                        .toJson()))
            .build();
    assertThat(slice(ItemResult.Accepted.now(partly)))
        .contains("\"field\":\"items[0].events[1].epcList[3]\"");
  }

  @Test
  void whatNamesNoItemStaysAsItIs() {
    assertThat(
            slice(
                ItemResult.Accepted.now(
                    List.of(new Warning(WarningCode.LATE, "somewhere", "late")))))
        .contains("\"field\":\"somewhere\"");
  }
}
