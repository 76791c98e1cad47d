// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.ItemResult;

class ContractAnswerTest {
  private static final ItemResult NEW = ItemResult.Accepted.now();
  private static final ItemResult EXISTING = ItemResult.Accepted.before();
  private static final ItemResult WRONG = refused("WRONG_SECRET");
  private static final ItemResult NOT_FUNDED = refused("NOT_FUNDED");

  private static ItemResult refused(String code) {
    return new ItemResult.Refused(new Refusal(code, "items[0].secret", "no"));
  }

  private static ContractAnswer answer(ItemResult... results) {
    return ContractAnswer.of(ItemResult.toJson(List.of(results)).canonical());
  }

  private static void assertRefusedWith(ContractAnswer answer, String code) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            ContractAnswer.AllRefused.class, r -> assertThat(r.refusal().code()).isEqualTo(code));
  }

  @Test
  void oneNewItemAnywhereMeansThatSomethingIsWritten() {
    List<ItemResult> others = List.of(EXISTING, WRONG, NOT_FUNDED);
    for (int place = 0; place <= others.size(); place++) {
      List<ItemResult> results = new ArrayList<>(others);
      results.add(place, NEW);
      assertThat(answer(results.toArray(ItemResult[]::new)))
          .isInstanceOf(ContractAnswer.Writes.class);
    }
  }

  @Test
  void onlyExistingItemsMeanThatNothingIsLeftToDo() {
    assertThat(answer(EXISTING)).isInstanceOf(ContractAnswer.AllExisting.class);
    assertThat(answer(EXISTING, EXISTING)).isInstanceOf(ContractAnswer.AllExisting.class);
  }

  @Test
  void theFirstRefusalStandsForTheGroupWhenNothingIsWritten() {
    assertRefusedWith(answer(WRONG, NOT_FUNDED), "WRONG_SECRET");
    assertRefusedWith(answer(EXISTING, NOT_FUNDED, WRONG), "NOT_FUNDED");
    assertRefusedWith(answer(WRONG, EXISTING), "WRONG_SECRET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "not JSON",
        "{\"results\":[]}",
        "{\"results\":{}}",
        "{\"results\":[7]}",
        "{\"results\":[{\"existing\":1}]}",
        "{\"results\":[{\"existing\":false}]}",
        "{\"results\":[{\"refused\":true}]}",
        "{\"results\":[{\"refused\":{\"code\":\"lower case\",\"message\":\"m\"}}]}",
        "{\"results\":[{}"
      })
  void whatCannotBeUnderstoodIsARefusalThatNoBlockCures(String answer) {
    assertRefusedWith(ContractAnswer.of(answer), "INTERNAL");
    assertThat(LaggingPeer.canExplain("INTERNAL")).isFalse();
  }
}
