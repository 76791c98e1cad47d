// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class EpcPropertyTest {

  @Property
  void urnAndDigitalLinkOfOneObjectAreOne(
      @ForAll("thirteenDigits") String digits,
      @ForAll("serial") String serial,
      @ForAll @IntRange(min = 6, max = 12) int prefix) {
    String gtin = digits + checkDigit(digits);
    String urn =
        "urn:epc:id:sgtin:"
            + digits.substring(1, 1 + prefix)
            + "."
            + digits.charAt(0)
            + digits.substring(1 + prefix)
            + "."
            + escapeForUrn(serial);
    String link =
        "https://shop.example/x/01/"
            + gtin
            + "/21/"
            + URLEncoder.encode(serial, StandardCharsets.UTF_8);
    assertThat(Epc.parse(urn))
        .isEqualTo(Epc.parse(link))
        .isEqualTo(new Sgtin(new Gtin(gtin), serial));
    assertThat(Epc.parse(Epc.parse(urn).canonical())).isEqualTo(Epc.parse(urn));
  }

  @Property
  void everyWrongDigitIsFound(
      @ForAll("thirteenDigits") String digits,
      @ForAll @IntRange(max = 13) int position,
      @ForAll @IntRange(min = 1, max = 9) int change) {
    StringBuilder wrong = new StringBuilder(digits + checkDigit(digits));
    char digit = (char) ('0' + (wrong.charAt(position) - '0' + change) % 10);
    wrong.setCharAt(position, digit);
    assertThatThrownBy(() -> new Gtin(wrong.toString())).hasMessageContaining("check digit");
  }

  @Provide
  Arbitrary<String> thirteenDigits() {
    return Arbitraries.strings().numeric().ofLength(13);
  }

  @Provide
  Arbitrary<String> serial() {
    return Arbitraries.strings()
        .withChars("!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_")
        .withChars("abcdefghijklmnopqrstuvwxyz")
        .ofMinLength(1)
        .ofMaxLength(20);
  }

  /** Written from the other end than the product: position by position, as the standard's table. */
  private static int checkDigit(String thirteen) {
    int odd = 0;
    int even = 0;
    for (int i = 0; i < 13; i += 2) {
      odd += thirteen.charAt(i) - '0';
    }
    for (int i = 1; i < 13; i += 2) {
      even += thirteen.charAt(i) - '0';
    }
    int sum = 3 * odd + even;
    return (sum + 9) / 10 * 10 - sum;
  }

  private static String escapeForUrn(String serial) {
    return serial
        .replace("%", "%25")
        .replace("\"", "%22")
        .replace("&", "%26")
        .replace("/", "%2F")
        .replace("<", "%3C")
        .replace(">", "%3E")
        .replace("?", "%3F");
  }
}
