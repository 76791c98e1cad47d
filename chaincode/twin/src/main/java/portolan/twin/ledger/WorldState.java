// SPDX-License-Identifier: Apache-2.0
package portolan.twin.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The committed state of one peer: the latest entry of every key that exists. Not safe for
 * concurrent use; its owner guards it.
 */
public final class WorldState {
  private static final NavigableMap<String, Entry> NOTHING =
      java.util.Collections.unmodifiableNavigableMap(new TreeMap<>(KeyOrder.INSTANCE));

  private final Map<Space, Keys> spaces = new HashMap<>();

  /** The keys of one space: hashed to look one up, and sorted once somebody asks for a range. */
  private static final class Keys {
    private final Map<String, Entry> entries = new HashMap<>();
    private NavigableMap<String, Entry> sorted;

    /** Readers that share their owner's guard may come here at the same time. */
    private synchronized NavigableMap<String, Entry> sorted() {
      if (sorted == null) {
        sorted = new TreeMap<>(KeyOrder.INSTANCE);
        sorted.putAll(entries);
      }
      return sorted;
    }

    private synchronized void put(String key, Entry entry) {
      entries.put(key, entry);
      if (sorted != null) {
        sorted.put(key, entry);
      }
    }

    private synchronized void remove(String key) {
      entries.remove(key);
      if (sorted != null) {
        sorted.remove(key);
      }
    }
  }

  /** The entry of a key, null when it does not exist. */
  public Entry get(Space space, String key) {
    Keys keys = spaces.get(space);
    return keys == null ? null : keys.entries.get(key);
  }

  /** The version of a key, null when it does not exist. */
  public Version version(Space space, String key) {
    Entry entry = get(space, key);
    return entry == null ? null : entry.version();
  }

  /**
   * The keys from the first (included) to the last (excluded).
   *
   * @param start empty for the first of all
   * @param end empty for no end
   */
  public NavigableMap<String, Entry> range(Space space, String start, String end) {
    Keys keys = spaces.get(space);
    return keys == null ? NOTHING : cut(keys.sorted(), start, end);
  }

  /** As {@link #range}, of any ordered keys. */
  static NavigableMap<String, Entry> cut(
      NavigableMap<String, Entry> keys, String start, String end) {
    if (end.isEmpty()) {
      return keys.tailMap(start, true);
    }
    return KeyOrder.INSTANCE.compare(start, end) >= 0
        ? NOTHING
        : keys.subMap(start, true, end, false);
  }

  /** Writes one block's updates. */
  public void apply(UpdateBatch updates) {
    updates.forEach(this::put);
  }

  /** Writes or deletes one key. */
  public void put(Space space, String key, Entry entry) {
    if (entry.isDeletion()) {
      Keys keys = spaces.get(space);
      if (keys != null) {
        keys.remove(key);
      }
    } else {
      spaces.computeIfAbsent(space, s -> new Keys()).put(key, entry);
    }
  }
}
