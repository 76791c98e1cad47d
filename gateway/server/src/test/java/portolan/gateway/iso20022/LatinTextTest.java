// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LatinTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Shenzhen Toy Works Ltd.   | Shenzhen Toy Works Ltd.
          Müller & Söhne GmbH       | Muller + Sohne GmbH
          Łódź Straße               | Lodz Strasse
          Ærø Øl A/S                | AEro Ol A/S
          Crème Brûlée «Été»        | Creme Brulee 'Ete'
          Nguyễn Văn Ước            | Nguyen Van Uoc
          R_1 [a;b]                 | R-1 (a,b)
          L’Oréal — Paris           | L'Oreal - Paris
          ﬁne   ① Co                | fine 1 Co
          """)
  void accentsAreTakenOffAndSignsReplaced(String text, String latin) throws Exception {
    assertThat(LatinText.of("creditorName", text, 140)).isEqualTo(latin);
  }

  @ParameterizedTest
  @ValueSource(strings = {"深圳玩具厂", "Завод", "Εταιρεία", "مصنع", "Toys €", "a@b", "100 %", "😀"})
  void whatHasNoCustomarySubstituteIsRefusedByName(String text) {
    assertThatThrownBy(() -> LatinText.of("creditorName", text, 140))
        .isInstanceOfSatisfying(
            MessageException.class, e -> assertThat(e.field()).isEqualTo("creditorName"));
  }

  @Test
  void lengthCountsAfterTheReplacement() throws Exception {
    assertThat(LatinText.of("n", "ß".repeat(70), 140)).hasSize(140);
    assertThatThrownBy(() -> LatinText.of("n", "ß".repeat(71), 140))
        .isInstanceOf(MessageException.class);
    assertThatThrownBy(() -> LatinText.of("n", " \u0301 ", 140))
        .isInstanceOf(MessageException.class);
  }
}
