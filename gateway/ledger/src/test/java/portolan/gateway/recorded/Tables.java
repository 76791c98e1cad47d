// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.recorded;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** What is in the files of a gateway, as text: row by row, in the order of their keys. */
public final class Tables {
  private static final String[][] JOURNAL = {
    {"ledger_time", "block"},
    {"journal_entry", "currency, number"},
    {"journal_posting", "currency, number, place"},
    {"own_note", "note_id"},
    {"unclaimed_note", "note_id"},
    {"opened_gates", "block, place, part"},
    {"redemption", "redemption_id"}
  };

  private Tables() {}

  /** The journal in a folder, which nobody has open. All its notes are to be in their order. */
  public static String journal(Path folder) throws SQLException {
    StringBuilder text = new StringBuilder();
    try (Connection c =
            DriverManager.getConnection(
                "jdbc:h2:file:" + folder.resolve("journal"), "gateway", "");
        Statement s = c.createStatement()) {
      for (String[] table : JOURNAL) {
        text.append(table[0]).append('\n');
        try (ResultSet r =
            s.executeQuery("select * from %s order by %s".formatted(table[0], table[1]))) {
          while (r.next()) {
            for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
              text.append(r.getString(i)).append('\t');
            }
            text.append('\n');
          }
        }
      }
    }
    return text.toString();
  }

  /** The timers in a folder, which nobody has open. */
  public static String timers(Path folder) {
    StringBuilder text = new StringBuilder();
    try (MVStore store =
        new MVStore.Builder()
            .fileName(folder.resolve("keeper.mv.db").toString())
            .readOnly()
            .open()) {
      for (String map : new String[] {"timers", "order"}) {
        MVMap<String, String> its = store.openMap(map);
        its.forEach((key, value) -> text.append(key).append('\t').append(value).append('\n'));
      }
    }
    return text.toString();
  }

  /** SHA-256 of a text, hexadecimal. */
  public static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
