// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which recalls have marked what, as transactions change it. */
final class MarkRows {
  private final Connection c;

  /** Most ledgers have none for a long time: then nothing is asked. */
  private boolean any;

  MarkRows(Connection c) throws SQLException {
    this.c = c;
    any = Rows.first(c, r -> true, "select 1 from provenance_mark limit 1").isPresent();
  }

  /**
   * The recalls that have marked each of these after a transaction, whatever was so before.
   *
   * @param marks by number of the object or class
   * @param number of the transaction in the order of the ledger
   */
  void write(Map<Long, Set<String>> marks, long number) throws SQLException {
    if (!any && marks.values().stream().allMatch(Set::isEmpty)) {
      return;
    }
    any = true;
    Map<Long, Set<String>> before = new HashMap<>();
    Rows.all(
        c,
        r -> before.computeIfAbsent(r.getLong(1), id -> new HashSet<>()).add(r.getString(2)),
        "select object_id, recall_id from provenance_mark where object_id = any(?)"
            + " and to_number is null",
        marks.keySet());
    List<Object[]> begun = new ArrayList<>();
    List<Object[]> ended = new ArrayList<>();
    marks.forEach(
        (object, recalls) -> {
          Set<String> were = before.getOrDefault(object, Set.of());
          recalls.stream()
              .filter(recall -> !were.contains(recall))
              .forEach(recall -> begun.add(new Object[] {recall, object, number}));
          were.stream()
              .filter(recall -> !recalls.contains(recall))
              .forEach(recall -> ended.add(new Object[] {number, recall, object}));
        });
    Rows.changeAll(
        c,
        "update provenance_mark set to_number = ? where recall_id = ? and object_id = ?"
            + " and to_number is null",
        ended);
    Rows.changeAll(
        c,
        "insert into provenance_mark (recall_id, object_id, from_number) values (?, ?, ?)",
        begun);
  }
}
