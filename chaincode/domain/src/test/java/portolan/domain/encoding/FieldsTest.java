// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import portolan.domain.worldstate.RefusalCode;

final class FieldsTest {

  private enum Colour {
    RED,
    GREEN
  }

  private static Fields fields(String json) {
    return Fields.parse("items[3]", json.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(
      String json, Consumer<Fields> read, String field, String expected) {
    assertThatThrownBy(() -> read.accept(fields(json)))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.refusal().code()).isEqualTo(RefusalCode.INVALID_ARGUMENT.name());
              assertThat(e.refusal().field()).isEqualTo(field);
              assertThat(e.refusal().message()).contains(expected);
            });
  }

  @Test
  void everyKindOfFieldIsRead() {
    Fields fields =
        fields(
            """
            {"amount":"12300","count":7,"date":"2026-11-21","flag":true,"list":[{"x":"1"}],
             "name":"Ünal","rate":"2.50","colour":"GREEN","time":"2026-11-21T09:30:00.123Z",
             "none":null}
            """);
    assertThat(fields.amount("amount")).isEqualTo(12300);
    assertThat(fields.integer("count", 0, 9)).isEqualTo(7);
    assertThat(fields.date("date")).isEqualTo(LocalDate.of(2026, 11, 21));
    assertThat(fields.flag("flag")).isTrue();
    assertThat(fields.objects("list", 1, 1).getFirst().text("x", 5)).isEqualTo("1");
    assertThat(fields.text("name", 4)).isEqualTo("Ünal");
    assertThat(fields.decimal("rate")).isEqualByComparingTo("2.5");
    assertThat(fields.choice("colour", Colour.class)).isEqualTo(Colour.GREEN);
    assertThat(fields.timestamp("time")).isEqualTo(Instant.parse("2026-11-21T09:30:00.123Z"));
    assertThat(fields.optionalText("none", 5)).isEmpty();
    fields.end();
  }

  @Test
  void errorsNameThePathAndWhatWasExpected() {
    assertRefused("{}", f -> f.text("secret", 9), "items[3].secret", "found nothing");
    assertRefused(
        "{\"a\":{\"b\":[{}]}}",
        f -> f.object("a").objects("b", 1, 1).getFirst().amount("c"),
        "items[3].a.b[0].c",
        "minor units");
    assertRefused("{\"a\":[]}", f -> f.objects("a", 1, 2), "items[3].a", "1 to 2 values");
    assertRefused("{\"a\":{}}", f -> f.values("a", 1, 2), "items[3].a", "found an object");
    assertRefused("{\"a\":5}", f -> f.integer("a", 6, 9), "items[3].a", "from 6 to 9, found 5");
    assertRefused("{\"a\":5.5}", f -> f.integer("a", 0, 9), "items[3].a", "found 5.5");
    assertRefused("{\"a\":\"BLUE\"}", f -> f.choice("a", Colour.class), "items[3].a", "RED, GREEN");
    assertRefused("[]", f -> f.end(), "items[3]", "expected an object, found an array");
    assertRefused("{", f -> f.end(), "items[3]", "not JSON");
  }

  @Test
  void amountsAreDecimalStringsOfAtMost18Digits() {
    assertThat(fields("{\"a\":\"999999999999999999\"}").amount("a"))
        .isEqualTo(999_999_999_999_999_999L);
    for (String bad :
        new String[] {
          "12",
          "\"-1\"",
          "\"+1\"",
          "\"01\"",
          "\"1.0\"",
          "\"\"",
          "\"1e3\"",
          "\"1000000000000000000\"",
          "\"\uff11\"",
          "null",
          "true"
        }) {
      assertRefused("{\"a\":" + bad + "}", f -> f.amount("a"), "items[3].a", "18 decimal digits");
    }
    assertRefused("{\"a\":\"0\"}", f -> f.positiveAmount("a"), "items[3].a", "above zero");
  }

  @Test
  void aDayThatDoesNotExistIsRefused() {
    assertRefused("{\"a\":\"2026-02-30\"}", f -> f.date("a"), "items[3].a", "a date");
    assertRefused(
        "{\"a\":\"2026-02-30T00:00:00.000Z\"}", f -> f.timestamp("a"), "items[3].a", "a timestamp");
    assertRefused(
        "{\"a\":\"2026-02-20T00:00:00Z\"}", f -> f.timestamp("a"), "items[3].a", "a timestamp");
  }

  @Test
  void controlCharactersAndEmptyTextsAreRefused() {
    assertRefused("{\"a\":\"x\\ny\"}", f -> f.text("a", 9), "items[3].a", "no control characters");
    assertRefused("{\"a\":\"\"}", f -> f.text("a", 9), "items[3].a", "1 to 9 characters");
    assertRefused(
        "{\"a\":\"1234567890\"}", f -> f.text("a", 9), "items[3].a", "found 10 characters");
  }

  @Test
  void aFieldThatNobodyReadIsRefused() {
    assertRefused(
        "{\"secret\":\"x\",\"sercet\":\"y\"}",
        f -> {
          f.text("secret", 9);
          f.end();
        },
        "items[3].sercet",
        "expected only secret");
  }

  @Test
  void errorsOfSealedDocumentsShowNoValues() {
    Fields sealed =
        Fields.ofSealed("sealed", Json.parse("{\"amount\":\"-77\",\"lines\":[{\"n\":-88}]}"));
    assertThatThrownBy(() -> sealed.amount("amount"))
        .hasMessageContaining("found a string")
        .hasMessageNotContaining("77");
    assertThatThrownBy(() -> sealed.objects("lines", 1, 1).getFirst().integer("n", 0, 1))
        .hasMessageContaining("found a number")
        .hasMessageNotContaining("88");
  }
}
