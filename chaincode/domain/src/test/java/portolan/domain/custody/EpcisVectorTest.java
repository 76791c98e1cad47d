// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import portolan.domain.Vectors;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.RefusedException;
import portolan.domain.worldstate.RefusalCode;

/**
 * The EPCIS documents of OpenEPCIS, event by event. Most of them move no possession; what is not
 * understood is refused by field, never by an accident.
 */
class EpcisVectorTest {

  @Test
  void everyEventOfOthersIsReadOrRefusedByField() throws IOException {
    Optional<Path> folder = Vectors.folder("traceability/openepcis");
    assumeTrue(folder.isPresent());
    Map<String, Integer> outcomes = new TreeMap<>();
    for (String name : List.of("json-valid/documents", "json-invalid")) {
      List<Path> files;
      try (Stream<Path> listed = Files.list(folder.get().resolve(name))) {
        files = listed.filter(file -> file.toString().endsWith(".json")).sorted().toList();
      }
      assertThat(files).isNotEmpty();
      for (Path file : files) {
        Fields document = Fields.parse("", Files.readAllBytes(file));
        if (document.json().members().get("epcisBody") instanceof JsonObject body) {
          for (Fields event : Fields.of("epcisBody", body).objects("eventList", 0, 100)) {
            outcomes.merge(outcome(event), 1, Integer::sum);
          }
        }
      }
    }
    System.out.println("traceability/openepcis: " + outcomes);
    assertThat(outcomes.values().stream().mapToInt(n -> n).sum()).isGreaterThan(20);
  }

  private static String outcome(Fields event) {
    try {
      return CustodyEvent.fromJson(event).getClass().getSimpleName();
    } catch (RefusedException e) {
      assertThat(e.refusal().code()).isEqualTo(RefusalCode.INVALID_ARGUMENT.name());
      assertThat(e.refusal().field()).startsWith(event.path() + ".");
      return "refused for " + e.refusal().field().substring(event.path().length() + 1);
    }
  }
}
