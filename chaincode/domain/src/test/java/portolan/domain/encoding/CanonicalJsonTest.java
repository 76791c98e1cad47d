// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalJsonTest {
  private static final BigDecimal LARGE = BigDecimal.TEN.pow(15);

  @Test
  void membersAreSortedByUtf16CodeUnit() {
    // The example of RFC 8785 section 3.2.3, without its numbers.
    Json json =
        Json.parse(
            "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\","
                + "\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\",\"1\":\"One\","
                + "\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
                + "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}");
    assertThat(((JsonObject) json).members().keySet())
        .containsExactly("\r", "1", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33");
  }

  @Test
  void stringsAreEscapedAsRfc8785Says() {
    // The string of the example in RFC 8785 section 3.2.2.
    assertThat(
            Json.parse("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"").canonical())
        .isEqualTo("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "-0,0",
    "-0.0,0",
    "1,1",
    "100,100",
    "1e2,100",
    "1.50,1.5",
    "-12.30,-12.3",
    "9007199254740991,9007199254740991",
    "1E-3,0.001",
    "0.1,0.1",
    "123456789012345678901234567890.5,123456789012345678901234567890.5"
  })
  void numbersKeepEveryDigitInOneForm(String written, String canonical) {
    assertThat(Json.parse(written).canonical()).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[1,]",
        "[,1]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\" 1}",
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "0x10",
        "NaN",
        "Infinity",
        "nul",
        "truefalse",
        "1 2",
        "\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u\uff11\uff11\uff11\uff11\"",
        "\"\t\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "\ufeff{}",
        "//",
        "[1]]",
        "1e41",
        "1e-41",
        "1e999999999",
        "11111111111111111111111111111111111111111",
        "\uff11"
      })
  void malformedTextIsRefused(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    for (byte[] bytes :
        List.of(
            new byte[] {'"', (byte) 0xc3, '"'},
            new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'},
            new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'})) {
      assertThatThrownBy(() -> Json.parse(bytes))
          .isInstanceOf(MalformedJsonException.class)
          .hasMessageContaining("UTF-8");
    }
  }

  @Test
  void nestingIsLimited() {
    String fine = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
    assertThat(Json.parse(fine).canonical()).isEqualTo(fine);
    assertThatThrownBy(() -> Json.parse("[" + fine + "]")).hasMessageContaining("64 levels");
    assertThatThrownBy(() -> Json.parse("[".repeat(1_000_000))).hasMessageContaining("64 levels");
  }

  @Test
  void sizeIsLimited() {
    String fine = "\"" + "x".repeat(Json.MAX_BYTES - 2) + "\"";
    assertThat(Json.parse(fine)).isInstanceOf(JsonText.class);
    String large = fine + " ";
    assertThatThrownBy(() -> Json.parse(large)).hasMessageContaining("bytes");
    assertThatThrownBy(() -> Json.parse(large.getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("bytes");
  }

  @Test
  void weWriteOnlyNumbersThatEveryReaderUnderstands() {
    assertThat(JsonNumber.of((1L << 53) - 1).canonical()).isEqualTo("9007199254740991");
    assertThatThrownBy(() -> JsonNumber.of(1L << 53)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JsonNumber.of(-(1L << 53)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void loneSurrogatesCannotBeWritten() {
    assertThatThrownBy(() -> new JsonText("\ud800")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Json.object().put("\udc00", 1).build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void errorsSayWhereAndWhatWasExpected() {
    assertThatThrownBy(() -> Json.parse("{\"a\":1;}"))
        .hasMessage("at character 6: expected ',' or '}', found character U+003B");
    assertThatThrownBy(() -> Json.parse("{\"a\":"))
        .hasMessage("at character 5: expected a JSON value, found the end of the text");
  }

  @Property(tries = 500)
  void whatIsWrittenIsReadBackTheSame(@ForAll("values") Json json) {
    byte[] bytes = json.canonicalBytes();
    Json read = Json.parse(bytes);
    assertThat(read).isEqualTo(json);
    assertThat(read.canonicalBytes()).isEqualTo(bytes);
  }

  @Provide
  Arbitrary<Json> values() {
    Arbitrary<String> texts =
        Arbitraries.strings()
            .ofMaxLength(12)
            .filter(s -> s.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff));
    Arbitrary<Json> leaves =
        Arbitraries.oneOf(
            texts.map(JsonText::new),
            Arbitraries.longs().between(-(1L << 53) + 1, (1L << 53) - 1).map(JsonNumber::of),
            Arbitraries.bigDecimals()
                .between(LARGE.negate(), LARGE)
                .ofScale(6)
                .map(JsonNumber::new),
            Arbitraries.of(true, false).map(JsonBoolean::new),
            Arbitraries.just(new JsonNull()));
    return Arbitraries.recursive(
        () -> leaves,
        inner ->
            Arbitraries.oneOf(
                inner.list().ofMaxSize(4).map(JsonArray::of),
                Arbitraries.maps(texts, inner)
                    .ofMaxSize(4)
                    .map((Map<String, Json> members) -> new JsonObject(new TreeMap<>(members)))),
        0,
        4);
  }
}
