// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import portolan.gateway.projection.ProjectionStore;
import portolan.gateway.store.FileDatabase;
import portolan.gateway.store.StoreFile;

/** The index on disk: what blocks bring and the position after them are written together. */
final class IndexStore implements AutoCloseable {
  private final ProjectionStore database;

  /** Opens it in a folder, or makes it. */
  IndexStore(Path directory) throws SQLException {
    database =
        new ProjectionStore(
            directory,
            StoreFile.PROVENANCE,
            EventIndex.NAME,
            EventIndex.VERSION,
            IndexTables.SCHEMA);
  }

  long position() throws SQLException {
    return database.transaction(database::position);
  }

  /**
   * Takes the next blocks over, all or none.
   *
   * @return number of the first block that is not in it
   */
  long take(List<CapturingBlock> blocks) throws SQLException {
    return database.transaction(
        c -> {
          long next = database.position(c);
          IndexWriter writer = new IndexWriter(c);
          for (CapturingBlock block : blocks) {
            if (block.number() != next) {
              throw new IllegalStateException(
                  "expected block " + next + ", found " + block.number());
            }
            writer.write(block);
            next++;
          }
          database.moveTo(c, next);
          return next;
        });
  }

  <T> T read(FileDatabase.Work<T> work) throws SQLException {
    try {
      return database.read(work);
    } catch (IndexHistory.FailedException e) {
      throw e.failure();
    }
  }

  Optional<String> trouble() {
    return database.trouble();
  }

  @Override
  public void close() {
    database.close();
  }
}
