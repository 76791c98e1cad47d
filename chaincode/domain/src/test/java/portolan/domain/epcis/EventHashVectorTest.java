// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import portolan.domain.Vectors;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;

/** The hashes of the reference program for the JSON forms of its documents. */
class EventHashVectorTest {
  private static final String FOLDER = "traceability/cbv-event-hash";

  @Test
  void everyEventHasTheHashOfTheReferenceProgram() throws IOException {
    Optional<Path> folder = Vectors.folder(FOLDER);
    assumeTrue(folder.isPresent());
    List<Path> documents;
    try (Stream<Path> files = Files.list(folder.get())) {
      documents = files.filter(file -> file.toString().endsWith(".jsonld")).sorted().toList();
    }
    int hashes = 0;
    for (Path file : documents) {
      Path expected = beside(file, ".hashes");
      Path texts = beside(file, ".prehashes");
      JsonObject document = Fields.parse("", Files.readAllBytes(file)).json();
      Context context = Context.of(document.member("@context").orElseThrow());
      Set<String> ignored = EventHash.ignoredFields(document);
      List<JsonObject> events = events(document);
      if (Files.exists(texts)) {
        assertThat(events.stream().map(e -> EventHash.text(e, context, ignored)))
            .as(file.toString())
            .containsExactlyElementsOf(Files.readAllLines(texts));
      }
      assertThat(events.stream().map(e -> EventHash.of(e, context, ignored)))
          .as(file.toString())
          .containsExactlyElementsOf(Files.readAllLines(expected));
      hashes += events.size();
    }
    System.out.println(
        FOLDER
            + ": "
            + documents.size()
            + " JSON documents, "
            + hashes
            + " hashes agree; XML: not yet");
    assertThat(hashes).isGreaterThan(20);
  }

  private static Path beside(Path file, String ending) {
    String name = file.getFileName().toString();
    return file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ending);
  }

  private static List<JsonObject> events(JsonObject document) {
    Fields body = Fields.of("", document).object("epcisBody");
    Fields list =
        body.has("queryResults") ? body.object("queryResults").object("resultsBody") : body;
    return list.objects("eventList", 1, 100).stream().map(Fields::json).toList();
  }
}
