// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Questions have connections of their own: they hold up no writing, and see one moment. */
class ReadingBesideWritingTest {
  @RegisterExtension final SmallDisk disk = new SmallDisk(16);

  private FileDatabase open() throws SQLException {
    Path folder = disk.folder();
    return new FileDatabase(
        folder,
        StoreFile.JOURNAL,
        c -> execute(c, "create table if not exists parcel (id int primary key, note varchar)"));
  }

  private static int execute(Connection c, String statement) throws SQLException {
    try (Statement s = c.createStatement()) {
      return s.executeUpdate(statement);
    }
  }

  private static long count(Connection c) throws SQLException {
    try (Statement s = c.createStatement();
        ResultSet r = s.executeQuery("select count(*) from parcel")) {
      r.next();
      return r.getLong(1);
    }
  }

  private static int insert(FileDatabase database, int id) throws SQLException {
    return database.transaction(
        c -> execute(c, "insert into parcel values (" + id + ", repeat('x', 1000))"));
  }

  @Test
  void aLongQuestionHoldsUpNoWritingAndSeesWhatWasThereWhenItBegan() throws Exception {
    try (FileDatabase database = open()) {
      insert(database, 1);
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch written = new CountDownLatch(1);
      CompletableFuture<long[]> counts =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return database.read(
                      c -> {
                        long before = count(c);
                        begun.countDown();
                        try {
                          assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
                        } catch (InterruptedException e) {
                          throw new IllegalStateException(e);
                        }
                        return new long[] {before, count(c)};
                      });
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      begun.await();
      assertThat(insert(database, 2)).isEqualTo(1);
      written.countDown();
      assertThat(counts.get(30, TimeUnit.SECONDS)).containsExactly(1, 1);
      assertThat(database.<Long>read(ReadingBesideWritingTest::count)).isEqualTo(2);
    }
  }

  @Test
  void aQuestionWritesNothing() throws Exception {
    try (FileDatabase database = open()) {
      database.read(c -> execute(c, "insert into parcel values (1, 'by a question')"));
      assertThat(database.<Long>read(ReadingBesideWritingTest::count)).isZero();
    }
  }

  @Test
  void afterAFullDiskQuestionsAreAnsweredFromTheFileThatWasOpenedAgain() throws Exception {
    try (FileDatabase database = open()) {
      insert(database, 1);
      assertThat(database.<Long>read(ReadingBesideWritingTest::count)).isEqualTo(1);
      disk.fill();
      assertThatThrownBy(
              () -> {
                for (int id = 2; id < 10_000; id++) {
                  insert(database, id);
                }
              })
          .isInstanceOf(SQLException.class);
      disk.free();
      await()
          .ignoreExceptions()
          .until(() -> database.<Long>read(ReadingBesideWritingTest::count) >= 1);
      insert(database, 20_000);
      assertThat(
              database.<Integer>read(
                  c -> {
                    try (Statement s = c.createStatement();
                        ResultSet r = s.executeQuery("select max(id) from parcel")) {
                      r.next();
                      return r.getInt(1);
                    }
                  }))
          .isEqualTo(20_000);
    }
  }

  @Test
  void aClosedDatabaseAnswersNothing() throws Exception {
    FileDatabase database = open();
    database.close();
    assertThatThrownBy(() -> database.<Long>read(ReadingBesideWritingTest::count))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("is closed");
  }
}
