// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import portolan.domain.trace.Conversion;
import portolan.domain.trace.History;
import portolan.domain.trace.Holding;
import portolan.domain.trace.Moment;
import portolan.domain.trace.Stay;

/**
 * The same facts for a fault that spreads to many objects. Most of them never had anything in them
 * and nothing was made of them: that is asked of a thousand at once.
 */
final class SpreadHistory implements History {
  /** Names in one question. */
  static final int CHUNK = 1_000;

  private final Connection c;
  private final History history;
  private final Set<String> known = new HashSet<>();
  private final Set<String> parents = new HashSet<>();
  private final Set<String> inputs = new HashSet<>();

  SpreadHistory(Connection c, History history) {
    this.c = c;
    this.history = history;
  }

  /** Finds out at once which of these can spread anything at all. */
  void look(Collection<String> names) {
    List<String> left = new ArrayList<>(new HashSet<>(names));
    left.removeIf(known::contains);
    try {
      for (List<String> chunk : chunks(left)) {
        Map<Long, String> ids = new HashMap<>();
        Rows.all(
            c,
            r -> ids.put(r.getLong(1), r.getString(2)),
            "select id, name from provenance_object where name = any(?)",
            chunk);
        if (!ids.isEmpty()) {
          add(
              parents,
              ids,
              "select distinct parent_id from provenance_stay where parent_id = any(?)");
          add(
              inputs,
              ids,
              "select distinct object_id from provenance_naming where object_id = any(?)"
                  + " and role = 'INPUT'");
        }
        known.addAll(chunk);
      }
    } catch (SQLException e) {
      throw new IndexHistory.FailedException(e);
    }
  }

  private void add(Set<String> found, Map<Long, String> ids, String question) throws SQLException {
    found.addAll(Rows.all(c, r -> ids.get(r.getLong(1)), question, ids.keySet()));
  }

  static List<List<String>> chunks(List<String> names) {
    List<List<String>> chunks = new ArrayList<>();
    for (int from = 0; from < names.size(); from += CHUNK) {
      chunks.add(names.subList(from, Math.min(from + CHUNK, names.size())));
    }
    return chunks;
  }

  @Override
  public List<Stay> children(String parent, Moment from, Moment to) {
    if (known.contains(parent) && !parents.contains(parent)) {
      return List.of();
    }
    List<Stay> stays = history.children(parent, from, to);
    look(stays.stream().map(Stay::child).toList());
    return stays;
  }

  @Override
  public List<Conversion> madeInto(String input) {
    if (known.contains(input) && !inputs.contains(input)) {
      return List.of();
    }
    List<Conversion> conversions = history.madeInto(input);
    look(conversions.stream().map(Conversion::output).toList());
    return conversions;
  }

  @Override
  public List<Stay> parents(String child, Moment from, Moment to) {
    return history.parents(child, from, to);
  }

  @Override
  public List<Conversion> madeOf(String output) {
    return history.madeOf(output);
  }

  @Override
  public Optional<Stay> lastStay(String child, long upTo) {
    return history.lastStay(child, upTo);
  }

  @Override
  public Optional<Holding> holding(String object, long upTo) {
    return history.holding(object, upTo);
  }
}
