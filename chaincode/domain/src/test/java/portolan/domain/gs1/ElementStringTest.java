// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElementStringTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(00)123456789012345675",
        "(4309)18000000003600000000",
        "(4324)2012252359",
        "(4330)000100-",
        "(7040)1AB_",
        "(7041)BX",
        "(7241)85",
        "(7258)2/3",
        "(8001)12341234512391",
        "(8003)01234567890128X",
        "(8007)FR7630006000011234567890189",
        "(8008)2012252359",
        "(8008)201225235959",
        "(8013)1987654Ad4X4bL5ttr2310c2K",
        "(8013)7907665Bm8v2AB",
        "(8026)123456789012310303",
        "(8030)12=",
        "(8110)012345612345611110123",
        "(8110)01234561234561111012332501314250101",
        "(8112)001234561234560123456",
        "(17)240229",
        "(11)000229",
        "(11)200600",
        "(3910)9781234",
        "(7030)999ABC",
        "(4300)A%20B",
        "(10)12345\\(11)991225",
      })
  void whatGs1AllowsIsRead(String text) {
    ElementString read = ElementString.ofBracketed(text);
    assertThat(read.elements()).hasSize(1);
    assertThat(ElementString.parse(read.text())).isEqualTo(read);
    assertThat(ElementString.ofBracketed(read.bracketed())).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(00)123456789012345670 | wrong check digit: expected 5, found 0",
        "(10)a b | character set 82",
        "(8010)123456_ | character set 39",
        "(8013)123456ABXX | pair of check characters",
        "(8030)123= | character set 64",
        "(401)123 | company prefix",
        "(7023)12A4 | company prefix",
        "(8001)12340000012311 | above zero",
        "(8003)112345678901281234567890123456 | zero",
        "(8011)023456789012 | leading zero",
        "(4321)2 | 0 or 1",
        "(8001)12341234512321 | winding",
        "(426)987 | ISO 3166",
        "(7030)987ABC | 999",
        "(4307)AA | alpha-2",
        "(3910)9870 | ISO 4217",
        "(8007)AB1234 | IBAN",
        "(8007)FR12345678901234 | IBAN",
        "(8008)20122515300 | longer value",
        "(4326)201300 | date",
        "(17)230229 | date",
        "(4324)2012252400 | time",
        "(8008)201225230060 | second",
        "(8026)123456789012310099 | total",
        "(8026)123456789012310302 | total",
        "(4300)ABC%0g | hexadecimal",
        "(7258)3/2 | position",
        "(7258)0/1 | position",
        "(8112)201234561234560123456 | coupon",
        "(8112)0012345612345601234567 | coupon",
        "(8110)71234567890123 | coupon",
        "(8110)01234561234561111012335006064500607 | coupon",
        "(8110)012345612345611110123900000 | coupon",
        "(4309)18000000010000000000 | latitude",
        "(4309)00000000003600000001 | longitude",
        "(4330)000000X | hyphens",
        "(7041)QQQ | package type",
        "(7241)11 | media type",
        "(7252)3 | sex",
        "(01)123456789012312(10)12345 | characters as value of AI (01)",
        "(17)9(90)217 | characters as value of AI (17)",
        "(1A)12345 | known AI",
        "(15 | brackets",
        "12345 | brackets",
      })
  void whatIsNotRightSaysWhatIs(String text, String message) {
    assertThatThrownBy(() -> ElementString.ofBracketed(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aSeparatorStandsOnlyWhereItIsNeeded() {
    assertThat(ElementString.ofBracketed("(10)12345(11)991225(01)12345678901231(21)A").text())
        .isEqualTo("^1012345^11991225011234567890123121A");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(01)12345678901231(21)ABC(17)271231",
        "(10)LOT(01)12345678901231(21)ABC",
        "(01)12345678901231(10)LOT(21)ABC(22)V",
        "(01)12345678901231(21)ABC(10)LOT(8030)SIGNED",
      })
  void lotVariantAndExpiryAreDataBesideTheIdentity(String text) {
    ElementString read = ElementString.ofBracketed(text);
    assertThat(read.identity()).contains(Identity.parse("urn:epc:id:sgtin:2345678.190123.ABC"));
    assertThat(read.attributes().stream().map(Element::code)).doesNotContain("01", "21");
    assertThat(read.attributes()).hasSize(read.elements().size() - 2);
    read.requireConsistent();
  }

  @Test
  void withoutSerialNumberTheLotIsPartOfTheIdentity() {
    ElementString read = ElementString.ofBracketed("(01)12345678901231(10)LOT(17)271231");
    assertThat(read.identity()).contains(new EpcClass("01", "12345678901231", "LOT"));
    assertThat(read.attributes().stream().map(Element::code)).containsExactly("17");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(400)ABC(400)ABD",
        "(01)12345678901231(02)12345678901231(37)2",
        "(21)ABC123",
        "(01)12345678901231(8030)AB=",
        "(01)12345678901231(8030)AB",
        "(253)1234567890128(8030)AB",
      })
  void elementsThatDoNotGoTogetherAreRefused(String text) {
    ElementString read = ElementString.ofBracketed(text.replace("AB=", "ABC"));
    assertThatThrownBy(read::requireConsistent)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected");
  }

  @Test
  void aScanNamesTheSameUnitAsItsUrn() {
    Identity unit = Identity.parse("urn:epc:id:sgtin:2345678.190123.Ab%2F1");
    assertThat(Identity.scanned("]d2011234567890123110LOT\u001d21Ab/1")).isEqualTo(unit);
    assertThat(
            Identity.scanned("]Q1https://shop.example/01/12345678901231/10/L/21/Ab%2F1?17=271231"))
        .isEqualTo(unit);
    assertThat(Identity.scanned("^011234567890123121Ab/1^10LOT")).isEqualTo(unit);
    assertThat(Identity.scanned("(01)12345678901231(21)Ab/1")).isEqualTo(unit);
    assertThat(Identity.scanned("(01)12345678901231(21)AB/1")).isNotEqualTo(unit);
    assertThat(Identity.scanned("]E04012345123456"))
        .isEqualTo(new EpcClass("01", "04012345123456", ""));
    assertThatThrownBy(() -> Identity.scanned("]Q1hello")).hasMessageContaining("GS1 symbol");
  }
}
