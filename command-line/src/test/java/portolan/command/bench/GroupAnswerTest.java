// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.ItemResult;

class GroupAnswerTest {
  @Test
  void aRefusedItemAmongAcceptedOnesIsSeen() {
    String answer =
        answer(
            ItemResult.Accepted.now(),
            new ItemResult.Refused(new Refusal("NOT_FOUND", "escrowId", "expected an escrow")));

    assertThat(GroupAnswer.refusal(answer)).contains("NOT_FOUND escrowId: expected an escrow");
  }

  @Test
  void nothingIsRefusedWhereAllIsAcceptedNowOrBefore() {
    assertThat(GroupAnswer.refusal(answer(ItemResult.Accepted.now(), ItemResult.Accepted.before())))
        .isEmpty();
  }

  private static String answer(ItemResult... results) {
    return Json.object()
        .putAll("results", List.of(results).stream().map(ItemResult::toJson).toList())
        .build()
        .canonical();
  }
}
