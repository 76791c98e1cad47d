// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.journal;

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

  /** Rows that the database reads for each question. */
  private Map<String, Long> rowsRead(int trades) throws Exception {
    Path file = Files.createDirectory(folder.resolve("of" + trades));
    GeneratedWallet.of(file, trades).close();
    Map<String, Long> rows = new LinkedHashMap<>();
    try (Connection c =
        DriverManager.getConnection("jdbc:h2:file:" + file.resolve("journal"), "gateway", "")) {
      String bank = GeneratedWallet.BANK;
      for (NoteState state : List.of(NoteState.SPENDABLE, NoteState.VOID, NoteState.GATED)) {
        String s = state.name();
        rows.put(s + " largest", rowsRead(c, NoteIndex.LARGEST, s, bank, "GBP", 9));
        rows.put(s + " smallest", rowsRead(c, NoteIndex.SMALLEST, s, bank, "GBP", 5));
        rows.put(s + " at least", rowsRead(c, NoteIndex.AT_LEAST, s, bank, "GBP", 7L, 1));
        rows.put(s + " same", rowsRead(c, NoteIndex.SAME_AMOUNT, s, bank, "GBP", 1_020L, "E", 3));
        rows.put(
            s + " next currency",
            rowsRead(c, NoteIndex.NEXT_CURRENCY, s, bank, NoteIndex.next("GBP")));
        rows.put(s + " next bank", rowsRead(c, NoteIndex.NEXT_BANK, s, NoteIndex.next(bank)));
        rows.put(s + " first bank", rowsRead(c, NoteIndex.NEXT_BANK, s, ""));
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
    assertThat(many).hasSameSizeAs(few);
    many.forEach(
        (question, rows) ->
            // Among so many the same amount occurs more than once: as many rows as are asked for.
            assertThat(rows)
                .as(question)
                .isBetween(few.get(question), Math.max(few.get(question), 3)));
    assertThat(many.values()).allSatisfy(rows -> assertThat(rows).isLessThanOrEqualTo(10));
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
      assertThat(notes.named(List.of("BankMSP/M1.1", "PlatformMSP/E1.CHANGE.1")))
          .containsOnlyKeys("BankMSP/M1.1");
    }
  }

  @Test
  void pagesShowEveryNoteOnceInItsPlaceWhateverTheFilter() throws Exception {
    try (JournalStore store = GeneratedWallet.of(folder, 120)) {
      assertThat(listed(store, NoteIndex.Filter.NONE)).hasSize(170);
      assertThat(listed(store, NoteIndex.Filter.in(NoteState.VOID))).hasSize(120);
      assertThat(listed(store, NoteIndex.Filter.in(NoteState.SPENDABLE))).hasSize(50);
      assertThat(listed(store, NoteIndex.Filter.in(NoteState.GATED))).isEmpty();
      assertThat(listed(store, currency("GBP"))).hasSize(170);
      assertThat(listed(store, currency("EUR"))).isEmpty();
      assertThat(
              listed(
                  store,
                  new NoteIndex.Filter(
                      Optional.empty(), Optional.of(GBP), Optional.of("escrow/PlatformMSP/E7"))))
          .extracting(OwnNote::noteId)
          .containsExactly("PlatformMSP/E7.REFUNDED.1");
    }
  }

  private static NoteIndex.Filter currency(String code) {
    return new NoteIndex.Filter(
        Optional.empty(), Optional.of(new Currency(code)), Optional.empty());
  }

  private static List<OwnNote> listed(JournalStore store, NoteIndex.Filter filter)
      throws SQLException {
    List<OwnNote> all = new ArrayList<>();
    NotePlace after = NotePlace.FIRST;
    List<OwnNote> page;
    do {
      page = store.notes().page(filter, after, 7);
      all.addAll(page);
      after = page.isEmpty() ? after : NotePlace.of(page.getLast());
    } while (!page.isEmpty());
    assertThat(all.stream().map(NotePlace::of).toList()).isSorted().doesNotHaveDuplicates();
    return all;
  }
}
