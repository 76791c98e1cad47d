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
import java.sql.Types;
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

  private static final String[][] PROVENANCE = {
    {"provenance_block", "block"},
    {"provenance_event", "number"},
    {"provenance_object", "id"},
    {"provenance_naming", "number, part"},
    {"provenance_stay", "child_id, from_number, known_from"},
    {"provenance_holding", "object_id, number"},
    {"provenance_product", "gtin"},
    {"provenance_recall", "recall_id, number"},
    {"provenance_mark", "recall_id, object_id, from_number"}
  };

  private Tables() {}

  /** The journal in a folder, which nobody has open. All its notes are to be in their order. */
  public static String journal(Path folder) throws SQLException {
    return rows(folder.resolve("journal"), JOURNAL);
  }

  /** The index of events in a folder, which nobody has open. */
  public static String provenance(Path folder) throws SQLException {
    return rows(folder.resolve("provenance"), PROVENANCE);
  }

  private static String rows(Path file, String[][] tables) throws SQLException {
    StringBuilder text = new StringBuilder();
    try (Connection c = DriverManager.getConnection("jdbc:h2:file:" + file, "gateway", "");
        Statement s = c.createStatement()) {
      for (String[] table : tables) {
        text.append(table[0]).append('\n');
        try (ResultSet r =
            s.executeQuery("select * from %s order by %s".formatted(table[0], table[1]))) {
          while (r.next()) {
            for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
              text.append(value(r, i)).append('\t');
            }
            text.append('\n');
          }
        }
      }
    }
    return text.toString();
  }

  private static String value(ResultSet r, int column) throws SQLException {
    return r.getMetaData().getColumnType(column) == Types.BLOB
        ? HexFormat.of().formatHex(r.getBytes(column))
        : r.getString(column);
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
