// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import portolan.acceptance.differential.script.Operation;

/** The keys that a program has used, so that all that is known of them can be asked. */
final class KnownKeys {
  private static final Set<String> PUBLIC =
      Set.of("get", "put", "fill", "del", "setPolicy", "setBadPolicy", "differ");
  private static final Set<String> PRIVATE = Set.of("pget", "pput", "pdel", "ppurge", "psetPolicy");

  private final SortedMap<String, SortedSet<String>> keys = new TreeMap<>();

  void learn(String definition, List<Operation> operations) {
    for (Operation operation : operations) {
      if (PUBLIC.contains(operation.name())) {
        add(definition, operation.field(0));
      } else if (PRIVATE.contains(operation.name())) {
        add(definition + "/" + operation.field(0), operation.field(1));
      } else if (operation.name().equals("call")) {
        learn(
            operation.field(0),
            operation.fields().stream().skip(1).map(Operation::decode).toList());
      }
    }
  }

  private void add(String space, String key) {
    keys.computeIfAbsent(space, s -> new TreeSet<>()).add(key);
  }

  /** Of a definition's public state, or, as {@code definition/collection}, of private data. */
  SortedSet<String> of(String space) {
    return keys.getOrDefault(space, new TreeSet<>());
  }

  /** The collections of a definition of which keys are known. */
  List<String> collections(String definition) {
    return keys.keySet().stream()
        .filter(s -> s.startsWith(definition + "/"))
        .map(s -> s.substring(definition.length() + 1))
        .toList();
  }
}
