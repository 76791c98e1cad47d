// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import portolan.gateway.store.SmallDisk;
import portolan.gateway.store.StoreFile;

/** A journal when its disk is full, and when it is so no longer. */
class JournalOnAFullDiskTest {
  private static final Duration AWHILE = Duration.ofSeconds(60);
  private static final int BLOCKS_BEFORE = 100;

  @RegisterExtension final SmallDisk disk = new SmallDisk(64);
  @TempDir private Path elsewhere;

  private final List<SettlementBlock> history = JournalStoreTest.history(600, 5);

  private void bookFrom(JournalStore store, long first) throws SQLException {
    for (SettlementBlock block : history.subList((int) first, history.size())) {
      store.book(block);
    }
  }

  @Test
  void aBlockThatFindsNoSpaceIsRefusedAndTheJournalGoesOnToTheSameEntries() throws Exception {
    try (JournalStore store = new JournalStore(disk.folder(), JournalStoreTest.MEMBER);
        JournalStore other = new JournalStore(elsewhere, JournalStoreTest.MEMBER)) {
      for (SettlementBlock block : history.subList(0, BLOCKS_BEFORE)) {
        store.book(block);
      }
      disk.fill();
      assertThatThrownBy(() -> bookFrom(store, BLOCKS_BEFORE))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("the journal in " + StoreFile.JOURNAL.in(disk.folder()))
          .hasMessageContaining("No space left on device");
      assertThat(store.trouble()).get().asString().contains("No space left on device");

      disk.free();
      await().atMost(AWHILE).until(() -> store.trouble().isEmpty());
      long position = store.position().next();
      assertThat(position).isBetween((long) BLOCKS_BEFORE, history.size() - 1L);
      bookFrom(store, position);

      bookFrom(other, 0);
      assertThat(JournalStoreTest.all(store)).isNotEmpty().isEqualTo(JournalStoreTest.all(other));
      assertThat(JournalStoreTest.index(store)).isEqualTo(JournalStoreTest.index(other));
    }
    try (JournalStore store = new JournalStore(disk.folder(), JournalStoreTest.MEMBER)) {
      assertThat(store.position().next()).isEqualTo(history.size());
    }
  }
}
