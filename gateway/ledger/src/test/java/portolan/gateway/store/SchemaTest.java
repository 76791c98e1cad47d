// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Steps are taken once, in their order, and a store that has taken more than are known is refused.
 */
class SchemaTest {
  private static final List<String> FIRST =
      List.of("create table if not exists parcel (id varchar(20) primary key, seal {bytes})");
  private static final List<String> SECOND =
      List.of(
          "alter table parcel add column if not exists weight bigint default 7 not null",
          "insert into parcel (id) values ('by the second step')");

  @TempDir private Path folder;

  private FileDatabase open(List<List<String>> steps) throws SQLException {
    Schema schema = new Schema(List.of("parcel"), steps);
    return new FileDatabase(
        folder,
        StoreFile.STATEMENTS,
        c -> {
          schema.bring(c, StoreFile.STATEMENTS, folder);
          return null;
        });
  }

  private static List<String> rows(FileDatabase database, String columns) throws SQLException {
    return database.read(
        c -> {
          try (Statement s = c.createStatement();
              ResultSet r = s.executeQuery("select " + columns + " from parcel order by id")) {
            List<String> rows = new ArrayList<>();
            while (r.next()) {
              rows.add(r.getString(1));
            }
            return rows;
          }
        });
  }

  private static void insert(FileDatabase database, String id) throws SQLException {
    database.transaction(
        c -> {
          try (Statement s = c.createStatement()) {
            return s.executeUpdate("insert into parcel (id) values ('" + id + "')");
          }
        });
  }

  @Test
  void aLaterReleaseTakesTheStepsThatAreNewAndEachOnce() throws Exception {
    try (FileDatabase database = open(List.of(FIRST))) {
      insert(database, "a");
    }
    for (int opened = 0; opened < 2; opened++) {
      try (FileDatabase database = open(List.of(FIRST, SECOND))) {
        assertThat(rows(database, "id || ' ' || weight"))
            .containsExactly("a 7", "by the second step 7");
      }
    }
  }

  @Test
  void anEarlierReleaseRefusesWhatALaterOneHasWrittenAndLeavesItAsItIs() throws Exception {
    open(List.of(FIRST, SECOND)).close();
    assertThatThrownBy(() -> open(List.of(FIRST)))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "the store of bank statements in "
                + StoreFile.STATEMENTS.in(folder)
                + " was written by a later release (its tables are of version 2, expected 1 or"
                + " less): start that release, or a later one");
    try (FileDatabase database = open(List.of(FIRST, SECOND))) {
      assertThat(rows(database, "id")).containsExactly("by the second step");
    }
  }

  @Test
  void tablesOfAReleaseThatKnewNoStepsAreAsAfterTheFirst() throws Exception {
    try (FileDatabase database =
        new FileDatabase(
            folder,
            StoreFile.STATEMENTS,
            c -> {
              try (Statement s = c.createStatement()) {
                return s.execute("create table parcel (id varchar(20) primary key, seal blob)");
              }
            })) {
      insert(database, "old");
    }
    try (FileDatabase database = open(List.of(FIRST, SECOND))) {
      assertThat(rows(database, "id")).containsExactly("by the second step", "old");
    }
  }

  @Test
  void theOneWordThatDiffersIsReplaced() {
    Schema schema = new Schema(List.of("parcel"), List.of(FIRST));
    assertThat(schema.statements(Schema.Dialect.H2).getFirst()).contains("seal blob");
    assertThat(schema.statements(Schema.Dialect.POSTGRESQL).getFirst()).contains("seal bytea");
  }
}
