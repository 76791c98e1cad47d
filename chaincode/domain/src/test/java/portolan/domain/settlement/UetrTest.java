// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UetrTest {
  private static final Uetr UETR = new Uetr("97ed4827-7b6f-4491-a06f-b548d5a7512d");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "97ed4827-7b6f-4491-a06f-b548d5a7512d",
        "97ed48277b6f4491a06fb548d5a7512d",
        "97ED48277B6F4491A06FB548D5A7512D",
        "/ROC/97ed48277b6f4491a06fb548d5a7512d//URI",
        "Redemption R-1 97ed48277b6f44 91a06fb548d5a7512d",
        "97ed4827/7b6f.4491:a06f b548d5a7512d"
      })
  void itIsFoundWhateverABankMakesOfIt(String text) {
    assertThat(Uetr.in(text)).containsExactly(UETR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "NOTPROVIDED",
        "97ed48277b6f4491a06fb548d5a7512",
        "97ed48277b6f1491a06fb548d5a7512d",
        "97ed48277b6f4491c06fb548d5a7512d"
      })
  void whatIsTooShortOrOfAnotherVersionIsNone(String text) {
    assertThat(Uetr.in(text)).isEmpty();
  }

  @Test
  void allThatATextNamesAreFound() {
    Uetr other = new Uetr("00000000-0000-4000-8000-000000000000");
    assertThat(Uetr.in(UETR.endToEndId() + " and " + other.value())).contains(UETR, other);
  }

  @Test
  void withoutHyphensItFitsAnEndToEndId() {
    assertThat(UETR.endToEndId()).isEqualTo("97ed48277b6f4491a06fb548d5a7512d").hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "97ED4827-7B6F-4491-A06F-B548D5A7512D",
        "97ed4827-7b6f-1491-a06f-b548d5a7512d",
        "97ed48277b6f4491a06fb548d5a7512d"
      })
  void anotherFormIsRefused(String text) {
    assertThatThrownBy(() -> new Uetr(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
