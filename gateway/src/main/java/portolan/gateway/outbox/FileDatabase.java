package portolan.gateway.outbox;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A database in one file. One thread does everything that is to be done in it, and writes to the
 * file once for all that came meanwhile. Whoever waits for it may be interrupted; this thread never
 * is, because a thread that is interrupted while it reads or writes a file closes that file for
 * all.
 */
public final class FileDatabase implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(FileDatabase.class.getName());

  /** Nothing comes after this. */
  private static final Task<Void> END = new Task<>(c -> null);

  private final String name;
  private final Connection connection;
  private final LinkedBlockingQueue<Task<?>> tasks = new LinkedBlockingQueue<>();
  private final Thread thread;
  private boolean closed;

  /**
   * Opens it, or makes it.
   *
   * @param name of the file, without its ending
   */
  public FileDatabase(Path directory, String name) throws SQLException {
    this.name = name;
    connection =
        DriverManager.getConnection(
            "jdbc:h2:file:" + directory.resolve(name) + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE",
            "gateway",
            "");
    connection.setAutoCommit(false);
    thread = Thread.ofPlatform().daemon().name(name).start(this::serve);
  }

  /** What is done in the connection. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it; the caller commits. */
    T in(Connection connection) throws SQLException;
  }

  private static final class Task<T> {
    private final Work<T> work;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private T result;

    Task(Work<T> work) {
      this.work = work;
    }

    void run(Connection connection) throws SQLException {
      result = work.in(connection);
    }

    void committed() {
      done.complete(result);
    }
  }

  /**
   * Does it: all of it, or nothing if it fails. When this returns it is in the file.
   *
   * @throws SQLException if it failed, or the database is closed
   */
  public <T> T transaction(Work<T> work) throws SQLException {
    Task<T> task = new Task<>(work);
    synchronized (tasks) {
      if (closed) {
        throw new SQLException("the database " + name + " is closed");
      }
      tasks.add(task);
    }
    try {
      return task.done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException failed) {
        throw new SQLException(failed.getMessage(), failed);
      }
      throw e;
    }
  }

  private void serve() {
    List<Task<?>> batch = new ArrayList<>();
    try {
      while (true) {
        batch.add(tasks.take());
        tasks.drainTo(batch);
        boolean last = batch.removeIf(t -> t == END);
        commit(batch);
        batch.clear();
        if (last) {
          return;
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void commit(List<Task<?>> batch) {
    List<Task<?>> succeeded = new ArrayList<>(batch.size());
    try {
      for (Task<?> task : batch) {
        Savepoint before = batch.size() > 1 ? connection.setSavepoint() : null;
        try {
          task.run(connection);
          succeeded.add(task);
        } catch (SQLException | RuntimeException | Error e) {
          // Also an error: this thread goes on, or all others would wait for ever.
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
      rollBack();
      batch.forEach(t -> t.done.completeExceptionally(e));
      return;
    }
    succeeded.forEach(Task::committed);
  }

  private void rollBack() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      LOG.log(Level.WARNING, e, () -> "the database " + name + " could not be rolled back");
    }
  }

  /** What was asked for before is done; what comes later is refused. */
  @Override
  public void close() {
    synchronized (tasks) {
      if (closed) {
        return;
      }
      closed = true;
      tasks.add(END);
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    try (Statement s = connection.createStatement()) {
      s.execute("shutdown");
    } catch (SQLException e) {
      // The file is consistent after every commit; closing it tidily only speeds up the next start.
      LOG.log(Level.FINE, e, () -> "the database " + name + " was not shut down tidily");
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
