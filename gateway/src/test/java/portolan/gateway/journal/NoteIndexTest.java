package portolan.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.journal.OwnNote;

/** What a payment and a list read of the index does not depend on how many trades there were. */
final class NoteIndexTest {
  private static final Currency GBP = new Currency("GBP");
  private static final int FEW = 10;
  private static final int MANY = 100_000;
  private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");

  @TempDir private Path folder;

  private static List<NoteIndex.Filter> filters() {
    List<NoteIndex.Filter> filters = new ArrayList<>();
    for (Optional<NoteState> state :
        List.of(
            Optional.<NoteState>empty(),
            Optional.of(NoteState.VOID),
            Optional.of(NoteState.SPENDABLE),
            Optional.of(NoteState.GATED))) {
      for (Optional<Currency> currency :
          List.of(
              Optional.<Currency>empty(), Optional.of(GBP), Optional.of(new Currency("EUR")))) {
        for (Optional<String> subject :
            List.of(Optional.<String>empty(), Optional.of("escrow/E7"))) {
          filters.add(new NoteIndex.Filter(state, currency, subject));
        }
      }
    }
    return filters;
  }

  /** Rows that the database reads for each question. */
  private Map<String, Long> rowsRead(int trades) throws Exception {
    Path file = Files.createDirectory(folder.resolve("of" + trades));
    GeneratedWallet.of(file, trades).close();
    Map<String, Long> rows = new LinkedHashMap<>();
    try (Connection c =
        DriverManager.getConnection("jdbc:h2:file:" + file.resolve("journal"), "gateway", "")) {
      String bank = GeneratedWallet.BANK;
      rows.put("largest", rowsRead(c, NoteIndex.LARGEST, bank, "GBP", 100));
      rows.put("smallest", rowsRead(c, NoteIndex.SMALLEST, bank, "GBP", 5));
      rows.put("at least", rowsRead(c, NoteIndex.AT_LEAST, bank, "GBP", 1_020, 1));
      for (NoteIndex.Filter filter : filters()) {
        List<Object> values = filter.values();
        values.add("");
        values.add(6);
        rows.put(filter.toString(), rowsRead(c, filter.sql(), values.toArray()));
      }
    }
    return rows;
  }

  private static long rowsRead(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement s = connection.prepareStatement("explain analyze " + sql)) {
      for (int i = 0; i < values.length; i++) {
        s.setObject(i + 1, values[i]);
      }
      try (ResultSet r = s.executeQuery()) {
        assertThat(r.next()).isTrue();
        Matcher scanned = SCANNED.matcher(r.getString(1));
        assertThat(scanned.find()).as(r.getString(1)).isTrue();
        return Long.parseLong(scanned.group(1));
      }
    }
  }

  @Test
  void aPaymentAndAListReadAsManyRowsAfter100000TradesAsAfter10() throws Exception {
    Map<String, Long> few = rowsRead(FEW);
    Map<String, Long> many = rowsRead(MANY);
    assertThat(many).isEqualTo(few);
    assertThat(few.values()).allSatisfy(rows -> assertThat(rows).isLessThanOrEqualTo(101));
  }

  @Test
  void theOrdersAreThoseThatAPaymentLooksFor() throws Exception {
    try (JournalStore store = GeneratedWallet.of(folder, FEW)) {
      NoteIndex notes = store.notes();
      assertThat(notes.largest(GeneratedWallet.BANK, GBP, 3))
          .extracting(n -> n.amount().minorUnits())
          .containsExactly(1_049L, 1_048L, 1_047L);
      assertThat(notes.smallest(GeneratedWallet.BANK, GBP, 2))
          .extracting(n -> n.amount().minorUnits())
          .containsExactly(1_000L, 1_001L);
      assertThat(notes.atLeast(GeneratedWallet.BANK, new Money(GBP, 1_020), 2))
          .extracting(n -> n.amount().minorUnits())
          .containsExactly(1_020L, 1_021L);
      assertThat(notes.largest("OtherBankMSP", GBP, 3)).isEmpty();
      assertThat(notes.named(List.of("M1.1", "E1.CHANGE.1"))).containsOnlyKeys("M1.1");
    }
  }

  @Test
  void pagesShowEveryNoteOnceInTheOrderOfTheirIds() throws Exception {
    try (JournalStore store = GeneratedWallet.of(folder, 120)) {
      List<String> ids = new ArrayList<>();
      String after = "";
      List<OwnNote> page;
      do {
        page = store.notes().page(NoteIndex.Filter.NONE, after, 50);
        page.forEach(note -> ids.add(note.noteId()));
        after = page.isEmpty() ? after : page.getLast().noteId();
      } while (!page.isEmpty());
      assertThat(ids).hasSize(170).isSorted().doesNotHaveDuplicates();
    }
  }
}
