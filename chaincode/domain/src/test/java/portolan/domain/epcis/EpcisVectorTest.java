// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import portolan.domain.Vectors;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;

/** The EPCIS documents of OpenEPCIS in JSON. */
class EpcisVectorTest {
  private static final String FOLDER = "traceability/openepcis";

  /** A fault of the manifest: where, and what is missing there if something is. */
  private static final Pattern FAULT =
      Pattern.compile("(\\(root\\)|/\\S*) (?:missing (\\S+)|not a value.*|not allowed: (\\S+))");

  private static Optional<Path> folder() {
    return Vectors.folder(FOLDER);
  }

  private static List<Path> files(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder().orElseThrow().resolve(name))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  /** A query body is judged with the query schema, which belongs to the query interface. */
  private static boolean isQueryBody(Json json) {
    return json instanceof JsonObject object && !object.members().containsKey("type");
  }

  private static List<Fault> faults(Json json) {
    String type =
        json instanceof JsonObject object && object.members().get("type") instanceof JsonText text
            ? text.value()
            : "";
    return type.endsWith("Event")
        ? EventReader.read(json, "", Context.EPCIS, Set.of()).faults()
        : DocumentReader.read(json).allFaults();
  }

  private static List<Fault> contradictions(Json json) {
    return DocumentReader.read(json).events().stream()
        .flatMap(event -> event.contradictions().stream())
        .toList();
  }

  @Test
  void everyValidDocumentIsAccepted() throws IOException {
    assumeTrue(folder().isPresent());
    int accepted = 0;
    int queryBodies = 0;
    Map<Fault.Code, Integer> contradictions = new TreeMap<>();
    List<String> refused = new ArrayList<>();
    for (String name : List.of("json-valid/documents", "json-valid/events", "json-query-valid")) {
      for (Path file : files(name)) {
        Json json = Json.parse(Files.readAllBytes(file));
        if (isQueryBody(json)) {
          queryBodies++;
        } else if (faults(json).isEmpty()) {
          accepted++;
          contradictions(json).forEach(f -> contradictions.merge(f.code(), 1, Integer::sum));
        } else {
          refused.add(file.getFileName() + " " + faults(json));
        }
      }
    }
    System.out.println(
        FOLDER
            + ": accepted "
            + accepted
            + ", query bodies not judged "
            + queryBodies
            + ", contradictions that the ledger would not take "
            + contradictions);
    assertThat(refused).isEmpty();
    assertThat(accepted).isGreaterThan(20);
  }

  @Test
  void everyFaultOfAnInvalidDocumentIsReportedWithItsPointer() throws IOException {
    assumeTrue(folder().isPresent());
    int refused = 0;
    for (String line : Files.readAllLines(folder().orElseThrow().resolve("manifest.csv"))) {
      String file = line.substring(0, line.indexOf(','));
      boolean judged =
          file.startsWith("json-invalid/")
              || file.startsWith("json-ruled/")
              || file.startsWith("json-query-invalid/");
      if (judged) {
        Json json = Json.parse(Files.readAllBytes(folder().orElseThrow().resolve(file)));
        if (!isQueryBody(json)) {
          requireReported(file, line.substring(line.lastIndexOf(',') + 1), faults(json));
          refused++;
        }
      }
    }
    System.out.println(FOLDER + ": refused rightly " + refused);
    assertThat(refused).isGreaterThanOrEqualTo(10);
  }

  private static void requireReported(String file, String expected, List<Fault> faults) {
    assertThat(faults).as(file).isNotEmpty();
    List<String> pointers = faults.stream().map(Fault::pointer).toList();
    boolean alternatives = file.contains("without_identifier_list");
    int found = 0;
    for (String one : expected.split(" \\| ", -1)) {
      Matcher fault = FAULT.matcher(one.strip());
      assertThat(fault.matches()).as(file + ": " + one).isTrue();
      String at = fault.group(1).equals("(root)") ? "" : fault.group(1);
      String member = fault.group(2) == null ? fault.group(3) : fault.group(2);
      String exact = member == null ? at : Faults.member(at, member);
      boolean reported =
          pointers.contains(exact)
              || (member != null && pointers.contains(at))
              || pointers.stream().anyMatch(p -> p.startsWith(exact + "/"));
      if (!alternatives) {
        assertThat(reported).as(file + ": " + one + " in " + faults).isTrue();
      }
      found += reported ? 1 : 0;
    }
    assertThat(found).as(file).isPositive();
  }
}
