// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.timers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import portolan.domain.settlement.timing.Timer;
import portolan.domain.worldstate.SettlementKeys;
import portolan.gateway.projection.Position;
import portolan.gateway.store.StoreFailures;
import portolan.gateway.store.StoreFile;

/**
 * The timers of all gates on disk, and how far the chain was read: both change in one commit of the
 * file, so that a crash loses no timer and leaves none behind. Without the file the chain is read
 * from its first block.
 *
 * <p>Maps without SQL, because every delivery on the ledger takes a timer away. Not for several
 * threads at a time, nor for a thread that is interrupted: that would close the file.
 *
 * <p>A write that fails (a full disk) closes the file and throws; the next call opens it again, as
 * it was before that write. Whoever calls does the same once more.
 */
final class TimerStore implements AutoCloseable {
  private static final int CACHE_MEGABYTES = 8;
  private static final int COMMITS_BETWEEN_COMPACTIONS = 1_000;
  private static final int FILL_PERCENT = 60;
  private static final int COMPACTED_BYTES = 4 << 20;

  /** A timer and the moment at which this member acts. */
  record Entry(Timer timer, Instant actAt) {}

  /** What is kept of a gate's timer; the gate's key has the rest. */
  private record Kept(Timer.Call call, long endsAt, long actAt, int attempts) {
    String text() {
      return call.name() + " " + endsAt + " " + actAt + " " + attempts;
    }

    static Kept of(String text) {
      String[] parts = text.split(" ", -1);
      return new Kept(
          Timer.Call.valueOf(parts[0]),
          Long.parseLong(parts[1]),
          Long.parseLong(parts[2]),
          Integer.parseInt(parts[3]));
    }

    /** Sorts by the moment to act; 16 digits last for some time. */
    String place(String gate) {
      return "%016x".formatted(actAt) + gate;
    }
  }

  private final Path directory;
  private MVStore store;
  private MVMap<String, String> timers;

  /** The gates by {@link Kept#place}. */
  private MVMap<String, String> order;

  private MVMap<String, Long> progress;
  private int commits;
  private boolean closed;
  private volatile long size;

  /**
   * Opens it in a folder, or makes it.
   *
   * @throws UncheckedIOException if that fails; the message says what to do
   */
  TimerStore(Path directory) {
    this.directory = directory;
    open();
  }

  private void open() {
    try {
      StoreFile.KEEPER.protect(directory);
      store =
          new MVStore.Builder()
              .fileName(StoreFile.KEEPER.in(directory).toString())
              .cacheSize(CACHE_MEGABYTES)
              .autoCommitDisabled()
              .open();
      timers = store.openMap("timers");
      order = store.openMap("order");
      progress = store.openMap("progress");
      if (Position.read(progress, Timers.VERSION).isEmpty()) {
        timers.clear();
        order.clear();
        Position.write(progress, Timers.VERSION, 0);
        store.commit();
      }
      size = timers.sizeAsLong();
    } catch (IOException | MVStoreException e) {
      throw failed(e);
    }
  }

  private UncheckedIOException failed(Exception e) {
    return new UncheckedIOException(
        new IOException(StoreFailures.describe(StoreFile.KEEPER, directory, e), e));
  }

  private <T> T inFile(Supplier<T> work) {
    if (closed) {
      throw new IllegalStateException(StoreFile.KEEPER.title() + " is closed");
    }
    try {
      if (store.isClosed()) {
        open();
      }
      return work.get();
    } catch (MVStoreException e) {
      // What is in memory and not in the file must not be taken for more than it is.
      store.closeImmediately();
      throw failed(e);
    }
  }

  /** The number of the first block that was not read. */
  long nextBlock() {
    return inFile(() -> Position.read(progress, Timers.VERSION).orElseThrow());
  }

  /** How many timers there are; for any thread. */
  long size() {
    return size;
  }

  /**
   * Takes over what blocks have changed.
   *
   * @param nextBlock number of the first block that is not among them
   * @param changes by key of the gate; nothing for a gate that time does not move any more
   */
  void change(long nextBlock, Map<String, Optional<Entry>> changes) {
    inFile(
        () -> {
          changes.forEach(this::change);
          Position.write(progress, Timers.VERSION, nextBlock);
          store.commit();
          size = timers.sizeAsLong();
          if (++commits % COMMITS_BETWEEN_COMPACTIONS == 0) {
            store.compact(FILL_PERCENT, COMPACTED_BYTES);
          }
          return nextBlock;
        });
  }

  private void change(String gate, Optional<Entry> change) {
    if (change.isPresent()) {
      Timer timer = change.get().timer();
      put(
          gate,
          new Kept(
              timer.call(), timer.at().toEpochMilli(), change.get().actAt().toEpochMilli(), 0));
    } else {
      remove(gate);
    }
  }

  private void put(String gate, Kept kept) {
    String before = timers.put(gate, kept.text());
    if (before != null) {
      order.remove(Kept.of(before).place(gate));
    }
    order.put(kept.place(gate), gate);
  }

  private void remove(String gate) {
    String before = timers.remove(gate);
    if (before != null) {
      order.remove(Kept.of(before).place(gate));
    }
  }

  /**
   * The timers whose moment has come, the most urgent first; each comes again after a while, unless
   * a block takes it away.
   *
   * @param pauses how long after the first time, the second, ...; the last one from then on
   */
  List<Timers.Due> take(Instant now, int limit, List<Duration> pauses) {
    return inFile(() -> takeDue(now, limit, pauses));
  }

  private List<Timers.Due> takeDue(Instant now, int limit, List<Duration> pauses) {
    List<String> gates = new ArrayList<>();
    String after = new Kept(Timer.Call.EXPIRE, 0, now.toEpochMilli() + 1, 0).place("");
    for (String place = order.firstKey();
        place != null && place.compareTo(after) < 0 && gates.size() < limit;
        place = order.higherKey(place)) {
      gates.add(order.get(place));
    }
    List<Timers.Due> due = new ArrayList<>();
    for (String gate : gates) {
      Kept kept = Kept.of(timers.get(gate));
      Duration pause = pauses.get(Math.min(kept.attempts(), pauses.size() - 1));
      put(
          gate,
          new Kept(
              kept.call(), kept.endsAt(), now.plus(pause).toEpochMilli(), kept.attempts() + 1));
      due.add(
          new Timers.Due(
              new Timer(
                  kept.call(), SettlementKeys.idOfGate(gate), Instant.ofEpochMilli(kept.endsAt())),
              kept.attempts()));
    }
    if (!due.isEmpty()) {
      store.commit();
    }
    return due;
  }

  @Override
  public void close() {
    closed = true;
    // What is not committed was never taken over.
    store.closeImmediately();
  }
}
