// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the next groups of a lane, and when and of what they are formed. It ends when
 * nothing has come for a while.
 */
final class LaneQueue {
  private final Grouping grouping;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Object, ArrayDeque<Waiting>> byCaller = new LinkedHashMap<>();
  private int items;
  private int characters;
  private int keys;
  private int inFlight;
  private long oldestNanos;
  private boolean ended;

  LaneQueue(Grouping grouping) {
    this.grouping = grouping;
  }

  /** Adds it; false if this has ended. */
  boolean add(Waiting w) {
    lock.lock();
    try {
      if (ended) {
        return false;
      }
      if (items == 0) {
        oldestNanos = System.nanoTime();
      }
      byCaller.computeIfAbsent(w.caller(), c -> new ArrayDeque<>()).add(w);
      boolean wasFull = isFull();
      count(w, 1);
      if (items == w.items() || (!wasFull && isFull())) {
        changed.signalAll();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes it out; false if it is not here. */
  boolean remove(Waiting w) {
    lock.lock();
    try {
      ArrayDeque<Waiting> its = byCaller.get(w.caller());
      if (its == null || !its.remove(w)) {
        return false;
      }
      if (its.isEmpty()) {
        byCaller.remove(w.caller());
      }
      count(w, -1);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the next group: until something is here and a group may be sent, and then for company
   * unless none is under way. It counts as under way until {@link #ended}.
   *
   * @return empty if nothing came for so long: then this has ended
   */
  List<Waiting> next(Duration idle) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long idleLeft = idle.toNanos();
      while (true) {
        if (inFlight >= grouping.inFlight() || (items == 0 && inFlight > 0)) {
          changed.await();
          continue;
        }
        if (items == 0) {
          if (idleLeft <= 0) {
            ended = true;
            return List.of();
          }
          idleLeft = changed.awaitNanos(idleLeft);
          continue;
        }
        long left = oldestNanos + grouping.linger().toNanos() - System.nanoTime();
        if (inFlight == 0 || isFull() || left <= 0) {
          inFlight++;
          return take();
        }
        var unused = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** A group that was under way has ended. */
  void ended() {
    lock.lock();
    try {
      inFlight--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull() {
    return items >= grouping.maxItems()
        || characters >= grouping.maxCharacters()
        || keys >= grouping.maxKeys();
  }

  private void count(Waiting w, int sign) {
    items += sign * w.items();
    characters += sign * w.contribution().characters();
    keys += sign * w.contribution().keys();
  }

  /** One of each caller in turn, as many as fit; a caller's own stay in their order. */
  private List<Waiting> take() {
    List<Waiting> group = new ArrayList<>();
    int itemsLeft = grouping.maxItems();
    int charactersLeft = grouping.maxCharacters();
    int keysLeft = grouping.maxKeys();
    boolean more = true;
    while (more) {
      more = false;
      for (Iterator<ArrayDeque<Waiting>> callers = byCaller.values().iterator();
          callers.hasNext(); ) {
        ArrayDeque<Waiting> its = callers.next();
        Waiting w = its.peek();
        int size = w.items();
        int length = w.contribution().characters();
        int written = w.contribution().keys();
        boolean fits =
            size <= itemsLeft && length <= charactersLeft && written <= keysLeft && !w.isAlone();
        if (!fits && !group.isEmpty()) {
          continue;
        }
        its.remove();
        if (its.isEmpty()) {
          callers.remove();
        }
        count(w, -1);
        group.add(w);
        if (w.isAlone()) {
          return group;
        }
        itemsLeft -= size;
        charactersLeft -= length;
        keysLeft -= written;
        more = true;
      }
    }
    // Whoever came first this time comes last the next time.
    rotate();
    oldestNanos = System.nanoTime();
    return group;
  }

  private void rotate() {
    if (byCaller.size() > 1) {
      Object first = byCaller.keySet().iterator().next();
      byCaller.put(first, byCaller.remove(first));
    }
  }
}
