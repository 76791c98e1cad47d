// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import portolan.gateway.health.HealthSource;
import portolan.gateway.store.FileDatabase;
import portolan.gateway.store.Schema;
import portolan.gateway.store.StoreFile;

/**
 * The database of one projection: its tables, and its position among them. When it was made by
 * another version it is emptied as it is opened.
 */
public final class ProjectionStore implements HealthSource, AutoCloseable {
  private final String name;
  private final int version;
  private final FileDatabase database;

  /**
   * Opens it in a folder, or makes it.
   *
   * @param schema its own tables; that of the position comes with this
   */
  public ProjectionStore(Path directory, StoreFile file, String name, int version, Schema schema)
      throws SQLException {
    this(directory, file, name, version, schema, c -> OptionalLong.empty());
  }

  /**
   * As {@link #ProjectionStore(Path, StoreFile, String, int, Schema)}.
   *
   * @param before the position in what a release has left that knew no steps; empty if it left
   *     nothing that can be used
   */
  public ProjectionStore(
      Path directory,
      StoreFile file,
      String name,
      int version,
      Schema schema,
      FileDatabase.Work<OptionalLong> before)
      throws SQLException {
    this.name = name;
    this.version = version;
    Schema whole = withPosition(schema);
    database =
        new FileDatabase(
            directory,
            file,
            c -> {
              whole.refuseNewer(c, file, directory);
              OptionalLong left = whole.isMade(c) ? OptionalLong.empty() : before.in(c);
              boolean usable =
                  whole.isMade(c) ? Position.read(c, name, version).isPresent() : left.isPresent();
              if (!usable) {
                whole.drop(c);
              }
              whole.bring(c, file, directory);
              if (Position.read(c, name, version).isEmpty()) {
                // Last: what a crash leaves behind half-way is emptied again.
                Position.write(c, name, version, left.orElse(0));
              }
              return null;
            });
  }

  private static Schema withPosition(Schema schema) {
    List<String> tables = new ArrayList<>(schema.tables());
    tables.add(Position.TABLE);
    List<List<String>> steps = new ArrayList<>(schema.steps());
    List<String> first = new ArrayList<>(Position.STATEMENTS);
    first.addAll(steps.getFirst());
    steps.set(0, first);
    return new Schema(tables, steps);
  }

  /** Number of the first block that is not in it. */
  public long position(Connection c) throws SQLException {
    OptionalLong its = Position.read(c, name, version);
    if (its.isEmpty()) {
      throw new SQLException("the position of the " + name + " is missing");
    }
    return its.getAsLong();
  }

  /** Writes it, in the transaction that writes what belongs to it. */
  public void moveTo(Connection c, long next) throws SQLException {
    Position.write(c, name, version, next);
  }

  /** As {@link FileDatabase#transaction(FileDatabase.Work)}. */
  public <T> T transaction(FileDatabase.Work<T> work) throws SQLException {
    return database.transaction(work);
  }

  /** As {@link FileDatabase#read(FileDatabase.Work)}. */
  public <T> T read(FileDatabase.Work<T> work) throws SQLException {
    return database.read(work);
  }

  @Override
  public Optional<String> trouble() {
    return database.trouble();
  }

  @Override
  public void close() {
    database.close();
  }
}
