// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.journal;

import java.nio.file.Path;
import java.sql.SQLException;

/** Opens generated journals for programs of other packages. */
public final class WalletFiles {
  private WalletFiles() {}

  /** What is measured in an open journal. */
  @FunctionalInterface
  public interface Use {
    /** Uses the notes. */
    void of(NoteIndex notes) throws SQLException;
  }

  /** Opens a journal as so many trades leave it. */
  public static void generated(Path folder, int trades, Use use) throws SQLException {
    try (JournalStore store = GeneratedWallet.of(folder, trades)) {
      use.of(store.notes());
    }
  }
}
