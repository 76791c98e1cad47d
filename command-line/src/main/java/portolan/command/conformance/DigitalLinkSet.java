// SPDX-License-Identifier: Apache-2.0
package portolan.command.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.gs1.DigitalLink;
import portolan.domain.gs1.ElementString;
import portolan.domain.gs1.ScanData;

/** Cases of the GS1 Barcode Syntax Engine: Digital Links, element strings, data of scanners. */
final class DigitalLinkSet implements VectorSet {
  private static final int MAX_CASES = 10_000;
  private static final Format ANY = Format.of("any text", "(?s).*", 10_000);

  /** Options of the engine that this release has too, by operation. */
  private static final Map<String, Set<String>> OPTIONS =
      Map.of(
          "parseDigitalLink",
          Set.of("permitZeroSuppressedGTIN", "permitConvenienceAlphas"),
          "validateAIs",
          Set.of("permitUnknownAIs"));

  @Override
  public String folder() {
    return "gs1-digital-link";
  }

  @Override
  public List<Finding> judge(Path folder) throws IOException {
    Fields document = Fields.parse("", Files.readAllBytes(folder.resolve("cases.json")));
    List<Finding> findings = new ArrayList<>();
    for (Fields one : document.objects("cases", 1, MAX_CASES)) {
      findings.add(judge(one));
    }
    return findings;
  }

  private static Finding judge(Fields one) {
    Set<String> options =
        one.has("options") ? one.object("options").json().members().keySet() : Set.of();
    boolean accepted = one.flag("accepted");
    String id = one.text("id", ANY);
    String operation = one.text("op", ANY);
    Optional<String> missing = missing(operation, options);
    if (missing.isPresent() && accepted) {
      return new Finding(id, Verdict.NOT_YET, "option " + missing.get());
    }
    String result;
    try {
      result = result(one, operation, options);
    } catch (IllegalArgumentException e) {
      return accepted
          ? Finding.wrong(id, "refused: " + e.getMessage())
          : Finding.refused(id, e.getMessage());
    }
    String expected = one.has("expect") ? one.text("expect", ANY) : "";
    if (!accepted) {
      return Finding.wrong(id, "accepted: " + result);
    }
    return result.equals(expected)
        ? Finding.accepted(id)
        : Finding.wrong(id, "expected " + expected + ", found " + result);
  }

  private static Optional<String> missing(String operation, Set<String> options) {
    Set<String> offered = OPTIONS.getOrDefault(operation, Set.of());
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
        yield read.symbology() == symbology(one) ? read.data() : "symbology " + read.symbology();
      }
      default -> "unknown operation " + operation;
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

  /** NONE is no symbology: an IllegalArgumentException, as for what cannot be built. */
  private static ScanData.Symbology symbology(Fields one) {
    return ScanData.Symbology.valueOf(one.text("symbology", ANY));
  }
}
