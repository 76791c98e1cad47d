// SPDX-License-Identifier: Apache-2.0
package portolan.domain.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import portolan.domain.Vectors;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonText;

/** What recalls reach in histories that others have written down: the files N02. */
class RecallVectorTest {
  /** {@code lot L1 1 kg}: the lot, and how much of it. */
  private static final Pattern AMOUNT = Pattern.compile("(lot \\S+) .*");

  private static final Pattern LOT = Pattern.compile("lot \\S+");
  private static final Pattern PLACE =
      Pattern.compile("in (\\S+) at ([^,\\s]+)(?:, ([0-9:]+) to ([0-9:]+))?.*");
  private static final Pattern BEFORE = Pattern.compile(".*as of a block before (\\S+)");
  private static final Pattern CORRECTED =
      Pattern.compile(
          ".*but (\\S+)'s record was declared erroneous and corrected to outputs (.+) only");

  private static List<Path> files() throws IOException {
    Optional<Path> folder = Vectors.folder("traceability/cases");
    assumeTrue(folder.isPresent());
    try (Stream<Path> files = Files.list(folder.get())) {
      return files
          .filter(file -> file.getFileName().toString().matches("N02.*\\.json"))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyRecallReachesWhatItMustAndNothingElse() throws IOException {
    int recalls = 0;
    for (Path file : files()) {
      Fields story = Fields.parse("", Files.readAllBytes(file));
      List<Fields> edges = story.objects("edges", 1, 1000);
      String former = "";
      for (Fields recall : story.objects("recalls", 1, 100)) {
        // "The same" is what the recall before was of.
        String what =
            recall.text("what", 300).replaceFirst("^the same", Matcher.quoteReplacement(former));
        former = what.replaceFirst(",? as of a block .*", "");
        assertThat(affected(edges, what))
            .as(file.getFileName() + ": " + what)
            .isEqualTo(new TreeSet<>(texts(recall, "affected")))
            .doesNotContainAnyElementsOf(texts(recall, "mustNot"));
        recalls++;
      }
    }
    assertThat(recalls).isPositive();
    System.out.println(recalls + " recalls");
  }

  private static Set<String> affected(List<Fields> edges, String what) {
    if (LOT.matcher(what).matches()) {
      Set<String> affected = new TreeSet<>(Affected.by(what, history(edges, what)).keySet());
      affected.remove(what);
      return affected;
    }
    Matcher place = PLACE.matcher(what);
    assertThat(place.matches()).as("a recall in words that are known: " + what).isTrue();
    String object = place.group(1);
    Moment from =
        place.group(3) == null
            ? seen(edges, object, place.group(2))
            : new Moment(time(place.group(3)), Long.MIN_VALUE);
    Moment to =
        place.group(4) == null
            ? seenNext(edges, object, from)
            : new Moment(time(place.group(4)), Long.MIN_VALUE);
    return new TreeSet<>(Affected.by(object, from, to, history(edges, what)).keySet());
  }

  private static Moment seen(List<Fields> edges, String object, String place) {
    return edges.stream()
        .filter(e -> e.has("observe") && e.object("observe").text("object", 50).equals(object))
        .filter(e -> e.object("observe").text("place", 50).equals(place))
        .map(e -> new Moment(time(e.text("time", 10)), Long.MIN_VALUE))
        .findFirst()
        .orElseThrow();
  }

  /** It was there until it was seen elsewhere. */
  private static Moment seenNext(List<Fields> edges, String object, Moment from) {
    return edges.stream()
        .filter(e -> e.has("observe") && e.object("observe").text("object", 50).equals(object))
        .map(e -> new Moment(time(e.text("time", 10)), Long.MIN_VALUE))
        .filter(moment -> moment.isAfter(from))
        .min(Moment::compareTo)
        .orElse(Moment.END);
  }

  private static Instant time(String text) {
    return Instant.ofEpochSecond(LocalTime.parse(text).toSecondOfDay());
  }

  private static List<String> texts(Fields fields, String name) {
    List<String> texts = new ArrayList<>();
    for (Json json : fields.values(name, 0, 100)) {
      texts.add(((JsonText) json).value());
    }
    return texts;
  }

  /** As far as the recall has it. */
  private static HistoryInMemory history(List<Fields> edges, String what) {
    Matcher before = BEFORE.matcher(what);
    Matcher corrected = CORRECTED.matcher(what);
    Optional<String> unknown = before.matches() ? Optional.of(before.group(1)) : Optional.empty();
    HistoryInMemory history = new HistoryInMemory();
    long order = 0;
    Set<String> never = new TreeSet<>();
    for (Fields edge : edges) {
      Moment moment = new Moment(time(edge.text("time", 10)), ++order);
      if (edge.has("transform")) {
        List<String> outputs = texts(edge.object("transform"), "out");
        if (corrected.matches() && corrected.group(1).equals(edge.text("event", 20))) {
          List<String> right = Arrays.asList(corrected.group(2).split(", ", -1));
          outputs.stream().filter(o -> !right.contains(o)).forEach(never::add);
          outputs = right;
        }
        for (String input : texts(edge.object("transform"), "in")) {
          for (String output : outputs) {
            history.conversions.add(
                new Conversion(AMOUNT.matcher(input).replaceFirst("$1"), moment, output, moment));
          }
        }
      } else if (edge.has("add")) {
        Fields add = edge.object("add");
        for (String child : texts(add, "children")) {
          history.stays.add(new Stay(child, add.text("parent", 50), moment, Optional.empty()));
        }
      } else if (edge.has("delete") && !unknown.equals(Optional.of(edge.text("event", 20)))) {
        List<String> children = texts(edge.object("delete"), "children");
        history.stays.replaceAll(
            s ->
                s.to().isEmpty() && children.contains(s.child())
                    ? new Stay(s.child(), s.parent(), s.from(), Optional.of(moment))
                    : s);
      }
    }
    // What was never made was in nothing either.
    history.stays.removeIf(s -> never.contains(s.child()));
    return history;
  }
}
