// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.domain.encoding.RefusedException;

class EpcTest {

  @ParameterizedTest
  @CsvSource({
    // The examples of the EPC Tag Data Standard 2.0, sections 7.1 and 7.2.
    "urn:epc:id:sgtin:0614141.112345.400, https://id.gs1.org/01/10614141123459/21/400",
    "urn:epc:id:sscc:0614141.1234567890, https://id.gs1.org/00/106141412345678908",
    "urn:epc:id:sgtin:0614141.812345.32a%2Fb, https://id.gs1.org/01/80614141123458/21/32a%2Fb",
    "https://example.com/some/stem/01/10614141123459/21/400,"
        + " https://id.gs1.org/01/10614141123459/21/400",
    "HTTPS://example.com:8443/00/106141412345678908, https://id.gs1.org/00/106141412345678908",
    "https://id.gs1.org/01/80614141123458/21/32a%2fb,"
        + " https://id.gs1.org/01/80614141123458/21/32a%2Fb",
    "https://id.gs1.org/01/80614141123458/21/a(b)!,"
        + " https://id.gs1.org/01/80614141123458/21/a%28b%29%21"
  })
  void everyFormOfAnObjectHasOneCanonicalForm(String text, String canonical) {
    assertThat(Epc.parse(text).canonical()).isEqualTo(canonical);
    assertThat(Epc.parse(canonical)).isEqualTo(Epc.parse(text));
  }

  @Test
  void theLengthOfTheCompanyPrefixDoesNotMatter() {
    assertThat(Epc.parse("urn:epc:id:sgtin:06141411.12345.400"))
        .isEqualTo(Epc.parse("urn:epc:id:sgtin:0614141.112345.400"))
        .isNotEqualTo(Epc.parse("urn:epc:id:sgtin:0614141.112345.401"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "urn:epc:id:sgtin:0614141.112345",
        "urn:epc:id:sgtin:0614141.112345.",
        "urn:epc:id:sgtin:0614141.1123456.400",
        "urn:epc:id:sgtin:06141.11123456.400",
        "urn:epc:id:sgtin:0614141.112345.a b",
        "urn:epc:id:sgtin:0614141.112345.a/b",
        "urn:epc:id:sgtin:0614141.112345.a%41b",
        "urn:epc:id:sgtin:0614141.112345.a%2",
        "urn:epc:id:sgtin:0614141.112345.123456789012345678901",
        "urn:epc:id:sgtin:0614141.112345.ü",
        "URN:EPC:ID:SGTIN:0614141.112345.400",
        "urn:epc:id:sscc:0614141.123456789",
        "urn:epc:id:sgln:0614141.12345.0",
        "urn:epc:class:lgtin:4012345.012345.998877",
        "HtTp://a/00/006141411234567890",
        "https:///00/006141411234567890",
        "https://user@a/00/006141411234567890",
        "https://a/00/006141411234567890?linkType=gs1:pip",
        "https://a/00/006141411234567890#top",
        "https://a/00/006141411234567890/",
        "https://a/00/00614141123456789",
        "https://a/01/10614141123459",
        "https://a/01/10614141123459/10/LOT",
        "https://a/01/10614141123459/22/V/21/400",
        "https://a/01/614141123452/21/400",
        "https://a/01/10614141123459/21/",
        "https://a/01/10614141123459/21/a+b",
        "https://a/01/10614141123459/21/a%2",
        "https://a/01/10614141123459/21/a%E4b",
        "https://a/gtin/10614141123459/ser/400",
        "https://a/8004/9520614141234567",
        "ftp://a/00/006141411234567890"
      })
  void whatIsNotASupportedEpcIsRefused(String text) {
    assertThatThrownBy(() -> Epc.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a/00/006141411234567891",
        "https://a/01/10614141123458/21/400",
      })
  void aWrongCheckDigitIsRefusedByName(String text) {
    assertThatThrownBy(() -> Epc.parse(text)).hasMessageContaining("wrong check digit");
  }

  @Test
  void aRefusalNamesThePathOfTheField() {
    assertThatThrownBy(() -> Epc.of("items[2].event.epcList[7]", "nonsense"))
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith("INVALID_ARGUMENT|items[2].event.epcList[7]|expected");
    assertThatThrownBy(() -> Gtin.of("items[0].gtin", "12345678"))
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith("INVALID_ARGUMENT|items[0].gtin|expected a GTIN of 14 digits");
  }

  @Test
  void digitsOfOtherScriptsAreNoDigits() {
    assertThatThrownBy(() -> new Gtin("1061414112345٩")).hasMessageContaining("14 digits");
    assertThatThrownBy(() -> Epc.parse("urn:epc:id:sscc:0614141.123456789٠"))
        .hasMessageContaining("expected");
  }
}
