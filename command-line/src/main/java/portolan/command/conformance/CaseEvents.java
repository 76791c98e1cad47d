// SPDX-License-Identifier: Apache-2.0
package portolan.command.conformance;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;

/**
 * The events of a step, written out. An entry is an event, or a pattern of events:
 *
 * <ul>
 *   <li>{@code {"repeat":n,"from":m,"event":{..}}}: n events, each with its number for {@code
 *       {{i}}}, five digits.
 *   <li>{@code {"epcRange":n,"from":m,"field":"epcList","epc":"..{{i}}","event":{..}}}: one event
 *       with n objects.
 *   <li>{@code {"pad":n,"field":"example:note","event":{..}}}: one event with a text of n
 *       characters.
 * </ul>
 */
final class CaseEvents {
  private static final int MOST = 100_000;
  private static final int MAX_PAD = 10_000_000;
  private static final String NUMBER = "{{i}}";
  private static final Format NAME = Format.of("a name", "[A-Za-z:]+", 100);
  private static final Format TEXT = Format.of("a text", "[!-~]+", 300);
  private static final JsonArray EPCIS =
      JsonArray.of(
          List.of(Json.text("https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld")));

  private CaseEvents() {}

  /** An EPCIS document with the events of this step. */
  static String document(Fields step) {
    JsonArray events =
        JsonArray.of(
            step.values("events", 1, MOST).stream()
                .flatMap(entry -> events(Fields.of(step.path("events"), entry)).stream())
                .toList());
    Json context = step.has("context") ? step.json("context") : EPCIS;
    return Json.object()
        .put("@context", context)
        .put("type", "EPCISDocument")
        .put("schemaVersion", "2.0")
        .put("creationDate", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("epcisBody", Json.object().put("eventList", events).build())
        .build()
        .canonical();
  }

  private static List<Json> events(Fields entry) {
    if (entry.has("repeat")) {
      String pattern = entry.object("event").json().canonical();
      return numbers(entry, "repeat").map(n -> Json.parse(pattern.replace(NUMBER, n))).toList();
    }
    if (entry.has("epcRange")) {
      String pattern = entry.text("epc", TEXT);
      List<Json> epcs =
          numbers(entry, "epcRange").map(n -> Json.text(pattern.replace(NUMBER, n))).toList();
      return List.of(filled(entry, JsonArray.of(epcs)));
    }
    if (entry.has("pad")) {
      int length = Math.toIntExact(entry.integer("pad", 1, MAX_PAD));
      return List.of(filled(entry, Json.text("x".repeat(length))));
    }
    return List.of(entry.json());
  }

  private static Stream<String> numbers(Fields entry, String count) {
    int from = entry.has("from") ? Math.toIntExact(entry.integer("from", 0, MOST)) : 0;
    int n = Math.toIntExact(entry.integer(count, 1, MOST));
    return IntStream.range(from, from + n).mapToObj(i -> String.format(Locale.ROOT, "%05d", i));
  }

  private static JsonObject filled(Fields entry, Json value) {
    return entry.object("event").json().toBuilder()
        .replace(entry.text("field", NAME), value)
        .build();
  }
}
