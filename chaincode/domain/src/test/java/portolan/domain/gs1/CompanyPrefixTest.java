// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompanyPrefixTest {
  @ParameterizedTest
  @CsvSource({
    "4012345, urn:epc:id:sgtin:4012345.012345.7, true",
    "4012345, urn:epc:id:itip:4012345.012345.01.02.7, true",
    "4012345, urn:epc:id:gsrn:4012345.1234567890, true",
    "40123450, urn:epc:id:sgtin:4012345.012345.7, false",
    "4012344, urn:epc:id:sgtin:4012345.012345.7, false"
  })
  void itCoversTheKeysThatBeginWithIt(String prefix, String key, boolean covers) {
    assertThat(new CompanyPrefix(prefix).covers(Identity.parse(key))).isEqualTo(covers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "401", "4012345678901", "40123a5", "٤٠١٢"})
  void otherTextsAreNone(String digits) {
    assertThatThrownBy(() -> new CompanyPrefix(digits))
        .hasMessage("expected a GS1 company prefix of 4 to 12 digits");
  }
}
