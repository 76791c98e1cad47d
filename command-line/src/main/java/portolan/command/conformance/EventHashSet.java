// SPDX-License-Identifier: Apache-2.0
package portolan.command.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.epcis.Context;
import portolan.domain.epcis.EventHash;

/**
 * Hashes of events (CBV 2.0, section 8.9) as the reference program computes them: beside {@code
 * NAME.jsonld} or {@code NAME.xml} a line of {@code NAME.hashes} for each event.
 */
final class EventHashSet implements VectorSet {
  private static final int MAX_EVENTS = 10_000;

  @Override
  public String folder() {
    return "cbv-event-hash";
  }

  @Override
  public List<Finding> judge(Path folder) throws IOException {
    List<Finding> findings =
        new ArrayList<>(VectorSet.each(VectorSet.files(folder, ".jsonld"), EventHashSet::hashes));
    for (Path file : VectorSet.files(folder, ".xml")) {
      findings.add(new Finding(file.getFileName().toString(), Verdict.NOT_YET, "XML"));
    }
    for (Path file : VectorSet.files(folder.resolve("expected-equal"), ".xml")) {
      findings.add(new Finding("expected-equal/" + file.getFileName(), Verdict.NOT_YET, "XML"));
    }
    return findings;
  }

  private static List<Finding> hashes(Path file) throws IOException {
    JsonObject document = Fields.parse("", Files.readAllBytes(file)).json();
    Context context = Context.of(document.member("@context").orElseThrow());
    Set<String> ignored = EventHash.ignoredFields(document);
    String name = file.getFileName().toString();
    List<String> expected =
        Files.readAllLines(
            file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".hashes"));
    List<JsonObject> events = events(document);
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < Math.max(events.size(), expected.size()); i++) {
      String what = name + " event " + i;
      String right = i < expected.size() ? expected.get(i) : "no hash";
      String found = i < events.size() ? EventHash.of(events.get(i), context, ignored) : "no event";
      findings.add(
          found.equals(right)
              ? Finding.accepted(what)
              : Finding.wrong(what, "expected " + right + ", found " + found));
    }
    return findings;
  }

  private static List<JsonObject> events(JsonObject document) {
    Fields body = Fields.of("", document).object("epcisBody");
    Fields list =
        body.has("queryResults") ? body.object("queryResults").object("resultsBody") : body;
    return list.objects("eventList", 1, MAX_EVENTS).stream().map(Fields::json).toList();
  }
}
