// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import portolan.domain.money.Currency;
import portolan.domain.settlement.journal.AccountStatement;
import portolan.gateway.projection.journal.Journal;
import portolan.gateway.recorded.RecordedBlocks;
import portolan.gateway.recorded.Tables;

/**
 * Of recorded blocks the statements are, to the byte, what the release before the feed made of
 * them: page by page as bank messages, and block by block with the notes of that moment.
 */
class RecordedStatementsTest {
  private static final int PAGE_SIZE = 7;
  private static final int WHOLE_BLOCK = 1_000;
  private static final int POSTINGS = 3_000;
  private static final int NOTES = 10_000;

  @TempDir private Path folder;

  static Set<String> members() {
    return RecordedBlocks.trades().keySet();
  }

  @ParameterizedTest
  @MethodSource("members")
  void theStatementsAreTheSame(String member) throws Exception {
    StringBuilder text = new StringBuilder();
    try (Journal journal = new Journal(folder, member)) {
      journal.apply(RecordedBlocks.committed(member));
      long last = journal.latestBlock();
      for (Currency currency : journal.currencies()) {
        AccountStatement page;
        int number = 1;
        do {
          page = journal.statement(currency, 0, last, number++, PAGE_SIZE, POSTINGS).orElseThrow();
          IssuedStatement issued =
              new IssuedStatement(page, journal.redemptions(page.entries()), Map.of());
          text.append(page).append('\n');
          text.append(new String(issued.toStatement(), UTF_8)).append('\n');
          text.append(new String(issued.toNotification(), UTF_8)).append('\n');
        } while (!page.last());
        for (long block = 0; block <= last; block++) {
          text.append(
                  journal.statement(currency, block, block, 1, WHOLE_BLOCK, POSTINGS).orElseThrow())
              .append('\n');
          text.append(journal.notesAt(currency, block, NOTES)).append('\n');
        }
      }
      text.append(journal.returned(0, last + 1, WHOLE_BLOCK)).append('\n');
    }
    assertThat(Tables.digest(text.toString()))
        .isEqualTo(RecordedBlocks.digest("statements", member));
  }
}
