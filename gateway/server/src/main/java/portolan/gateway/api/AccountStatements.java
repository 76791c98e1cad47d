// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api;

import com.google.protobuf.ByteString;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import portolan.api.v1.ExportReturnsRequest;
import portolan.api.v1.ExportReturnsResponse;
import portolan.api.v1.GetAccountStatementRequest;
import portolan.api.v1.GetAccountStatementResponse;
import portolan.api.v1.JournalAccount;
import portolan.api.v1.JournalPosting;
import portolan.api.v1.StatementNote;
import portolan.domain.encoding.Timestamp;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.settlement.journal.Account;
import portolan.domain.settlement.journal.AccountStatement;
import portolan.domain.settlement.journal.JournalEntry;
import portolan.domain.settlement.journal.Posting;
import portolan.gateway.iso20022.IssuedStatement;
import portolan.gateway.iso20022.PaymentReturn;
import portolan.gateway.projection.journal.Journal;

/** Statements of this member's own account of settlement money, from its journal. */
final class AccountStatements {
  private static final int MAX_PAGE_SIZE = 1_000;
  private static final int USUAL_PAGE_SIZE = 100;

  /** A posting is some 900 bytes of a message, and an answer is 4 MiB at most. */
  private static final int MAX_POSTINGS = 3_000;

  private static final int MAX_NOTES = 10_000;
  private static final int MAX_RETURNS = 1_000;
  private static final String TOO_LARGE = "STATEMENT_TOO_LARGE";

  private final Members members;
  private final Journal journal;
  private final Advices returns;

  /** What is to be said of returns, from the ledger, where it never changes. */
  @FunctionalInterface
  interface Advices {
    /** Of a redemption whose state names one, at its owner's and its bank's peers. */
    Optional<ReturnAdvice> of(Redemption redemption) throws ApiException;
  }

  AccountStatements(Members members, Journal journal, Advices returns) {
    this.members = members;
    this.journal = journal;
    this.returns = returns;
  }

  /** The first and the last block. */
  private record Blocks(long from, long to) {}

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
      Blocks blocks = blocks(request, remaining);
      AccountStatement statement =
          journal
              .statement(currency, blocks.from(), blocks.to(), page, size, MAX_POSTINGS)
              .orElseThrow(
                  () ->
                      ApiException.refused(
                          TOO_LARGE,
                          "pageSize",
                          "expected a page of at most %d postings".formatted(MAX_POSTINGS)));
      GetAccountStatementResponse.Builder response = shown(statement);
      Map<String, Redemption> redemptions = journal.redemptions(statement.entries());
      Map<String, ReturnAdvice> advices = new HashMap<>();
      for (Redemption redemption : redemptions.values()) {
        returns.of(redemption).ifPresent(a -> advices.put(redemption.redemptionId(), a));
      }
      IssuedStatement issued = new IssuedStatement(statement, redemptions, advices);
      switch (request.getFormat()) {
        case STATEMENT_FORMAT_UNSPECIFIED, STATEMENT_FORMAT_ENTRIES ->
            statement.entries().forEach(e -> response.addEntries(shown(e, redemptions)));
        case STATEMENT_FORMAT_CAMT_053 ->
            response.setMessage(ByteString.copyFrom(issued.toStatement()));
        case STATEMENT_FORMAT_CAMT_054 ->
            response.setMessage(ByteString.copyFrom(issued.toNotification()));
        case UNRECOGNIZED -> throw ApiException.invalid("format", "expected a known format");
      }
      if (request.getIncludeNotes()) {
        notes(currency, blocks.to())
            .forEach(
                (id, amount) ->
                    response.addNotes(
                        StatementNote.newBuilder()
                            .setNoteId(id)
                            .setMinorUnits(amount.minorUnits())));
      }
      return response.build();
    } catch (SQLException e) {
      throw failed(e);
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

  private Blocks blocks(GetAccountStatementRequest request, Duration remaining)
      throws ApiException, InterruptedException, SQLException {
    boolean byTime = !request.getFromTime().isEmpty() || !request.getToTime().isEmpty();
    if (!byTime) {
      return blocks(request.getFromBlock(), request.getToBlock(), remaining);
    }
    if (request.getFromBlock() != 0 || request.getToBlock() != 0) {
      throw ApiException.invalid("fromTime", "expected either blocks or times");
    }
    Optional<Instant> from = time("fromTime", request.getFromTime());
    Optional<Instant> to = time("toTime", request.getToTime());
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      throw ApiException.invalid("toTime", "expected a time after fromTime");
    }
    long latest = latest(remaining);
    long first = from.isEmpty() ? 0 : journal.firstBlockFrom(from.get()).orElse(latest + 1);
    OptionalLong after = to.isEmpty() ? OptionalLong.empty() : journal.firstBlockFrom(to.get());
    long last = Math.min(after.orElse(latest + 1) - 1, latest);
    if (first > last) {
      throw ApiException.invalid(
          "fromTime", "expected a time span in which a block ended; the ledger has none there yet");
    }
    return new Blocks(first, last);
  }

  private Blocks blocks(long from, long to, Duration remaining)
      throws ApiException, InterruptedException {
    if (from < 0) {
      throw ApiException.invalid("fromBlock", "expected the number of a block");
    }
    if (to < 0) {
      throw ApiException.invalid("toBlock", "expected the number of a block, or 0");
    }
    if (to == 0) {
      long latest = latest(remaining);
      if (from > latest) {
        throw ApiException.invalid("fromBlock", "expected a block up to the latest, " + latest);
      }
      return new Blocks(from, latest);
    }
    if (from > to) {
      throw ApiException.invalid("fromBlock", "expected a block up to " + to);
    }
    require(to, remaining);
    return new Blocks(from, to);
  }

  private long latest(Duration remaining) throws ApiException, InterruptedException {
    require(0, remaining);
    return journal.latestBlock();
  }

  /** Half of the time for waiting, and the other half to answer. */
  private void require(long block, Duration remaining) throws ApiException, InterruptedException {
    if (!journal.await(block, remaining.dividedBy(2))) {
      throw ApiException.unavailable(
          "block %d is not in the journal, which has come to block %d%s; try again"
              .formatted(
                  block,
                  journal.latestBlock(),
                  journal.halted().map(why -> " and stands still before " + why).orElse("")));
    }
  }

  private static Optional<Instant> time(String field, String text) throws ApiException {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw ApiException.invalid(field, "expected an RFC 3339 time such as 2026-11-21T00:00:00Z");
    }
  }

  private static ApiException failed(SQLException e) {
    return ApiException.unavailable("the journal cannot be read: " + e.getMessage());
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

  ExportReturnsResponse exportReturns(ExportReturnsRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    members.requireOwnRole("bank");
    if (!PaymentReturn.MESSAGE_ID.accepts(request.getMessageId())) {
      throw ApiException.invalid("messageId", "expected " + PaymentReturn.MESSAGE_ID.expected());
    }
    Blocks blocks = blocks(request.getFromBlock(), request.getToBlock(), remaining);
    try {
      List<Journal.Paid> returned = journal.returned(blocks.from(), blocks.to(), MAX_RETURNS + 1);
      if (returned.size() > MAX_RETURNS) {
        throw ApiException.refused(
            TOO_LARGE, "toBlock", "expected at most %d returns".formatted(MAX_RETURNS));
      }
      ExportReturnsResponse.Builder response =
          ExportReturnsResponse.newBuilder().setToBlock(blocks.to());
      if (returned.isEmpty()) {
        return response.build();
      }
      List<PaymentReturn.Returned> payments = new ArrayList<>();
      for (Journal.Paid paid : returned) {
        response.addRedemptionIds(paid.redemption().redemptionId());
        payments.add(payment(paid));
      }
      Instant latest =
          payments.stream().map(PaymentReturn.Returned::at).max(Instant::compareTo).orElseThrow();
      return response
          .setMessage(
              ByteString.copyFrom(
                  new PaymentReturn(request.getMessageId(), latest, payments).toXml()))
          .build();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private PaymentReturn.Returned payment(Journal.Paid paid) throws ApiException {
    Redemption redemption = paid.redemption();
    RedemptionOrder order =
        paid.order()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "the order of redemption " + redemption.redemptionId() + " is missing"));
    if (redemption.state() instanceof RedemptionState.Returned returned) {
      Optional<ReturnAdvice> advice = returns.of(redemption);
      return new PaymentReturn.Returned(
          redemption.uetr(),
          order.amount(),
          advice.map(ReturnAdvice::charge).orElse(Money.zero(order.amount().currency())),
          order.creditorName(),
          redemption.owner(),
          returned.reason(),
          advice.flatMap(ReturnAdvice::narrative).orElse(""),
          returned.returnedAt());
    }
    throw new IllegalStateException(
        "redemption " + redemption.redemptionId() + " was not returned");
  }
}
