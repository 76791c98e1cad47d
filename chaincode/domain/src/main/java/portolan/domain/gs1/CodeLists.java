// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The lists of codes that linters look into. */
final class CodeLists {
  private static final Map<String, Set<String>> LISTS = read();

  private CodeLists() {}

  static boolean has(String list, String code) {
    return LISTS.get(list).contains(code);
  }

  static Set<String> codes(String list) {
    return LISTS.get(list);
  }

  private static Map<String, Set<String>> read() {
    Map<String, Set<String>> lists = new TreeMap<>();
    for (String line : Resource.lines("code-lists.txt")) {
      int colon = line.indexOf(':');
      String[] codes = line.substring(colon + 1).strip().split(" ", -1);
      lists.put(line.substring(0, colon), Set.of(codes));
    }
    return lists;
  }
}
