// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.account;

import com.google.protobuf.ByteString;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import portolan.api.v1.AccountProto;
import portolan.api.v1.GetAccountStatementRequest;
import portolan.api.v1.GetAccountStatementResponse;
import portolan.api.v1.JournalAccount;
import portolan.api.v1.JournalPosting;
import portolan.api.v1.StatementNote;
import portolan.domain.encoding.Timestamp;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.settlement.journal.Account;
import portolan.domain.settlement.journal.AccountStatement;
import portolan.domain.settlement.journal.JournalEntry;
import portolan.domain.settlement.journal.Posting;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.money.RedemptionRecords;
import portolan.gateway.api.transport.ServiceBinding;
import portolan.gateway.iso20022.IssuedStatement;
import portolan.gateway.journal.Journal;

/**
 * Statements of this member's own account of settlement money, from its journal: the AccountService
 * of the public API.
 */
public final class AccountStatements {
  private static final int MAX_PAGE_SIZE = 1_000;
  private static final int USUAL_PAGE_SIZE = 100;

  /** A posting is some 900 bytes of a message, and an answer is 4 MiB at most. */
  private static final int MAX_POSTINGS = 3_000;

  private static final int MAX_NOTES = 10_000;
  private static final String TOO_LARGE = "STATEMENT_TOO_LARGE";

  private final String own;
  private final Journal journal;
  private final RedemptionRecords redemptions;
  private final JournalBlocks blocks;

  /** Of the account of the member with this MSP id. */
  public AccountStatements(String own, Journal journal, RedemptionRecords redemptions) {
    this.own = own;
    this.journal = journal;
    this.redemptions = redemptions;
    blocks = new JournalBlocks(journal);
  }

  /** Its calls. */
  public ServiceBinding binding() {
    return new ServiceBinding(AccountProto.getDescriptor().findServiceByName("AccountService"), own)
        .method(
            "GetAccountStatement",
            GetAccountStatementRequest.getDefaultInstance(),
            this::statement);
  }

  GetAccountStatementResponse statement(GetAccountStatementRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    Currency currency = currency(request.getCurrency());
    int page = request.getPage() == 0 ? 1 : request.getPage();
    if (page < 1) {
      throw ApiException.invalid("page", "expected a page from 1 on");
    }
    int size = request.getPageSize() == 0 ? USUAL_PAGE_SIZE : request.getPageSize();
    if (size < 1 || size > MAX_PAGE_SIZE) {
      throw ApiException.invalid("pageSize", "expected 1 to " + MAX_PAGE_SIZE);
    }
    try {
      JournalBlocks.Range range = blocks.of(request, remaining);
      AccountStatement statement =
          journal
              .statement(currency, range.from(), range.to(), page, size, MAX_POSTINGS)
              .orElseThrow(
                  () ->
                      ApiException.refused(
                          TOO_LARGE,
                          "pageSize",
                          "expected a page of at most %d postings".formatted(MAX_POSTINGS)));
      GetAccountStatementResponse.Builder response = shown(statement);
      Map<String, Redemption> stated = journal.redemptions(statement.entries());
      Map<String, ReturnAdvice> advices = new HashMap<>();
      for (Redemption redemption : stated.values()) {
        redemptions.advice(redemption).ifPresent(a -> advices.put(redemption.redemptionId(), a));
      }
      IssuedStatement issued = new IssuedStatement(statement, stated, advices);
      switch (request.getFormat()) {
        case STATEMENT_FORMAT_UNSPECIFIED, STATEMENT_FORMAT_ENTRIES ->
            statement.entries().forEach(e -> response.addEntries(shown(e, stated)));
        case STATEMENT_FORMAT_CAMT_053 ->
            response.setMessage(ByteString.copyFrom(issued.toStatement()));
        case STATEMENT_FORMAT_CAMT_054 ->
            response.setMessage(ByteString.copyFrom(issued.toNotification()));
        case UNRECOGNIZED -> throw ApiException.invalid("format", "expected a known format");
      }
      if (request.getIncludeNotes()) {
        notes(currency, range.to())
            .forEach(
                (id, amount) ->
                    response.addNotes(
                        StatementNote.newBuilder()
                            .setNoteId(id)
                            .setMinorUnits(amount.minorUnits())));
      }
      return response.build();
    } catch (SQLException e) {
      throw JournalBlocks.failed(e);
    }
  }

  private static Currency currency(String code) throws ApiException {
    if (!Currency.isCurrent(code) || new Currency(code).decimals().isEmpty()) {
      throw ApiException.invalid(
          "currency", "expected a current ISO 4217 currency with a minor unit");
    }
    return new Currency(code);
  }

  private Map<String, Money> notes(Currency currency, long block)
      throws ApiException, SQLException {
    Map<String, Money> notes = journal.notesAt(currency, block, MAX_NOTES + 1);
    if (notes.size() > MAX_NOTES) {
      throw ApiException.refused(
          TOO_LARGE, "includeNotes", "there are more than %d notes".formatted(MAX_NOTES));
    }
    return notes;
  }

  private static GetAccountStatementResponse.Builder shown(AccountStatement statement) {
    return GetAccountStatementResponse.newBuilder()
        .setMember(statement.member())
        .setCurrency(statement.currency().code())
        .setFromBlock(statement.range().from())
        .setToBlock(statement.range().to())
        .setOpeningMinorUnits(statement.opening())
        .setClosingMinorUnits(statement.closing())
        .setPage(statement.page())
        .setLastPage(statement.last())
        .setLedgerTime(Timestamp.format(statement.range().ends()));
  }

  private static portolan.api.v1.JournalEntry shown(
      JournalEntry entry, Map<String, Redemption> redemptions) {
    portolan.api.v1.JournalEntry.Builder shown =
        portolan.api.v1.JournalEntry.newBuilder()
            .setNumber(entry.number())
            .setBlock(entry.booked().block())
            .setTransactionId(entry.booked().transactionId())
            .setBookedAt(Timestamp.format(entry.booked().time()))
            .setAmountMinorUnits(entry.amount())
            .setBalanceMinorUnits(entry.balance());
    entry.postings().forEach(posting -> shown.addPostings(shown(posting, redemptions)));
    return shown.build();
  }

  private static JournalPosting shown(Posting posting, Map<String, Redemption> redemptions) {
    JournalPosting.Builder shown =
        JournalPosting.newBuilder()
            .setAccount(
                JournalAccount.valueOf("JOURNAL_ACCOUNT_" + posting.origin().account().name()))
            .setReference(posting.origin().reference())
            .setAmountMinorUnits(posting.amount())
            .setValuedBlock(posting.valued().block())
            .setValuedAt(Timestamp.format(posting.valued().time()))
            .setOriginalEntry(posting.original().orElse(0));
    Redemption redemption = redemptions.get(posting.origin().reference());
    if (posting.origin().account() == Account.REDEMPTION && redemption != null) {
      shown.setUetr(redemption.uetr().value());
      if (posting.amount() > 0 && redemption.state() instanceof RedemptionState.Returned returned) {
        shown.setReturnReason(returned.reason().code());
      }
    }
    return shown.build();
  }
}
