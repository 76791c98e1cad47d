package portolan.gateway.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A costly reading that many may want at once. Everybody gets one that began after they asked, and
 * all who wait for the next one share it, so no more than one runs at a time.
 */
final class SharedReading<T> {
  /** What is read; may block. */
  @FunctionalInterface
  interface Reading<T> {
    T read() throws ApiException;
  }

  private final Reading<T> reading;
  private final ReentrantLock running = new ReentrantLock();

  /** The one that has not begun, guarded by this object's monitor. */
  private CompletableFuture<T> next;

  SharedReading(Reading<T> reading) {
    this.reading = reading;
  }

  /** The result of a reading that began after this call. Blocks. */
  T get() throws ApiException {
    CompletableFuture<T> own = new CompletableFuture<>();
    CompletableFuture<T> shared = join(own);
    if (shared == own) {
      run(own);
    }
    try {
      return shared.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ApiException refused) {
        throw refused;
      }
      throw e;
    }
  }

  private synchronized CompletableFuture<T> join(CompletableFuture<T> own) {
    if (next == null) {
      next = own;
    }
    return next;
  }

  private synchronized void begin() {
    next = null;
  }

  private void run(CompletableFuture<T> own) {
    running.lock();
    try {
      begin();
      own.complete(reading.read());
    } catch (ApiException | RuntimeException | Error e) {
      own.completeExceptionally(e);
    } finally {
      running.unlock();
    }
  }
}
