// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FormatTest {
  private static final List<Format> ALL =
      List.of(Format.IDENTIFIER, Format.MEMBER, Format.QUALIFIED, Format.SHA256, Format.RANDOM);

  @Provide
  static Arbitrary<String> texts() {
    Arbitrary<String> near =
        Arbitraries.strings()
            .withChars("aZ0f9g/._-:\u0661\u00e9\n\0@[`{")
            .ofMinLength(0)
            .ofMaxLength(70);
    Arbitrary<String> hex =
        Arbitraries.strings()
            .withChars("0123456789abcdef")
            .ofMinLength(30)
            .ofMaxLength(130)
            .edgeCases(c -> c.includeOnly());
    Arbitrary<String> qualified =
        Arbitraries.strings()
            .alpha()
            .numeric()
            .ofMinLength(0)
            .ofMaxLength(66)
            .flatMap(
                member ->
                    Arbitraries.strings()
                        .alpha()
                        .numeric()
                        .withChars("_:-.")
                        .ofMinLength(0)
                        .ofMaxLength(66)
                        .map(id -> member + "/" + id));
    return Arbitraries.oneOf(near, hex, qualified);
  }

  @Property(tries = 5_000)
  void whatIsLookedAtCharacterByCharacterIsWhatTheExpressionSays(@ForAll("texts") String text) {
    for (Format format : ALL) {
      assertThat(format.accepts(text))
          .as("%s: %s", format.expected(), text)
          .isEqualTo(
              text.length() <= format.maxLength() && format.pattern().matcher(text).matches());
    }
  }

  @Test
  void everyCharacterIsJudgedAsTheExpressionDoesWhereverItStands() {
    List<String> frames =
        List.of("", "a", "a/", "/a", "M/a", "0".repeat(31), "0".repeat(63), "0".repeat(64));
    for (Format format : ALL) {
      for (String frame : frames) {
        for (char c = 0; c < 0x180; c++) {
          for (String text : List.of(frame + c, c + frame, "a" + c + frame)) {
            assertThat(format.accepts(text))
                .as("%s: %s", format.expected(), text)
                .isEqualTo(
                    text.length() <= format.maxLength()
                        && format.pattern().matcher(text).matches());
          }
        }
      }
    }
  }
}
