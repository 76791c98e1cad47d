// SPDX-License-Identifier: Apache-2.0
package portolan.domain.recall;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * How many objects each recall has somewhere: of an order ({@code held/}), or in a parent. Recalls
 * without any are not in it.
 *
 * @param counts of at least 1, by recall
 */
public record RecallCounts(SortedMap<String, Long> counts) {
  /** Of nothing. */
  public static final RecallCounts NONE = new RecallCounts(new TreeMap<>());

  private static final long LIMIT = (1L << 53) - 1;

  /** Copies the map. */
  public RecallCounts {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  /** The recalls. */
  public Set<String> recalls() {
    return counts.keySet();
  }

  /** Whether there is none. */
  public boolean isNone() {
    return counts.isEmpty();
  }

  /** So many more, or less; never less than none. */
  public RecallCounts plus(String recallId, long number) {
    SortedMap<String, Long> changed = new TreeMap<>(counts);
    long sum = changed.getOrDefault(recallId, 0L) + number;
    if (sum > 0) {
      changed.put(recallId, sum);
    } else {
      changed.remove(recallId);
    }
    return new RecallCounts(changed);
  }

  /** Only these recalls. */
  public RecallCounts only(Set<String> recalls) {
    SortedMap<String, Long> left = new TreeMap<>(counts);
    left.keySet().retainAll(recalls);
    return new RecallCounts(left);
  }

  /** Reads an object whose members are all recalls. */
  public static RecallCounts fromJson(Fields fields) {
    SortedMap<String, Long> counts = new TreeMap<>();
    for (String recall : new TreeSet<>(fields.json().members().keySet())) {
      if (Format.QUALIFIED.accepts(recall)) {
        counts.put(recall, fields.integer(recall, 1, LIMIT));
      }
    }
    fields.end();
    return new RecallCounts(counts);
  }

  /** An object with a member for each recall. */
  public JsonObject toJson() {
    JsonObject.Builder json = Json.object();
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      json.put(count.getKey(), count.getValue());
    }
    return json.build();
  }
}
