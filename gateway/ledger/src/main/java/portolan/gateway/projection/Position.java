// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How far a projection has come, kept beside its data so that both change in one commit. Every
 * projection writes it here; a test looks after that.
 */
public final class Position {
  /** The table that a projection in SQL has for it. */
  public static final String TABLE = "projection_position";

  /** What makes the table. */
  static final List<String> STATEMENTS =
      List.of(
          """
          create table if not exists projection_position (
            name varchar(64) primary key,
            version int not null,
            next_block bigint not null)
          """);

  private static final String NEXT_BLOCK = "nextBlock";
  private static final String VERSION = "version";

  private Position() {}

  /**
   * Reads it.
   *
   * @return number of the first block that is not in the projection; empty if what is there was
   *     made by another version
   */
  public static OptionalLong read(Connection c, String name, int version) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "select next_block from projection_position where name = ? and version = ?")) {
      s.setString(1, name);
      s.setInt(2, version);
      try (ResultSet r = s.executeQuery()) {
        return r.next() ? OptionalLong.of(r.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  /** Writes it; the caller commits. */
  public static void write(Connection c, String name, int version, long next) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "update projection_position set version = ?, next_block = ? where name = ?")) {
      s.setInt(1, version);
      s.setLong(2, next);
      s.setString(3, name);
      if (s.executeUpdate() > 0) {
        return;
      }
    }
    try (PreparedStatement s =
        c.prepareStatement(
            "insert into projection_position (name, version, next_block) values (?, ?, ?)")) {
      s.setString(1, name);
      s.setInt(2, version);
      s.setLong(3, next);
      s.executeUpdate();
    }
  }

  /**
   * As {@link #read(Connection, String, int)}, of a projection that has a file of maps to itself.
   * One that says no version is of the first.
   */
  public static OptionalLong read(Map<String, Long> map, int version) {
    return map.getOrDefault(VERSION, 1L) == version
        ? OptionalLong.of(map.getOrDefault(NEXT_BLOCK, 0L))
        : OptionalLong.empty();
  }

  /** As {@link #write(Connection, String, int, long)}, of one in maps. */
  public static void write(Map<String, Long> map, int version, long next) {
    map.put(VERSION, (long) version);
    map.put(NEXT_BLOCK, next);
  }
}
