// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import portolan.domain.Vectors;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;

/** The Digital Link cases of the GS1 syntax engine, as far as they are about one object. */
class DigitalLinkVectorTest {
  private static final String FOLDER = "traceability/gs1-digital-link";
  private static final Format ANY = Format.of("any text", "(?s).*", 10_000);

  /** Element strings that consist of the supported keys only. */
  private static final Pattern SUPPORTED =
      Pattern.compile("\\^(?:01(?<gtin>[0-9]{14})21(?<serial>[^\\^]+)|00(?<sscc>[0-9]{18}))");

  private final List<String> decided = new ArrayList<>();
  private final Map<String, Integer> notOffered = new TreeMap<>();

  @Test
  void agreesWithTheSyntaxEngineOnEveryCaseOfASupportedKey() throws IOException {
    Optional<Path> folder = Vectors.folder(FOLDER);
    assumeTrue(folder.isPresent());
    Fields document = Fields.parse("", Files.readAllBytes(folder.get().resolve("cases.json")));
    List<Fields> cases = document.objects("cases", 1, 1000);
    for (Fields one : cases) {
      String operation = one.text("op", ANY);
      switch (operation) {
        case "parseDigitalLink" -> parse(one);
        case "buildDigitalLink" -> build(one);
        default -> skip(operation);
      }
    }
    System.out.println(
        FOLDER
            + ": "
            + cases.size()
            + " cases, "
            + decided.size()
            + " decided, not offered: "
            + notOffered);
    assertThat(decided).hasSizeGreaterThan(15);
    assertThat(decided.size() + notOffered.values().stream().mapToInt(n -> n).sum())
        .isEqualTo(cases.size());
  }

  private void parse(Fields one) {
    String id = one.text("id", ANY);
    String input = one.text("input", ANY);
    if (!one.flag("accepted")) {
      assertThatThrownBy(() -> Epc.parse(input))
          .as(id)
          .isInstanceOf(IllegalArgumentException.class);
      decided.add(id);
      return;
    }
    Optional<Epc> expected = supported(one.text("expect", ANY));
    if (one.has("options")) {
      skip("parse: option " + String.join(",", one.object("options").json().members().keySet()));
    } else if (expected.isEmpty()) {
      skip("parse: other keys, qualifiers or attributes");
    } else {
      assertThat(Epc.parse(input)).as(id).isEqualTo(expected.get());
      decided.add(id);
      return;
    }
    // What is not offered is refused, not misread.
    assertThatThrownBy(() -> Epc.parse(input)).as(id).isInstanceOf(IllegalArgumentException.class);
  }

  private void build(Fields one) {
    String id = one.text("id", ANY);
    String elements = "^" + one.text("input", ANY).replaceAll("\\(([0-9]+)\\)", "$1");
    Optional<Epc> expected = supported(elements);
    if (!one.flag("accepted") || one.has("stem") || expected.isEmpty()) {
      skip("build: other stems, keys, qualifiers or attributes");
      return;
    }
    assertThat(expected.get().canonical()).as(id).isEqualTo(one.text("expect", ANY));
    decided.add(id);
  }

  private void skip(String reason) {
    notOffered.merge(reason, 1, Integer::sum);
  }

  private static Optional<Epc> supported(String elements) {
    Matcher matcher = SUPPORTED.matcher(elements);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        matcher.group("gtin") == null
            ? new Sscc(matcher.group("sscc"))
            : new Sgtin(new Gtin(matcher.group("gtin")), matcher.group("serial")));
  }
}
