// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The numbers of names. A name that is new gets the next one. */
final class ObjectNames {
  private final Connection c;
  private long last;

  ObjectNames(Connection c) throws SQLException {
    this.c = c;
    last = Rows.number(c, "select max(id) from provenance_object").orElse(0);
  }

  /** The numbers of these names, by name. */
  Map<String, Long> of(Collection<String> names) throws SQLException {
    Map<String, Long> ids = new HashMap<>();
    if (names.isEmpty()) {
      return ids;
    }
    Collection<String> distinct = new LinkedHashSet<>(names);
    Rows.all(
        c,
        r -> ids.put(r.getString(2), r.getLong(1)),
        "select id, name from provenance_object where name = any(?)",
        distinct);
    List<Object[]> added = new ArrayList<>();
    for (String name : distinct) {
      if (!ids.containsKey(name)) {
        ids.put(name, ++last);
        added.add(new Object[] {last, name});
      }
    }
    Rows.changeAll(c, "insert into provenance_object (id, name) values (?, ?)", added);
    return ids;
  }

  /** The number of a name, if it was ever seen. */
  static OptionalLong find(Connection c, String name) throws SQLException {
    return Rows.number(c, "select id from provenance_object where name = ?", name);
  }
}
