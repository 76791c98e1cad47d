// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are damaged, or in use by others, are told of in one line that says what to do. */
class StoreDamageTest {
  @TempDir Path folder;

  private FileDatabase open(StoreFile file) throws SQLException {
    return new FileDatabase(
        folder,
        file,
        c -> {
          try (Statement s = c.createStatement()) {
            return s.execute(
                "create table if not exists t (id int primary key, note varchar(1000))");
          }
        });
  }

  private void fill(StoreFile file) throws SQLException {
    try (FileDatabase database = open(file)) {
      for (int i = 0; i < 20; i++) {
        int id = i;
        database.transaction(
            c -> {
              try (Statement s = c.createStatement()) {
                return s.executeUpdate("insert into t values (" + id + ", repeat('x', 1000))");
              }
            });
      }
    }
  }

  private void damage(StoreFile file, long from, int length, long seed) throws IOException {
    byte[] noise = new byte[length];
    new Random(seed).nextBytes(noise);
    try (RandomAccessFile its = new RandomAccessFile(file.in(folder).toFile(), "rw")) {
      its.seek(from);
      its.write(noise);
    }
  }

  @ParameterizedTest
  @EnumSource(StoreFile.class)
  void aDamagedFileIsToldOfWithWhatToDo(StoreFile file) throws Exception {
    fill(file);
    damage(file, 0, (int) Files.size(file.in(folder)), 1);

    assertThatThrownBy(() -> open(file))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.getMessage().lines()).hasSize(1);
              assertThat(e.getMessage()).contains(file.in(folder).toString() + " is damaged");
              if (file == StoreFile.OUTBOX) {
                assertThat(e.getMessage())
                    .contains("cannot be built anew")
                    .doesNotContain("move it away");
              } else {
                assertThat(e.getMessage()).contains("move it away");
              }
            });
    Files.delete(file.in(folder));
    fill(file);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void whereverItIsDamagedItOpensOrSaysSoInOneLine(int seed) throws Exception {
    StoreFile file = StoreFile.JOURNAL;
    fill(file);
    Random random = new Random(seed);
    long size = Files.size(file.in(folder));
    damage(file, random.nextLong(size), 1 + random.nextInt(8_000), seed);

    try (FileDatabase database = open(file)) {
      assertThat(database.trouble()).isEmpty();
    } catch (StoreException e) {
      assertThat(e.getMessage()).contains(file.in(folder).toString() + " is damaged");
      assertThat(e.getMessage().lines()).hasSize(1);
    }
  }

  @Test
  void aFileThatAnotherProgramHasOpenIsToldOf() throws Exception {
    fill(StoreFile.OUTBOX);
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HoldingProcess.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("open");
      assertThatThrownBy(() -> open(StoreFile.OUTBOX))
          .isInstanceOf(StoreException.class)
          .hasMessage(
              "the outbox in " + StoreFile.OUTBOX.in(folder) + " is in use by another process");
      assertThatThrownBy(() -> DataFolder.take(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is in use by another gateway (process " + other.pid() + " on ");
    } finally {
      other.destroyForcibly().waitFor();
    }
    DataFolder.take(folder).close();
    open(StoreFile.OUTBOX).close();
  }

  /** Has a folder and its outbox open until it is ended. */
  static final class HoldingProcess {
    private HoldingProcess() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      DataFolder taken = DataFolder.take(folder);
      FileDatabase database = new FileDatabase(folder, StoreFile.OUTBOX, c -> null);
      System.out.println("open");
      Thread.currentThread().join();
      database.close();
      taken.close();
    }
  }
}
