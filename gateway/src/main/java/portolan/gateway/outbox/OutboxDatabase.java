package portolan.gateway.outbox;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * The database of an outbox, one file. It has threads of its own: whoever waits for it may be
 * interrupted, and a thread that is interrupted while it reads or writes a file closes that file
 * for all.
 */
final class OutboxDatabase implements AutoCloseable {
  private static final int THREADS = 4;
  private static final Logger LOG = Logger.getLogger(OutboxDatabase.class.getName());

  private final JdbcConnectionPool pool;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("outbox-", 0).factory());

  OutboxDatabase(Path directory) {
    pool =
        JdbcConnectionPool.create(
            "jdbc:h2:file:" + directory.resolve("outbox") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE",
            "gateway",
            "");
  }

  /** What is done in one connection. */
  @FunctionalInterface
  interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  /** Does it in a transaction: all of it, or nothing if it fails. */
  <T> T transaction(Work<T> work) throws SQLException {
    try {
      return CompletableFuture.supplyAsync(() -> committed(work), threads).join();
    } catch (RejectedExecutionException e) {
      throw new SQLException("the outbox is closed", e);
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException failed) {
        throw failed;
      }
      throw e;
    }
  }

  private <T> T committed(Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T done = work.in(connection);
        connection.commit();
        return done;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  /** What is under way is finished; what comes later is refused. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warning("the outbox is still being written");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Connection c = pool.getConnection();
        Statement s = c.createStatement()) {
      s.execute("shutdown");
    } catch (SQLException e) {
      // The file is consistent after every commit; closing it tidily only speeds up the next start.
      LOG.log(Level.FINE, "outbox not shut down tidily", e);
    }
    pool.dispose();
  }
}
