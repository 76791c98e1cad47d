// SPDX-License-Identifier: Apache-2.0
package portolan.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Money and tax know no floating point, in a field, a variable, a literal or a call. */
class NoFloatingPointTest {
  private static final Path SOURCES = Path.of("src", "main", "java");

  /** Comments, text blocks, strings and characters: what they say is not computed with. */
  private static final Pattern WORDS =
      Pattern.compile(
          "/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(\\\\.|[^\"\\\\])*\"|'(\\\\.|[^'\\\\])+'",
          Pattern.DOTALL);

  private static final Pattern FLOATING =
      Pattern.compile(
          "\\b(float|double|Float|Double|floatValue|doubleValue|DoubleStream|mapToDouble|average|"
              + "asDoubleStream|StrictMath)\\b"
              + "|\\bMath\\.(random|round|floor|ceil|rint|sqrt|pow|log|exp)\\b"
              + "|\\b[0-9][0-9_]*\\.[0-9]|\\b[0-9][0-9_]*[eE][0-9+-]|\\b[0-9][0-9_]*[fFdD]\\b");

  private static List<String> found(String source) {
    return FLOATING
        .matcher(WORDS.matcher(source).replaceAll(""))
        .results()
        .map(r -> r.group())
        .toList();
  }

  @Test
  void theWholeDomainIsFreeOfIt() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<Path> sources = files.filter(f -> f.toString().endsWith(".java")).toList();
      assertThat(sources).hasSizeGreaterThan(100);
      for (Path source : sources) {
        assertThat(found(Files.readString(source))).as(source.toString()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "double share = 1;",
        "long a = (long) (b * 1.5);",
        "rate.doubleValue()",
        "amounts.mapToDouble(x -> x)",
        "long up = Math.round(x);",
        "var half = 1e3;",
        "var half = 1f;",
        "/* none */ float x;"
      })
  void itIsFoundWhereItIs(String source) {
    assertThat(found(source)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "// a double spend",
        "/** 4.7 % */ long x = 0xff;",
        "String s = \"1.5 double\";",
        "Math.addExact(a, b)",
        "long x = 1_000L;"
      })
  void wordsAndWholeNumbersAreFine(String source) {
    assertThat(found(source)).isEmpty();
  }
}
