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

  private final Map<Space, NavigableMap<String, Entry>> spaces = new HashMap<>();

  /** The entry of a key, null when it does not exist. */
  public Entry get(Space space, String key) {
    return spaces.getOrDefault(space, NOTHING).get(key);
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
    return cut(spaces.getOrDefault(space, NOTHING), start, end);
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
      NavigableMap<String, Entry> keys = spaces.get(space);
      if (keys != null) {
        keys.remove(key);
      }
    } else {
      spaces.computeIfAbsent(space, s -> new TreeMap<>(KeyOrder.INSTANCE)).put(key, entry);
    }
  }

  /** All that exists, by space and key. */
  public Map<Space, NavigableMap<String, Entry>> spaces() {
    return java.util.Collections.unmodifiableMap(spaces);
  }
}
