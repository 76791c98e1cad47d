// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import portolan.domain.Vectors;

/**
 * Tax lines that the customs service of the United Kingdom really charged: truncated, then less
 * relief. Two of them contradict their own figures, and the source of the vectors says why; for
 * these the arithmetic has to disagree, else it would have been fitted to them.
 */
class HmrcTaxLineTest {

  /** A line that states what it is computed from. */
  record TaxLine(
      String id,
      BigInteger base,
      BigDecimal rate,
      BigInteger deduct,
      BigInteger assessed,
      String rule) {

    boolean isException() {
      return rule.startsWith("exception: ");
    }

    BigInteger due() {
      return AdValorem.lessRelief(AdValorem.charge(base, rate, Rounding.TRUNCATE), deduct);
    }
  }

  private static Stream<Optional<TaxLine>> read() {
    Optional<Path> folder = Vectors.folder("customs/hmrc-tax-lines");
    if (folder.isEmpty()) {
      return Stream.of(Optional.empty());
    }
    try {
      return Files.readAllLines(folder.get().resolve("tax-lines.csv")).stream()
          .skip(1)
          .map(row -> List.of(row.split(",", 12)))
          .filter(row -> Stream.of(4, 6, 8).noneMatch(column -> row.get(column).isEmpty()))
          .map(
              row ->
                  Optional.of(
                      new TaxLine(
                          row.get(0),
                          pence(row.get(4)),
                          new BigDecimal(row.get(6)),
                          pence(row.get(7)),
                          pence(row.get(8)),
                          row.get(11))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BigInteger pence(String pounds) {
    return new BigDecimal(pounds).movePointRight(2).toBigIntegerExact();
  }

  @ParameterizedTest
  @MethodSource("read")
  void theAmountIsTheTruncatedShareLessRelief(Optional<TaxLine> read) {
    assumeTrue(read.isPresent());
    TaxLine line = read.get();
    if (line.isException()) {
      assertThat(line.due()).as(line.toString()).isNotEqualTo(line.assessed());
      System.out.println(
          line.id()
              + " charges "
              + line.assessed()
              + " and not "
              + line.due()
              + ": "
              + line.rule());
    } else {
      assertThat(line.due()).as(line.toString()).isEqualTo(line.assessed());
    }
  }

  @Test
  void allLinesWithFiguresAreHere() {
    List<TaxLine> lines = read().flatMap(Optional::stream).toList();
    assumeTrue(!lines.isEmpty());
    assertThat(lines).hasSize(67);
    assertThat(lines.stream().filter(TaxLine::isException)).hasSize(2);
  }

  @Test
  void oneExceptionIsARateThatWasPrintedWithTwoDecimals() {
    BigInteger base = pence("10000.00");
    assertThat(AdValorem.charge(base, new BigDecimal("0.16"), Rounding.TRUNCATE))
        .isEqualTo(pence("16.00"));
    assertThat(AdValorem.charge(base, new BigDecimal("0.164"), Rounding.TRUNCATE))
        .isEqualTo(pence("16.40"));
  }
}
