// SPDX-License-Identifier: Apache-2.0
package portolan.twin.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What the valid transactions of one block write; the last write to a key counts. */
public final class UpdateBatch {
  private final Map<Space, Map<String, Entry>> updates = new LinkedHashMap<>();

  /** Receives every update. */
  @FunctionalInterface
  public interface Visitor {
    /** One key's update; the entry may be a deletion. */
    void update(Space space, String key, Entry entry);
  }

  /** The update of a key, which may be a deletion; null when the block does not touch it. */
  public Entry get(Space space, String key) {
    Map<String, Entry> keys = updates.get(space);
    return keys == null ? null : keys.get(key);
  }

  /** Adds a write or a deletion. */
  public void put(Space space, String key, Entry entry) {
    updates.computeIfAbsent(space, s -> new LinkedHashMap<>()).put(key, entry);
  }

  /** The updates within a range, deletions among them; bounds as in {@link WorldState#range}. */
  public NavigableMap<String, Entry> range(Space space, String start, String end) {
    NavigableMap<String, Entry> keys = new TreeMap<>(KeyOrder.INSTANCE);
    keys.putAll(updates.getOrDefault(space, Map.of()));
    return WorldState.cut(keys, start, end);
  }

  /** Shows all updates. */
  public void forEach(Visitor visitor) {
    updates.forEach(
        (space, keys) -> keys.forEach((key, entry) -> visitor.update(space, key, entry)));
  }
}
