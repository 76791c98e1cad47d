// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of a store, made in numbered steps: a release may add steps, and never changes one
 * that has been released. The store keeps the number of the last step that it has taken; one that
 * has taken more than this release knows is refused, because what they mean is not known.
 *
 * <p>Statements are in SQL that H2 and PostgreSQL share, but for one word: the type {@code
 * {bytes}}. As both may commit after each of them, a step that a crash cut off is taken again: each
 * statement is one that does no harm then ({@code create table if not exists}).
 *
 * @param tables all that the steps make, to drop them
 * @param steps the first makes a new store; tables that an older release made without steps are as
 *     after the first
 */
public record Schema(List<String> tables, List<List<String>> steps) {
  private static final String VERSION_TABLE =
      """
      create table if not exists schema_version (
        only_one int primary key,
        version int not null)
      """;

  public Schema {
    tables = List.copyOf(tables);
    steps = steps.stream().map(List::copyOf).toList();
  }

  /** A database system, and what it calls things. */
  public enum Dialect {
    H2("blob"),
    POSTGRESQL("bytea");

    private final String bytes;

    Dialect(String bytes) {
      this.bytes = bytes;
    }

    String in(String statement) {
      return statement.replace("{bytes}", bytes);
    }
  }

  /** All statements, from the first step on. */
  public List<String> statements(Dialect dialect) {
    return steps.stream().flatMap(List::stream).map(dialect::in).toList();
  }

  /** Whether a step has been taken. */
  public boolean isMade(Connection c) throws SQLException {
    return taken(c) > 0;
  }

  private static int taken(Connection c) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute(VERSION_TABLE);
      try (ResultSet r = s.executeQuery("select version from schema_version")) {
        return r.next() ? r.getInt(1) : 0;
      }
    }
  }

  /**
   * Sees to it that this release knows the tables.
   *
   * @throws StoreException if a later one has made them; the message says what to do
   */
  public void refuseNewer(Connection c, StoreFile file, Path directory) throws SQLException {
    int taken = taken(c);
    if (taken > steps.size()) {
      throw new StoreException(file.newer(directory, taken, steps.size()), null);
    }
  }

  /**
   * Takes the steps that have not been taken.
   *
   * @throws StoreException if the tables are of a later release; the message says what to do
   */
  public void bring(Connection c, StoreFile file, Path directory) throws SQLException {
    refuseNewer(c, file, directory);
    for (int step = taken(c); step < steps.size(); step++) {
      try (Statement s = c.createStatement()) {
        for (String statement : steps.get(step)) {
          s.execute(Dialect.H2.in(statement));
        }
        note(s, step + 1);
      }
    }
  }

  private static void note(Statement s, int step) throws SQLException {
    if (s.executeUpdate("update schema_version set version = " + step) == 0) {
      s.executeUpdate("insert into schema_version (only_one, version) values (1, " + step + ")");
    }
  }

  /** Drops all tables, so that all steps are to be taken again. */
  public void drop(Connection c) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.executeUpdate("delete from schema_version");
      for (String table : tables) {
        s.execute("drop table if exists " + table);
      }
    }
  }
}
