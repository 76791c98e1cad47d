// SPDX-License-Identifier: Apache-2.0
package portolan.domain.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.domain.Vectors;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

class ProductTest {
  private static final JsonObject PRODUCT =
      Json.object()
          .put("gtin", "10614141123459")
          .put("name", "Ceramic kettle, 1.2 l")
          .put("hsCode", "691110")
          .put("originCountry", "CN")
          .putAll(
              "certificates",
              List.of(
                  Json.object()
                      .put("type", "origin")
                      .put("number", "CO-2026-17")
                      .put("sha256", "0".repeat(64))
                      .build()))
          .build();

  @Test
  void aProductIsWrittenAsItWasRead() {
    assertThat(Product.fromJson(Fields.of("", PRODUCT)).toJson()).isEqualTo(PRODUCT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gtin|\"10614141123458\"|wrong check digit",
        "gtin|\"614141123452\"|14 digits",
        "name|\"\"|1 to 200 characters",
        "hsCode|\"69111\"|6 to 10 digits",
        "hsCode|\"69111000001\"|6 to 10 digits",
        "originCountry|\"cn\"|ISO 3166-1",
        "originCountry|\"XX\"|ISO 3166-1",
        "certificates|{}|an array",
        "colour|\"blue\"|unknown field",
      })
  void aBrokenFieldIsRefusedByName(String name, String value, String expected) {
    JsonObject broken = PRODUCT.toBuilder().replace(name, Json.parse(value)).build();
    assertThatThrownBy(() -> Product.fromJson(Fields.of("items[0]", broken)))
        .hasMessageStartingWith("INVALID_ARGUMENT|items[0]." + name + "|")
        .hasMessageContaining(expected);
  }

  @Test
  void knowsTheAssignedCountries() throws IOException {
    Optional<Path> folder = Vectors.folder("customs/iso-3166");
    assumeTrue(folder.isPresent());
    List<String> codes =
        Files.readAllLines(folder.get().resolve("countries.csv")).stream()
            .skip(1)
            .map(line -> line.substring(0, 2))
            .toList();
    assertThat(codes).hasSize(249).allMatch(Country.CODE::accepts);
    assertThat(List.of("XX", "EU", "UK", "ZZ", "D", "DEU", "")).noneMatch(Country.CODE::accepts);
    assertThat(codes.stream().map(code -> code.toLowerCase(Locale.ROOT)))
        .noneMatch(Country.CODE::accepts);
  }
}
