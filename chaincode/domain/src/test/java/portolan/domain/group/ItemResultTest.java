// SPDX-License-Identifier: Apache-2.0
package portolan.domain.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.Refusal;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.WarningCode;

class ItemResultTest {

  @Test
  void whatIsSaidOfItemsComesBackAsItWasSaid() {
    List<ItemResult> results =
        List.of(
            ItemResult.Accepted.now(),
            ItemResult.Accepted.before(),
            ItemResult.Accepted.now(
                List.of(new Warning(WarningCode.LATE, "items[2].event.eventTime", "too late"))),
            new ItemResult.Accepted(
                true,
                List.of(new Warning(WarningCode.SUPERSEDED, "items[3].event", "superseded")),
                Json.object().put("version", 7).build()),
            new ItemResult.Refused(new Refusal(RefusalCode.BLOCKED, "items[4].event", "recalled")));
    assertThat(ItemResult.parse(ItemResult.toJson(results).canonicalBytes())).isEqualTo(results);
  }

  @Test
  void anItemWithoutMoreToSayIsEmpty() {
    assertThat(ItemResult.Accepted.now().toJson()).hasToString("{}");
    assertThat(ItemResult.Accepted.now(List.of()).toJson()).hasToString("{}");
  }

  @Test
  void aWarningWithoutCodeIsRefusedByName() {
    assertThatThrownBy(
            () ->
                ItemResult.parse(
                    "{\"results\":[{\"warnings\":[{\"field\":\"a\",\"message\":\"b\"}]}]}"
                        .getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("results[0].warnings[0].code");
  }
}
