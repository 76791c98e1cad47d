// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * A journal as so many trades leave it whose void notes were never cleared away: of each the note
 * that paid it, spent, and the note of its refund, void. Beside them some notes that can be spent.
 */
final class GeneratedWallet {
  static final String MEMBER = "PlatformMSP";
  static final String BANK = "BankMSP";

  /** Worth 1,000 to 1,049. */
  static final int SPENDABLE = 50;

  private GeneratedWallet() {}

  static JournalStore of(Path folder, int trades) throws SQLException {
    new JournalStore(folder, MEMBER).close();
    try (Connection connection =
        DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("journal"), "gateway", "")) {
      connection.setAutoCommit(false);
      try (PreparedStatement spent =
              connection.prepareStatement(
                  "insert into own_note (note_id, state, issuer, currency, amount, salt, account,"
                      + " reference, booked_in, spent_in) select 'PlatformMSP/E' || x ||"
                      + " '.CHANGE.1', 'SPENT', 'BankMSP', 'GBP', mod(x * 37, 10007) + 1, '',"
                      + " 'ESCROW', 'PlatformMSP/E' || x, x, x + 1 from system_range(1, ?)");
          PreparedStatement wallet =
              connection.prepareStatement(
                  "insert into own_note (note_id, state, issuer, currency, amount, salt, account,"
                      + " reference, gate, subject) select 'PlatformMSP/E' || x || '.REFUNDED.1',"
                      + " 'VOID', 'BankMSP', 'GBP', mod(x * 37, 10007) + 1, repeat('0', 64),"
                      + " 'ESCROW', 'PlatformMSP/E' || x, '{\"escrowId\":\"PlatformMSP/E' || x ||"
                      + " '\",\"outcome\":\"REFUNDED\"}', 'escrow/PlatformMSP/E' || x from"
                      + " system_range(1, ?)");
          PreparedStatement free =
              connection.prepareStatement(
                  "insert into own_note (note_id, state, issuer, currency, amount, salt, account,"
                      + " reference, booked_in) select 'BankMSP/M' || x || '.1', 'SPENDABLE',"
                      + " 'BankMSP', 'GBP', 999 + x, repeat('0', 64), 'ISSUE', 'BankMSP/M' || x, x"
                      + " from system_range(1, ?)")) {
        spent.setInt(1, trades);
        spent.executeUpdate();
        wallet.setInt(1, trades);
        wallet.executeUpdate();
        free.setInt(1, SPENDABLE);
        free.executeUpdate();
      }
      connection.commit();
    }
    return new JournalStore(folder, MEMBER);
  }
}
