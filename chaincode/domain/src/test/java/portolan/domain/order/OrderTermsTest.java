// SPDX-License-Identifier: Apache-2.0
package portolan.domain.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

class OrderTermsTest {
  private static final JsonObject TERMS =
      Json.object()
          .put("orderId", "PlatformMSP/O-1")
          .put("buyer", "buyer-77")
          .put("currency", "GBP")
          .put("incoterm", "DAP")
          .putAll("lines", List.of(line(2, "5000"), line(3, "1500")))
          .put("freight", "1200")
          .put("insurance", "150")
          .put("salt", "00112233445566778899aabbccddeeff")
          .build();

  private static JsonObject line(long quantity, String unitPrice) {
    return Json.object()
        .put("gtin", "10614141123459")
        .put("quantity", quantity)
        .put("unitPrice", unitPrice)
        .build();
  }

  private static OrderTerms read(JsonObject terms) {
    return OrderTerms.fromJson(Fields.ofSealed("sealed.items[0].terms", terms));
  }

  @Test
  void termsAreWrittenAsTheyWereRead() {
    assertThat(read(TERMS).toJson()).isEqualTo(TERMS);
  }

  @Test
  void theTotalIsEverythingTogether() {
    assertThat(read(TERMS).total()).isEqualTo(15850);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "buyer|null",
        "currency|\"XXX\"",
        "currency|\"HRK\"",
        "incoterm|\"DAT\"",
        "lines|[]",
        "lines|[{\"gtin\":\"10614141123459\",\"quantity\":1000000000,"
            + "\"unitPrice\":\"999999999999999999\"}]",
        "freight|1200",
        "freight|\"-1\"",
        "salt|\"short\"",
        "discount|\"1\"",
      })
  void aBrokenFieldIsRefusedByName(String name, String value) {
    JsonObject broken = TERMS.toBuilder().replace(name, Json.parse(value)).build();
    assertThatThrownBy(() -> read(broken))
        .hasMessageStartingWith("INVALID_ARGUMENT|sealed.items[0].terms." + name + "|");
  }

  @ParameterizedTest
  @CsvSource({"0", "1.5", "\"2\"", "1000000001"})
  void aQuantityIsAWholeNumberOfPieces(String quantity) {
    JsonObject broken =
        TERMS.toBuilder()
            .replace(
                "lines",
                Json.parse(
                    "[{\"gtin\":\"10614141123459\",\"unitPrice\":\"1\",\"quantity\":"
                        + quantity
                        + "}]"))
            .build();
    assertThatThrownBy(() -> read(broken))
        .hasMessageStartingWith("INVALID_ARGUMENT|sealed.items[0].terms.lines[0].quantity|");
  }

  @Test
  void noRefusalShowsAValueOfASealedDocument() {
    JsonObject broken =
        TERMS.toBuilder().replace("freight", Json.text("12,00 secret price")).build();
    assertThatThrownBy(() -> read(broken)).hasMessageNotContaining("secret");
    JsonObject wrongKey =
        TERMS.toBuilder()
            .replace(
                "lines",
                Json.parse("[{\"gtin\":\"10614141123458\",\"unitPrice\":\"1\",\"quantity\":1}]"))
            .build();
    assertThatThrownBy(() -> read(wrongKey))
        .hasMessageContaining("wrong check digit")
        .hasMessageNotContaining("106141411234");
  }
}
