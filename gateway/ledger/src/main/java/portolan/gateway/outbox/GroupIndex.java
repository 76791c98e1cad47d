// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * In which group a request was, for the groups that are kept. In memory, because requests' keys are
 * scattered: an index of them on disk would write a page anew for each of them. After a start it is
 * filled in the background, and who looks for something waits for it.
 *
 * <p>Of a key only 64 bits are kept. Of two that have them in common the later one is found, so
 * whoever looks compares the key.
 */
final class GroupIndex {
  private final Map<Long, Long> groupOfKey = new HashMap<>();

  /** By number of the group: how many members it has. */
  private final Map<Long, Integer> groups = new HashMap<>();

  private final CountDownLatch filled = new CountDownLatch(1);
  private int members;

  private static long hash(String key) {
    return Hashing.sipHash24().hashString(key, StandardCharsets.UTF_8).asLong();
  }

  /** A new group: its members were in no later one. */
  synchronized void add(long group, Collection<String> keys) {
    Long number = group;
    for (String key : keys) {
      groupOfKey.put(hash(key), number);
    }
    count(number, keys.size());
  }

  /** A group that is older than all that were added. */
  synchronized void addEarlier(long group, Collection<String> keys) {
    Long number = group;
    if (!groups.containsKey(number)) {
      for (String key : keys) {
        groupOfKey.putIfAbsent(hash(key), number);
      }
      count(number, keys.size());
    }
  }

  private void count(Long number, int size) {
    Integer before = groups.put(number, size);
    members += size - (before == null ? 0 : before);
  }

  /** Of a group that is kept no longer. */
  synchronized void remove(long group, Collection<String> keys) {
    Integer size = groups.remove(group);
    if (size != null) {
      members -= size;
      for (String key : keys) {
        groupOfKey.remove(hash(key), group);
      }
    }
  }

  /** All that was kept before the start is in it. */
  void filled() {
    filled.countDown();
  }

  boolean isFilled() {
    return filled.getCount() == 0;
  }

  /** The groups in which one of these may be, in order; waits until the index is filled. */
  Set<Long> groupsOf(Collection<String> keys) {
    awaitFilled();
    Set<Long> found = new LinkedHashSet<>();
    synchronized (this) {
      for (String key : keys) {
        Long group = groupOfKey.get(hash(key));
        if (group != null) {
          found.add(group);
        }
      }
    }
    return found;
  }

  private void awaitFilled() {
    boolean interrupted = false;
    while (true) {
      try {
        filled.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Members of all groups that are kept. */
  synchronized int members() {
    return members;
  }

  synchronized int groups() {
    return groups.size();
  }
}
