// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QualifiedIdTest {
  private static Fields fields(String id) {
    return Fields.of("items[0]", Json.object().put("escrowId", id).build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PlatformMSP/E1", "a.b-c.example/E1:L1", "A/1", "AMSP/x_y:z-0"})
  void isReadAsItIsWritten(String text) {
    assertThat(Format.QUALIFIED.accepts(text)).isTrue();
    assertThat(QualifiedId.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "E1", "/E1", "PlatformMSP/", "A/B/C", "AMSP/E.1", "AMSP/-1", "-A/E1", "A /E1"})
  void nothingElseIsOne(String text) {
    assertThat(Format.QUALIFIED.accepts(text)).isFalse();
  }

  @Test
  void eachPartHasUpTo64Characters() {
    String longest = "m".repeat(64) + "/" + "i".repeat(64);
    assertThat(Format.QUALIFIED.accepts(longest)).isTrue();
    assertThat(Format.QUALIFIED.accepts("m" + longest)).isFalse();
    assertThat(Format.QUALIFIED.accepts(longest + "i")).isFalse();
  }

  @Test
  void theOwnerEndsAtTheSlashThoughItsNameHasDots() {
    assertThat(QualifiedId.parse("bank.example/M1"))
        .isEqualTo(new QualifiedId("bank.example", "M1"));
    assertThatThrownBy(() -> QualifiedId.parse("M1")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyTheOwnerNamesSomething() {
    assertThat(QualifiedId.ofCaller(fields("AMSP/E1"), "escrowId", "AMSP")).isEqualTo("AMSP/E1");
    assertThatThrownBy(() -> QualifiedId.ofCaller(fields("AMSP/E1"), "escrowId", "BMSP"))
        .hasMessage("PERMISSION_DENIED|items[0].escrowId|expected an id of the caller, BMSP/...");
    assertThatThrownBy(() -> QualifiedId.ofCaller(fields("E1"), "escrowId", "BMSP"))
        .hasMessageStartingWith("INVALID_ARGUMENT|items[0].escrowId|expected an id with its owner");
  }
}
