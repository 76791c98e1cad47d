// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import portolan.domain.Vectors;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;

/**
 * GS1's JSON schema of EPCIS 2.0.1, formats asserted, against the reader: what the schema refuses
 * the reader refuses; what only the reader refuses names a rule that no schema can see.
 */
class SchemaOracleTest {
  private static final int DOCUMENTS = Boolean.getBoolean("portolan.long") ? 10_000 : 2_000;
  private static final int MOST_SHOWN = 20;

  /** What a schema does not see. */
  private static final Set<Fault.Code> BEYOND =
      EnumSet.of(
          Fault.Code.TWICE,
          Fault.Code.EVENT_TYPE,
          Fault.Code.CONTEXT,
          Fault.Code.PREFIX,
          Fault.Code.TIME,
          Fault.Code.MASTER_DATA,
          Fault.Code.PARENT,
          Fault.Code.IDENTIFIER,
          Fault.Code.HASH,
          Fault.Code.LOT,
          Fault.Code.SENSOR_TIME,
          Fault.Code.SENSOR_ATTRIBUTE,
          Fault.Code.UNIT,
          Fault.Code.QUANTITY);

  private final Map<Fault.Code, Integer> beyond = new EnumMap<>(Fault.Code.class);
  private final SoftAssertions softly = new SoftAssertions();
  private int refusedByBoth;
  private int acceptedByBoth;
  private int differences;

  @Test
  void whatTheSchemaRefusesTheReaderRefusesAndWhatOnlyTheReaderRefusesNamesARule()
      throws IOException {
    Optional<Path> vectors = Vectors.folder("traceability");
    assumeTrue(vectors.isPresent());
    Schema schema = schema(vectors.get().resolve("epcis-schemas/epcis-json-schema.json"));
    List<Json> documents = documents(vectors.get().resolve("openepcis/json-valid/documents"));
    for (Json document : documents) {
      compare(schema, document, "as it is");
    }
    for (int seed = 0; seed < DOCUMENTS; seed++) {
      Json document = documents.get(seed % documents.size());
      compare(schema, new MutatedDocuments(seed).mutated(document), "seed " + seed);
    }
    System.out.printf(
        "%,d documents: refused by schema and reader %,d, accepted by both %,d, by a rule %s%n",
        DOCUMENTS, refusedByBoth, acceptedByBoth, beyond);
    softly.assertThat(differences).as("differences").isZero();
    softly.assertAll();
    assertThat(refusedByBoth).as("the mistakes are found").isGreaterThan(DOCUMENTS / 4);
    assertThat(acceptedByBoth).as("not all is a mistake").isGreaterThan(DOCUMENTS / 50);
  }

  private static Schema schema(Path file) throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
        .getSchema(Files.readString(file), InputFormat.JSON);
  }

  private static List<Json> documents(Path folder) throws IOException {
    List<Json> documents = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        documents.add(Json.parse(Files.readString(file)));
      }
    }
    assertThat(documents).isNotEmpty();
    return documents;
  }

  private void compare(Schema schema, Json document, String name) {
    List<com.networknt.schema.Error> errors =
        schema.validate(
            document.canonical(),
            InputFormat.JSON,
            (com.networknt.schema.ExecutionContext context) ->
                context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    DocumentReader.Document read = DocumentReader.read(document);
    List<Fault> faults = new ArrayList<>(read.allFaults());
    read.events().forEach(event -> faults.addAll(event.contradictions()));
    if (errors.isEmpty() && faults.isEmpty()) {
      acceptedByBoth++;
    } else if (!errors.isEmpty() && !faults.isEmpty()) {
      refusedByBoth++;
    } else if (faults.isEmpty()) {
      differ(name + ": refused by the schema only: " + errors.getFirst());
    } else {
      faults.stream()
          .filter(fault -> !isBeyond(fault, document))
          .findFirst()
          .ifPresentOrElse(
              fault -> differ(name + ": refused by the reader only: " + fault),
              () -> beyond.merge(faults.getFirst().code(), 1, Integer::sum));
    }
  }

  /**
   * Whether no schema sees it. Of two fields this one sees less than it could: it takes any word of
   * GS1's own vocabulary if it is written as a Web URI, and anything for a persistentDisposition of
   * an event that is no ObjectEvent.
   */
  private static boolean isBeyond(Fault fault, Json document) {
    return BEYOND.contains(fault.code())
        || fault.pointer().contains("/persistentDisposition")
        || (fault.code() == Fault.Code.WORD
            && at(document, fault.pointer()) instanceof JsonText text
            && text.value().startsWith("https://ref.gs1.org/cbv/"));
  }

  private static Json at(Json document, String pointer) {
    Json at = document;
    for (String name : pointer.substring(1).split("/", -1)) {
      at =
          switch (at) {
            case JsonObject object -> object.members().get(name);
            case JsonArray array -> array.values().get(Integer.parseInt(name));
            default -> throw new AssertionError(pointer + " leads nowhere");
          };
    }
    return at;
  }

  private void differ(String what) {
    differences++;
    if (differences <= MOST_SHOWN) {
      softly.fail(what);
    }
  }
}
