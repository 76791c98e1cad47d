// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.h2.engine.Constants;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import portolan.gateway.health.HealthSource;

/**
 * A database in one file. One thread does everything that is to be done in it, and writes to the
 * file once for all that came meanwhile. Whoever waits for it may be interrupted; this thread never
 * is, because a thread that is interrupted while it reads or writes a file closes that file for
 * all.
 *
 * <p>A write that fails (a full disk) closes the file. It is opened again by itself; until that
 * succeeds everything is refused, and {@link #trouble} says why. What had been written is there
 * again, what failed is not.
 *
 * <p>Every few seconds what was written is forced to the disk, beside the work. The space of what
 * was deleted is used again once what came after it is there for certain: between writes the same
 * thread moves, a little at a time, what is left of pages that are mostly empty.
 */
public final class FileDatabase implements HealthSource, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(FileDatabase.class.getName());

  /** Nothing comes after this. */
  private static final Task<Void> END = new Task<>(c -> null, Optional.empty());

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** Commits after which space is reclaimed, and how long nothing may come before it is. */
  private static final int COMMITS_BETWEEN_COMPACTIONS = 64;

  private static final Duration IDLE = Duration.ofSeconds(1);

  /** Pages are moved when less than this part of the file is in use; so much at a time. */
  private static final int FILL_PERCENT = 60;

  private static final int COMPACTED_BYTES = 4 << 20;

  /** Of each connection: all that are done again and again. H2 keeps eight. */
  private static final int PARSED_STATEMENTS = 128;

  /** Questions that are answered at a time. */
  private static final int READERS = 2;

  /** How often it is forced to the disk, while something is written. */
  private static final Duration BETWEEN_SYNCS = Duration.ofSeconds(3);

  /** Until space is used again: well after the next sync, or long if the disk is slow to answer. */
  private static final Duration RETENTION = Duration.ofSeconds(10);

  private static final Duration LONG_RETENTION = Duration.ofSeconds(45);

  /** Forces the files of all databases, so that their own threads need not wait for the disk. */
  private static final Executor SYNCS =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("forcing to the disk").factory());

  private final Path directory;
  private final StoreFile file;
  private final Work<?> opening;
  private final LinkedBlockingQueue<Task<?>> tasks = new LinkedBlockingQueue<>();
  private final Thread thread;

  /** Written by the thread alone from here on; empty while the file is closed by a failure. */
  private volatile Optional<Open> open;

  private final List<Work<?>> doubts = new ArrayList<>();
  private int commits;
  private final AtomicBoolean syncing = new AtomicBoolean();
  private long syncBegunNanos;
  private volatile long syncedNanos = System.nanoTime();

  /** One for each reading thread. */
  private final LinkedBlockingQueue<Reading> idle = new LinkedBlockingQueue<>();

  private Optional<ExecutorService> readers = Optional.empty();
  private Duration pause = FIRST_PAUSE;
  private long nextTryNanos;
  private volatile String trouble = "";
  private boolean closed;

  private record Open(Connection connection, MVStore store) {}

  /** Held to read by those who read, and to write while the file is closed or opened. */
  private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

  /**
   * Opens it, or makes it.
   *
   * @param opening what is to be done whenever the file was opened: its tables are made, say
   * @throws StoreException if it cannot be opened; the message says what to do
   */
  public FileDatabase(Path directory, StoreFile file, Work<?> opening) throws SQLException {
    this.directory = directory;
    this.file = file;
    this.opening = opening;
    try {
      open = Optional.of(open());
    } catch (StoreException e) {
      throw e;
    } catch (SQLException | IOException | RuntimeException e) {
      throw new StoreException(StoreFailures.describe(file, directory, e), e);
    }
    thread = Thread.ofPlatform().daemon().name(file.base()).start(this::serve);
  }

  /** What is done in the connection. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it; the caller commits. */
    T in(Connection connection) throws SQLException;
  }

  private static final class Task<T> {
    private final Work<T> work;
    private final Optional<Work<?>> undoing;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private T result;

    Task(Work<T> work, Optional<Work<?>> undoing) {
      this.work = work;
      this.undoing = undoing;
    }

    void run(Connection connection) throws SQLException {
      result = work.in(connection);
    }

    void committed() {
      done.complete(result);
    }
  }

  private Open open() throws SQLException, IOException {
    file.protect(directory);
    // A commit is in the file when it returns. Closing does not tidy up: that took many seconds.
    Connection connection = connect();
    try {
      connection.setAutoCommit(false);
      MVStore store =
          ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession())
              .getDatabase()
              .getStore()
              .getMvStore();
      Object unused = opening.in(connection);
      for (Work<?> doubt : doubts) {
        unused = doubt.in(connection);
      }
      connection.commit();
      doubts.clear();
      return new Open(connection, store);
    } catch (SQLException | RuntimeException e) {
      abandon(connection);
      throw e;
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:h2:file:"
            + directory.toAbsolutePath().resolve(file.base())
            + ";WRITE_DELAY=0;MAX_COMPACT_TIME=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0"
            + ";QUERY_CACHE_SIZE="
            + PARSED_STATEMENTS,
        "gateway",
        "");
  }

  /** A connection to read in, for one question at a time. */
  private final class Reading {
    private Optional<Open> of = Optional.empty();
    private Connection connection;

    /** In the file as it is open now; the lock is held. */
    Connection in(Open now) throws SQLException {
      if (of.isEmpty() || of.get().store() != now.store()) {
        connection = connect();
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Constants.TRANSACTION_SNAPSHOT);
        of = Optional.of(now);
      }
      return connection;
    }
  }

  /**
   * Answers a question from what is committed when it begins, beside what is being written.
   *
   * @param work reads, and writes nothing
   * @throws SQLException if it failed, or the database is closed
   */
  public <T> T read(Work<T> work) throws SQLException {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      readers()
          .execute(
              () -> {
                Reading reading = idle.remove();
                try {
                  answer.complete(answer(work, reading));
                } catch (SQLException | RuntimeException | Error e) {
                  answer.completeExceptionally(e);
                } finally {
                  idle.add(reading);
                }
              });
    } catch (RejectedExecutionException e) {
      throw new SQLException(file.title() + " is closed", e);
    }
    return joined(answer);
  }

  private <T> T answer(Work<T> work, Reading reading) throws SQLException {
    inUse.readLock().lock();
    try {
      Optional<Open> now = open;
      if (now.isPresent() && !now.get().store().isClosed()) {
        Connection connection = reading.in(now.get());
        try {
          return work.in(connection);
        } catch (SQLException | RuntimeException e) {
          if (!now.get().store().isClosed()) {
            throw e;
          }
          LOG.log(Level.FINE, e, () -> file.title() + " was closed by a failure");
        } finally {
          if (!now.get().store().isClosed()) {
            connection.rollback();
          }
        }
      }
    } finally {
      inUse.readLock().unlock();
    }
    // The thread that writes finds out what is wrong, and opens the file again.
    return transaction(work);
  }

  private ExecutorService readers() throws SQLException {
    synchronized (tasks) {
      if (closed) {
        throw new SQLException(file.title() + " is closed");
      }
      if (readers.isEmpty()) {
        for (int i = 0; i < READERS; i++) {
          idle.add(new Reading());
        }
        readers =
            Optional.of(
                Executors.newFixedThreadPool(
                    READERS,
                    Thread.ofPlatform().daemon().name(file.base() + " reading ", 0).factory()));
      }
      return readers.get();
    }
  }

  /**
   * Does it: all of it, or nothing if it fails. When this returns it is in the file.
   *
   * @throws SQLException if it failed, or the database is closed
   */
  public <T> T transaction(Work<T> work) throws SQLException {
    return await(new Task<>(work, Optional.empty()));
  }

  /**
   * As {@link #transaction(Work)}, for work that must not be in the file when this throws.
   *
   * @param undoing makes sure of that, when the file is opened again after a commit of which nobody
   *     knows how far it came; run whether the work is in the file or not
   */
  public <T> T transaction(Work<T> work, Work<?> undoing) throws SQLException {
    return await(new Task<>(work, Optional.of(undoing)));
  }

  private <T> T await(Task<T> task) throws SQLException {
    synchronized (tasks) {
      if (closed) {
        throw new SQLException(file.title() + " is closed");
      }
      tasks.add(task);
    }
    return joined(task.done);
  }

  private static <T> T joined(CompletableFuture<T> answer) throws SQLException {
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException failed) {
        throw new SQLException(failed.getMessage(), failed);
      }
      throw e;
    }
  }

  @Override
  public Optional<String> trouble() {
    return Optional.of(trouble).filter(why -> !why.isEmpty());
  }

  private void serve() {
    List<Task<?>> batch = new ArrayList<>();
    try {
      while (true) {
        await(batch);
        boolean last = batch.removeIf(t -> t == END);
        if (open.isEmpty()) {
          reopen();
        }
        if (!batch.isEmpty()) {
          commit(batch);
        }
        reclaim(batch.isEmpty());
        batch.clear();
        if (last) {
          shutDown();
          return;
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  /** Waits for something to do, no longer than until there is something to do without it. */
  private void await(List<Task<?>> batch) throws InterruptedException {
    Task<?> first;
    if (open.isEmpty()) {
      first = tasks.poll(Math.max(0, nextTryNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    } else if (commits > 0) {
      first = tasks.poll(IDLE.toNanos(), TimeUnit.NANOSECONDS);
    } else {
      first = tasks.take();
    }
    if (first != null) {
      batch.add(first);
      tasks.drainTo(batch);
    }
  }

  private void commit(List<Task<?>> batch) {
    if (open.isEmpty()) {
      SQLException refusal = new StoreException(trouble, null);
      batch.forEach(t -> t.done.completeExceptionally(refusal));
      return;
    }
    Connection connection = open.get().connection();
    List<Task<?>> succeeded = new ArrayList<>(batch.size());
    try {
      for (Task<?> task : batch) {
        Savepoint before = batch.size() > 1 ? connection.setSavepoint() : null;
        try {
          task.run(connection);
          succeeded.add(task);
        } catch (SQLException | RuntimeException | Error e) {
          // Also an error: this thread goes on, or all others would wait for ever.
          if (open.get().store().isClosed()) {
            throw e;
          }
          if (before == null) {
            connection.rollback();
          } else {
            connection.rollback(before);
          }
          task.done.completeExceptionally(e);
        }
      }
      connection.commit();
    } catch (SQLException | RuntimeException | Error e) {
      // It may be in the file all the same, or a part of it in memory: only the file tells.
      succeeded.forEach(t -> t.undoing.ifPresent(doubts::add));
      broken(e);
      SQLException refusal = new StoreException(trouble, e);
      batch.forEach(t -> t.done.completeExceptionally(refusal));
      return;
    }
    commits++;
    succeeded.forEach(Task::committed);
    sync();
  }

  private void sync() {
    MVStore store = open.orElseThrow().store();
    long now = System.nanoTime();
    if (!syncing.get() && now - syncBegunNanos > BETWEEN_SYNCS.toNanos()) {
      syncing.set(true);
      syncBegunNanos = now;
      SYNCS.execute(
          () -> {
            try {
              store.sync();
              // What was written before it began is on the disk.
              syncedNanos = now;
            } catch (RuntimeException e) {
              LOG.log(Level.FINE, e, () -> file.title() + " was not forced to the disk");
            } finally {
              syncing.set(false);
            }
          });
    }
    boolean inTime = now - syncedNanos < RETENTION.toNanos() - BETWEEN_SYNCS.toNanos();
    store.setRetentionTime((int) (inTime ? RETENTION : LONG_RETENTION).toMillis());
  }

  private void broken(Throwable failure) {
    Open was = open.orElseThrow();
    inUse.writeLock().lock();
    try {
      abandon(was.connection());
      was.store().closeImmediately();
      open = Optional.empty();
    } finally {
      inUse.writeLock().unlock();
    }
    pause = FIRST_PAUSE;
    nextTryNanos = System.nanoTime() + pause.toNanos();
    tell(failure);
  }

  /** Once for each reason. */
  private void tell(Throwable failure) {
    String why = StoreFailures.describe(file, directory, failure);
    if (!why.equals(trouble)) {
      trouble = why;
      LOG.log(Level.SEVERE, "{0}; it is tried again until it works", why);
      LOG.log(Level.FINE, "the cause", failure);
    }
  }

  private void reopen() {
    if (System.nanoTime() - nextTryNanos < 0) {
      return;
    }
    try {
      open = Optional.of(open());
      LOG.log(Level.WARNING, "{0} works again", file.title());
      trouble = "";
    } catch (SQLException | IOException | RuntimeException | Error e) {
      tell(e);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
      nextTryNanos = System.nanoTime() + pause.toNanos();
    }
  }

  /** Uses the space of what was deleted again, a little of it at a time. */
  private void reclaim(boolean idle) {
    if (open.isEmpty() || (!idle && commits < COMMITS_BETWEEN_COMPACTIONS)) {
      return;
    }
    try {
      boolean more = open.get().store().compact(FILL_PERCENT, COMPACTED_BYTES);
      commits = idle && more ? 1 : 0;
    } catch (MVStoreException e) {
      broken(e);
    }
  }

  /** Closes what a failure has closed, or what is to be read anew from the file. */
  private static void abandon(Connection connection) {
    try (connection;
        Statement s = connection.createStatement()) {
      s.execute("shutdown immediately");
    } catch (SQLException | RuntimeException e) {
      LOG.log(Level.FINE, "a database was closed before", e);
    }
  }

  private void shutDown() {
    if (open.isEmpty()) {
      return;
    }
    inUse.writeLock().lock();
    try (Connection connection = open.get().connection();
        Statement s = connection.createStatement()) {
      open = Optional.empty();
      s.execute("shutdown");
    } catch (SQLException | RuntimeException e) {
      // The file is consistent after every commit; closing it tidily only speeds up the next start.
      LOG.log(Level.FINE, e, () -> file.title() + " was not shut down tidily");
    } finally {
      inUse.writeLock().unlock();
    }
  }

  /** What was asked for before is done; what comes later is refused. */
  @Override
  public void close() {
    synchronized (tasks) {
      if (!closed) {
        closed = true;
        readers.ifPresent(ExecutorService::shutdown);
        tasks.add(END);
      }
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
