// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.bank;

import com.google.protobuf.ByteString;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.api.v1.ExportReturnsRequest;
import portolan.api.v1.ExportReturnsResponse;
import portolan.domain.money.Money;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.ReturnAdvice;
import portolan.gateway.api.account.JournalBlocks;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.money.RedemptionRecords;
import portolan.gateway.iso20022.PaymentReturn;
import portolan.gateway.journal.Journal;

/** Tells of the payments that this bank gave back, in the terms of the bank rails. */
final class ReturnMessages {
  private static final int MAX_RETURNS = 1_000;

  private final Membership members;
  private final Journal journal;
  private final JournalBlocks blocks;
  private final RedemptionRecords redemptions;

  ReturnMessages(Membership members, Journal journal, RedemptionRecords redemptions) {
    this.members = members;
    this.journal = journal;
    this.redemptions = redemptions;
    blocks = new JournalBlocks(journal);
  }

  ExportReturnsResponse export(ExportReturnsRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    members.requireOwnRole("bank");
    if (!PaymentReturn.MESSAGE_ID.accepts(request.getMessageId())) {
      throw ApiException.invalid("messageId", "expected " + PaymentReturn.MESSAGE_ID.expected());
    }
    JournalBlocks.Range range = blocks.of(request.getFromBlock(), request.getToBlock(), remaining);
    try {
      List<Journal.Paid> returned = journal.returned(range.from(), range.to(), MAX_RETURNS + 1);
      if (returned.size() > MAX_RETURNS) {
        throw ApiException.refused(
            "STATEMENT_TOO_LARGE", "toBlock", "expected at most %d returns".formatted(MAX_RETURNS));
      }
      ExportReturnsResponse.Builder response =
          ExportReturnsResponse.newBuilder().setToBlock(range.to());
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
      throw JournalBlocks.failed(e);
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
      Optional<ReturnAdvice> advice = redemptions.advice(redemption);
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
