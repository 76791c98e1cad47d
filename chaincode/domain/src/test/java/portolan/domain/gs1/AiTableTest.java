// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import portolan.domain.Vectors;
import portolan.domain.registry.Country;

class AiTableTest {

  @Test
  void theTableIsWhatTheGeneratorMakesOfTheDictionary() throws IOException {
    Optional<Path> folder = Vectors.folder("traceability/gs1-syntax-dictionary");
    assumeTrue(folder.isPresent());
    Path dictionary = folder.get().resolve("gs1-syntax-dictionary.txt");
    try (InputStream in = AiTable.class.getResourceAsStream("application-identifiers.txt")) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(AiTableGenerator.table(Files.readAllLines(dictionary)));
    }
  }

  @Test
  void noCodeBeginsWithAnother() {
    Set<String> codes =
        AiTable.all().stream().map(ApplicationIdentifier::code).collect(Collectors.toSet());
    assertThat(codes).hasSizeGreaterThan(500);
    for (String code : codes) {
      assertThat(codes.stream().filter(other -> other.startsWith(code))).containsExactly(code);
    }
  }

  @Test
  void rangesAreSpelledOut() {
    assertThat(AiTable.get("3105").title()).isEqualTo("NET WEIGHT (kg)");
    assertThat(AiTable.find("3106")).isEmpty();
    assertThat(AiTable.get("99").components()).hasSize(1);
  }

  @Test
  void thePrimaryKeysOfDigitalLinksAreKnownWithTheirQualifiers() {
    assertThat(AiTable.get("01").qualifiers().orElseThrow().toString())
        .isEqualTo("[[22, 10, 21], [235]]");
    assertThat(AiTable.get("00").qualifiers()).hasValueSatisfying(q -> assertThat(q).isEmpty());
    assertThat(AiTable.get("10").qualifiers()).isEmpty();
  }

  @Test
  void countriesAreThoseOfTheRegistry() {
    for (String code : CodeLists.codes("iso3166alpha2")) {
      assertThat(Country.CODE.accepts(code)).as(code).isTrue();
    }
    assertThat(CodeLists.codes("iso3166alpha2")).hasSize(249);
    assertThat(CodeLists.codes("iso3166")).hasSizeBetween(249, 255);
  }
}
