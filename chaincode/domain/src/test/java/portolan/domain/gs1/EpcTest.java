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
        + " https://id.gs1.org/01/80614141123458/21/a%28b%29%21",
    // What a link says beside its key is data: the unit is the same.
    "https://a/00/106141412345678908?linkType=gs1:pip, https://id.gs1.org/00/106141412345678908",
    "https://a/00/106141412345678908#top, https://id.gs1.org/00/106141412345678908",
    "https://a/01/10614141123459/10/LOT/21/400?17=271231,"
        + " https://id.gs1.org/01/10614141123459/21/400",
    "https://a/01/10614141123459/22/V/21/400, https://id.gs1.org/01/10614141123459/21/400",
    "https://a/01/10614141123459/21/a+b, https://id.gs1.org/01/10614141123459/21/a%2Bb",
    // GTIN-13, GTIN-12 and GTIN-8 are filled up.
    "https://a/01/4012345123456/21/400, https://id.gs1.org/01/04012345123456/21/400",
    "https://a/01/614141123452/21/400, https://id.gs1.org/01/00614141123452/21/400",
    "https://a/01/02345673/21/400, https://id.gs1.org/01/00000002345673/21/400",
    // Every key type, after the examples of the EPC Tag Data Standard.
    "urn:epc:id:sgln:0614141.12345.400, https://id.gs1.org/414/0614141123452/254/400",
    "urn:epc:id:sgln:0614141.12345.0, https://id.gs1.org/414/0614141123452",
    "urn:epc:id:grai:0614141.12345.400, https://id.gs1.org/8003/00614141123452400",
    "urn:epc:id:giai:0614141.12345400, https://id.gs1.org/8004/061414112345400",
    "urn:epc:id:gsrn:0614141.1234567890, https://id.gs1.org/8018/061414112345678902",
    "urn:epc:id:gsrnp:0614141.1234567890, https://id.gs1.org/8017/061414112345678902",
    "urn:epc:id:gdti:0614141.12345.400, https://id.gs1.org/253/0614141123452400",
    "urn:epc:id:gdti:987659999999..9, https://id.gs1.org/253/98765999999929",
    "urn:epc:id:cpi:0614141.123456.123456789,"
        + " https://id.gs1.org/8010/0614141123456/8011/123456789",
    "urn:epc:id:cpi:0614141.11111111111111-A%23%2F.1234,"
        + " https://id.gs1.org/8010/061414111111111111111-A%23%2F/8011/1234",
    "urn:epc:id:sgcn:4012345.67890.04711, https://id.gs1.org/255/401234567890104711",
    "urn:epc:id:ginc:0614141.xyz47%2F11, https://id.gs1.org/401/0614141xyz47%2F11",
    "urn:epc:id:gsin:0614141.123456789, https://id.gs1.org/402/06141411234567890",
    "urn:epc:id:itip:4012345.011111.01.02.987, https://id.gs1.org/8006/040123451111180102/21/987",
    "urn:epc:id:upui:1234567.089456.51qIgY)%3C%26Jp3*j7SDB,"
        + " https://id.gs1.org/01/01234567894560/235/51qIgY%29%3C%26Jp3%2Aj7SDB",
    "urn:epc:id:pgln:1234567.89012, https://id.gs1.org/417/1234567890128",
    "urn:epc:id:pgln:999999999999., https://id.gs1.org/417/9999999999994",
    "urn:epc:id:gid:95100000.12345.400, urn:epc:id:gid:95100000.12345.400",
    "urn:epc:id:usdod:2S194.12345678901, urn:epc:id:usdod:2S194.12345678901",
    "urn:epc:id:adi:W81X9C.3KL984PX1.2WMA52, urn:epc:id:adi:W81X9C.3KL984PX1.2WMA52",
    "urn:epc:id:bic:CSQU3054383, urn:epc:id:bic:CSQU3054383",
    "urn:epc:id:imovn:9176187, urn:epc:id:imovn:9176187"
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
        "urn:epc:class:lgtin:4012345.012345.998877",
        "urn:epc:idpat:sgtin:4012345.012345.*",
        "urn:epc:idpat:sgtin:4012345.*.*",
        "urn:epc:id:sgln:0614141.123456.0",
        "urn:epc:id:sgln:0614141.12345",
        "urn:epc:id:grai:0614141.12345.",
        "urn:epc:id:grai:0614141.12345.12345678901234567",
        "urn:epc:id:gsrn:0614141.123456789",
        "urn:epc:id:gsrn:0614141.1234567890.1",
        "urn:epc:id:cpi:0614141.123456.0123",
        "urn:epc:id:cpi:0614141.abc.1",
        "urn:epc:id:itip:4012345.011111.03.02.987",
        "urn:epc:id:gid:268435456.12345.400",
        "urn:epc:id:bic:CSQU3054384",
        "urn:epc:id:imovn:9176188",
        "urn:epc:id:unknown:1",
        "urn:epc:tag:sgtin-96:3.0614141.812345.6789",
        "https://a/01/10614141123459/21/400/10/LOT",
        "https://a/01/10614141123459/21/400?10=LOT",
        "https://a/01/10614141123459/21/400?17=271301",
        "https://a/01/10614141123459/21/400?89=1",
        "https://a/8013/1987654Ad4X4bL5ttr2310c2K",
        "HtTp://a/00/006141411234567890",
        "https:///00/006141411234567890",
        "https://user@a/00/006141411234567890",
        "https://a/00/006141411234567890/",
        "https://a/00/00614141123456789",
        "https://a/01/10614141123459",
        "https://a/01/10614141123459/10/LOT",
        "https://a/01/10614141123459/21/",
        "https://a/01/10614141123459/21/a%2",
        "https://a/01/10614141123459/21/a%E4b",
        "https://a/gtin/10614141123459/ser/400",
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

  @ParameterizedTest
  @CsvSource({
    "urn:epc:class:lgtin:4012345.012345.Lot987, https://id.gs1.org/01/04012345123456/10/Lot987",
    "urn:epc:idpat:sgtin:4012345.012345.*, https://id.gs1.org/01/04012345123456",
    "urn:epc:idpat:grai:4012345.99999.*, https://id.gs1.org/8003/04012345999990",
    "urn:epc:idpat:gdti:4012345.11111.*, https://id.gs1.org/253/4012345111118",
    "urn:epc:idpat:sgcn:4012345.22222.*, https://id.gs1.org/255/4012345222227",
    "urn:epc:idpat:cpi:4012345.AB12.*, https://id.gs1.org/8010/4012345AB12",
    "urn:epc:idpat:itip:4012345.012345.01.02.*, https://id.gs1.org/8006/040123451234560102"
  })
  void aClassOrLotHasOneCanonicalFormToo(String urn, String canonical) {
    assertThat(Identity.parse(urn)).isInstanceOf(EpcClass.class);
    assertThat(Identity.parse(urn).canonical()).isEqualTo(canonical);
    assertThat(Identity.parse(canonical)).isEqualTo(Identity.parse(urn));
    assertThat(Identity.parse(canonical).urn(7)).isEqualTo(urn);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:epc:id:sgtin:0614141.812345.32a%2Fb",
        "urn:epc:id:sscc:0614141.1234567890",
        "urn:epc:id:sgln:0614141.12345.400",
        "urn:epc:id:sgln:0614141.12345.0",
        "urn:epc:id:pgln:1234567.89012",
        "urn:epc:id:grai:0614141.12345.400",
        "urn:epc:id:giai:0614141.123.45%25400",
        "urn:epc:id:gsrn:0614141.1234567890",
        "urn:epc:id:gsrnp:0614141.1234567890",
        "urn:epc:id:gdti:0614141.12345.006847",
        "urn:epc:id:sgcn:4012345.67890.04711",
        "urn:epc:id:cpi:0614141.A-%23%2F1.0",
        "urn:epc:id:ginc:0614141.xyz47%2F11",
        "urn:epc:id:gsin:0614141.123456789",
        "urn:epc:id:itip:4012345.011111.01.02.9.8.7",
        "urn:epc:id:upui:1234567.089456.51qIgY)%3C%26Jp3*j7SDB",
        "urn:epc:id:imovn:9176187"
      })
  void theUrnIsWrittenAsItWasRead(String urn) {
    assertThat(Epc.parse(urn).urn(7)).isEqualTo(urn);
    assertThat(Epc.parse(Epc.parse(urn).canonical())).isEqualTo(Epc.parse(urn));
  }

  @Test
  void theCaseOfASerialNumberCounts() {
    assertThat(Epc.parse("urn:epc:id:sgtin:0614141.112345.a"))
        .isNotEqualTo(Epc.parse("urn:epc:id:sgtin:0614141.112345.A"));
  }
}
