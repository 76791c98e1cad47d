// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import portolan.domain.Vectors;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;

/** The cases of the GS1 syntax engine: Digital Link, element strings, scan data. */
class DigitalLinkVectorTest {
  private static final String FOLDER = "traceability/gs1-digital-link";
  private static final Format ANY = Format.of("any text", "(?s).*", 10_000);

  private final Map<String, Integer> decided = new TreeMap<>();
  private final Map<String, Integer> notOffered = new TreeMap<>();

  @Test
  void agreesWithTheSyntaxEngineOnEveryCase() throws IOException {
    Optional<Path> folder = Vectors.folder(FOLDER);
    assumeTrue(folder.isPresent());
    Fields document = Fields.parse("", Files.readAllBytes(folder.get().resolve("cases.json")));
    int cases = 0;
    for (Fields one : document.objects("cases", 1, 1000)) {
      cases++;
      judge(one);
    }
    System.out.println(
        FOLDER + ": " + cases + " cases, " + decided + ", not offered: " + notOffered);
    int judged = decided.values().stream().mapToInt(n -> n).sum();
    assertThat(judged + notOffered.values().stream().mapToInt(n -> n).sum()).isEqualTo(cases);
    assertThat(judged).isGreaterThan(cases * 9 / 10);
  }

  private void judge(Fields one) {
    Set<String> options =
        one.has("options") ? one.object("options").json().members().keySet() : Set.of();
    boolean accepted = one.flag("accepted");
    String id = one.text("id", ANY);
    String operation = one.text("op", ANY);
    Optional<String> missing = missing(operation, options);
    if (missing.isPresent() && accepted) {
      notOffered.merge(operation + ": option " + missing.get(), 1, Integer::sum);
      return;
    }
    if (accepted) {
      String expected = one.has("expect") ? one.text("expect", ANY) : "";
      assertThat(result(one, operation, options)).as(id).isEqualTo(expected);
    } else {
      assertThatThrownBy(() -> result(one, operation, options))
          .as(id)
          .isInstanceOf(IllegalArgumentException.class);
    }
    decided.merge(operation + (accepted ? " accepted" : " refused"), 1, Integer::sum);
  }

  private static Optional<String> missing(String operation, Set<String> options) {
    Set<String> offered =
        switch (operation) {
          case "parseDigitalLink" -> Set.of("permitZeroSuppressedGTIN", "permitConvenienceAlphas");
          case "validateAIs" -> Set.of("permitUnknownAIs");
          default -> Set.of();
        };
    return options.stream().filter(option -> !offered.contains(option)).findFirst();
  }

  private static String result(Fields one, String operation, Set<String> options) {
    String input = one.text("input", ANY);
    return switch (operation) {
      case "parseDigitalLink" -> DigitalLink.parse(input, reading(options)).text();
      case "buildDigitalLink" ->
          ElementString.ofBracketed(input)
              .digitalLink(one.has("stem") ? one.text("stem", ANY) : DigitalLink.CANONICAL_STEM);
      case "validateAIs" -> {
        ElementString text = ElementString.ofBracketed(input, options.contains("permitUnknownAIs"));
        switch (one.text("rule", ANY)) {
          case "repeats" -> text.requireEqualRepeats();
          case "mutuallyExclusive" -> text.requireNoneExcluded();
          case "requisites" -> text.requireCompany();
          default -> text.requireSerialBesideSignature();
        }
        yield "";
      }
      case "processElementString" -> {
        ElementString.parse(input);
        yield "";
      }
      case "buildScanData" -> ScanData.build(symbology(one), input);
      case "readScanData" -> {
        ScanData read = ScanData.read(input);
        assertThat(read.symbology()).isEqualTo(symbology(one));
        yield read.data();
      }
      default -> throw new AssertionError("unknown operation " + operation);
    };
  }

  private static DigitalLink.Reading reading(Set<String> options) {
    boolean fillsUp = options.contains("permitZeroSuppressedGTIN");
    boolean names = options.contains("permitConvenienceAlphas");
    if (fillsUp) {
      return names ? DigitalLink.Reading.LENIENT : DigitalLink.Reading.FILL_UP_GTINS;
    }
    return names ? DigitalLink.Reading.NAMES : DigitalLink.Reading.STRICT;
  }

  /** NONE is no symbol: an IllegalArgumentException, as for what cannot be built. */
  private static ScanData.Symbology symbology(Fields one) {
    return ScanData.Symbology.valueOf(one.text("symbology", ANY));
  }
}
