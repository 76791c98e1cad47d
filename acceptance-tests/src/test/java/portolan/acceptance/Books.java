// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import portolan.api.v1.GetAccountStatementRequest;
import portolan.api.v1.GetAccountStatementResponse;
import portolan.api.v1.JournalAccount;
import portolan.api.v1.JournalEntry;
import portolan.api.v1.JournalPosting;
import portolan.api.v1.ListNotesRequest;
import portolan.api.v1.Note;
import portolan.api.v1.NoteState;
import portolan.api.v1.StatementNote;
import portolan.client.PortolanClient;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.gateway.journal.LedgerBlocks;

/** One member's statements, as its gateway's clients get them. */
final class Books {
  private static final int SMALL_PAGE = 3;

  private final String member;
  private final PortolanClient client;

  Books(String member, PortolanClient client) {
    this.member = member;
    this.client = client;
  }

  GetAccountStatementResponse statement(GetAccountStatementRequest request) {
    return client.accounts().getAccountStatement(request);
  }

  /** All entries of blocks, page by page. */
  List<JournalEntry> entries(String currency, long from, long to) {
    GetAccountStatementRequest.Builder request =
        GetAccountStatementRequest.newBuilder()
            .setCurrency(currency)
            .setFromBlock(from)
            .setToBlock(to)
            .setPageSize(SMALL_PAGE);
    List<JournalEntry> entries = new ArrayList<>();
    GetAccountStatementResponse page;
    long balance = -1;
    do {
      request.setPage(request.getPage() + 1);
      page = statement(request.build());
      if (balance >= 0) {
        assertThat(page.getOpeningMinorUnits()).isEqualTo(balance);
      }
      balance = page.getClosingMinorUnits();
      entries.addAll(page.getEntriesList());
    } while (!page.getLastPage());
    return entries;
  }

  /** What the member can spend by now, by the notes that its journal lists. */
  Map<String, Long> spendable() {
    Map<String, Long> sums = new TreeMap<>();
    for (Note note :
        client
            .money()
            .notes(
                ListNotesRequest.newBuilder().setState(NoteState.NOTE_STATE_SPENDABLE).build())) {
      sums.merge(note.getAmount().getCurrency(), note.getAmount().getMinorUnits(), Long::sum);
    }
    return sums;
  }

  /** The state and the worth of every unspent note, by id. */
  Map<String, String> notes() {
    Map<String, String> notes = new TreeMap<>();
    for (Note note : client.money().notes(ListNotesRequest.getDefaultInstance())) {
      notes.put(
          note.getNoteId(),
          note.getState().name().substring("NOTE_STATE_".length())
              + " "
              + new Money(
                  new Currency(note.getAmount().getCurrency()), note.getAmount().getMinorUnits()));
    }
    return notes;
  }

  /** Minor units that all entries took from an account, less what they gave to it. */
  long total(String currency, JournalAccount account, long to) {
    return entries(currency, 0, to).stream()
        .flatMap(e -> e.getPostingsList().stream())
        .filter(p -> p.getAccount() == account)
        .mapToLong(JournalPosting::getAmountMinorUnits)
        .sum();
  }

  /**
   * Every statement of one of these blocks foots to the notes as they were, and follows the one
   * before; entries are numbered without gaps from the first block on, there is one for each
   * transaction, and what comes back names an entry that took money out.
   */
  void assertFoots(LedgerBlocks ledger, String currency, long first, long last) throws Exception {
    NotesAtEveryBlock notes = NotesAtEveryBlock.of(member, ledger, first - 1, last);
    List<JournalEntry> all = entries(currency, 0, last);
    Map<Long, JournalEntry> byNumber = new TreeMap<>();
    TreeSet<String> transactions = new TreeSet<>();
    long balance = 0;
    for (JournalEntry entry : all) {
      assertThat(entry.getNumber()).isEqualTo(byNumber.size() + 1);
      assertThat(transactions.add(entry.getTransactionId())).isTrue();
      balance += entry.getAmountMinorUnits();
      assertThat(entry.getBalanceMinorUnits()).isEqualTo(balance);
      assertThat(
              entry.getPostingsList().stream().mapToLong(JournalPosting::getAmountMinorUnits).sum())
          .isEqualTo(entry.getAmountMinorUnits());
      byNumber.put(entry.getNumber(), entry);
      for (JournalPosting posting : entry.getPostingsList()) {
        assertThat(posting.getAccount()).isNotEqualTo(JournalAccount.JOURNAL_ACCOUNT_OTHER);
        if (posting.getOriginalEntry() != 0) {
          assertThat(byNumber.get(posting.getOriginalEntry()).getPostingsList())
              .anyMatch(
                  p ->
                      p.getAmountMinorUnits() < 0
                          && p.getReference().equals(posting.getReference()));
        }
      }
    }
    long before = notes.at(first - 1).getOrDefault(currency, 0L);
    for (long block = first; block <= last; block++) {
      GetAccountStatementResponse one =
          statement(
              GetAccountStatementRequest.newBuilder()
                  .setCurrency(currency)
                  .setFromBlock(block)
                  .setToBlock(block)
                  .setPageSize(1_000)
                  .setIncludeNotes(true)
                  .build());
      assertThat(one.getOpeningMinorUnits()).as(member + " before " + block).isEqualTo(before);
      before =
          one.getOpeningMinorUnits()
              + one.getEntriesList().stream().mapToLong(JournalEntry::getAmountMinorUnits).sum();
      assertThat(one.getClosingMinorUnits())
          .as(member + " after " + block)
          .isEqualTo(before)
          .isEqualTo(one.getNotesList().stream().mapToLong(StatementNote::getMinorUnits).sum())
          .isEqualTo(notes.at(block).getOrDefault(currency, 0L));
    }
  }
}
