// SPDX-License-Identifier: Apache-2.0
package portolan.domain.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import portolan.domain.Vectors;

final class CurrencyTest {

  @Test
  void everyActiveCodeIsKnownWithItsDecimals() throws IOException {
    List<String> codes = new ArrayList<>();
    for (String[] row : rows("active.csv")) {
      codes.add(row[0]);
      OptionalInt decimals =
          row[2].isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(row[2]));
      assertThat(new Currency(row[0]).decimals()).as(row[0]).isEqualTo(decimals);
    }
    assertThat(Currency.codes()).hasSize(178).containsExactlyInAnyOrderElementsOf(codes);
  }

  @Test
  void everyWithdrawnCodeIsRefusedUnlessItIsActiveToo() throws IOException {
    int refused = 0;
    for (String[] row : rows("withdrawn.csv")) {
      if (row[3].equals("yes") || row[3].equals("true") || row[3].equals("1")) {
        assertThat(Currency.isCurrent(row[0])).as(row[0]).isTrue();
      } else {
        assertThatThrownBy(() -> new Currency(row[0])).as(row[0]).hasMessageContaining(row[0]);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(100);
  }

  @Test
  void theTableHasTheKnownCounts() {
    assertThat(count(OptionalInt.of(0))).isEqualTo(17);
    assertThat(count(OptionalInt.of(2))).isEqualTo(139);
    assertThat(count(OptionalInt.of(3))).isEqualTo(7);
    assertThat(count(OptionalInt.of(4))).isEqualTo(2);
    assertThat(count(OptionalInt.empty())).isEqualTo(13);
  }

  @Test
  void whatIsNotACodeIsRefused() {
    for (String code : List.of("", "usd", "EURO", "HRK", "BGN", "ZZZ")) {
      assertThatThrownBy(() -> new Currency(code)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static long count(OptionalInt decimals) {
    return Currency.codes().stream()
        .filter(code -> new Currency(code).decimals().equals(decimals))
        .count();
  }

  private static List<String[]> rows(String file) throws IOException {
    Path vectors = Vectors.folder("settlement/iso-4217").orElse(null);
    assumeTrue(vectors != null, "no vectors");
    return Files.readAllLines(vectors.resolve(file)).stream()
        .skip(1)
        .map(line -> line.split(",", -1))
        .toList();
  }
}
