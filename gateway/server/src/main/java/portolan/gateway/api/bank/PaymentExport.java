// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.bank;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import portolan.api.v1.ExportPaymentsRequest;
import portolan.api.v1.ExportPaymentsResponse;
import portolan.api.v1.PostalAddress;
import portolan.api.v1.UnpayableRedemption;
import portolan.domain.settlement.Iban;
import portolan.domain.settlement.RedemptionOrder;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.iso20022.CreditTransferInitiation;
import portolan.gateway.iso20022.CreditTransferInitiation.Debtor;
import portolan.gateway.iso20022.CreditTransferInitiation.Payment;
import portolan.gateway.iso20022.MessageException;
import portolan.gateway.iso20022.StructuredAddress;
import portolan.gateway.statements.StatementStore;
import portolan.gateway.statements.StatementStore.PaymentMessage;

/** Hands a bank's open redemptions out as payment orders, each in one message only. */
final class PaymentExport {
  private static final int MAX_UNPAYABLE = 1_000;

  private final Membership members;
  private final PaymentLedger ledger;
  private final StatementStore store;
  private final InstantSource clock;

  /** Two messages at a time could order one payment twice. */
  private final ReentrantLock oneByOne = new ReentrantLock();

  PaymentExport(
      Membership members, PaymentLedger ledger, StatementStore store, InstantSource clock) {
    this.members = members;
    this.ledger = ledger;
    this.store = store;
    this.clock = clock;
  }

  /** What the next message holds. */
  private static final class Collected {
    private final List<String> redemptionIds = new ArrayList<>();
    private final List<Payment> payments = new ArrayList<>();
    private final List<UnpayableRedemption> unpayable = new ArrayList<>();
  }

  ExportPaymentsResponse export(ExportPaymentsRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    members.requireOwnRole("bank");
    if (!CreditTransferInitiation.MESSAGE_ID.accepts(request.getMessageId())) {
      throw ApiException.invalid(
          "messageId", "expected " + CreditTransferInitiation.MESSAGE_ID.expected());
    }
    Debtor debtor = debtor(request);
    LocalDate executionDate = executionDate(request.getExecutionDate());
    int most = request.getMaxPayments() == 0 ? PaymentLedger.MAX_PAGE : request.getMaxPayments();
    if (most < 1 || most > PaymentLedger.MAX_PAGE) {
      throw ApiException.invalid("maxPayments", "expected 1 to " + PaymentLedger.MAX_PAGE);
    }
    Turns.take(oneByOne, remaining);
    try {
      String hash = LedgerAccess.hash(request);
      Optional<PaymentMessage> before = store.message(request.getMessageId());
      return before.isPresent()
          ? existing(before.get(), hash)
          : fresh(request.getMessageId(), hash, debtor, executionDate, collect(most));
    } catch (SQLException e) {
      throw Turns.storeFailed(e);
    } finally {
      oneByOne.unlock();
    }
  }

  private static Debtor debtor(ExportPaymentsRequest request) throws ApiException {
    Iban account;
    try {
      account = new Iban(request.getDebtorIban());
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("debtorIban", e.getMessage());
    }
    try {
      return Debtor.of(
          request.getDebtorName(),
          account,
          Optional.of(request.getDebtorBic()).filter(bic -> !bic.isEmpty()),
          request.hasDebtorAddress()
              ? Optional.of(address(request.getDebtorAddress()))
              : Optional.empty());
    } catch (MessageException e) {
      throw ApiException.invalid(e.field(), e.getMessage());
    }
  }

  private static StructuredAddress address(PostalAddress address) throws MessageException {
    return StructuredAddress.of(
        "debtorAddress",
        address.getStreet(),
        address.getBuilding(),
        address.getPostCode(),
        address.getTown(),
        address.getCountry());
  }

  private static LocalDate executionDate(String text) throws ApiException {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw ApiException.invalid("executionDate", "expected a date such as 2026-11-21");
    }
  }

  private static ExportPaymentsResponse existing(PaymentMessage message, String hash)
      throws ApiException {
    if (!message.requestHash().equals(hash)) {
      throw ApiException.refused(
          "ALREADY_EXISTS", "messageId", "this message id was used with another request");
    }
    return ExportPaymentsResponse.newBuilder()
        .setMessage(ByteString.copyFromUtf8(message.xml()))
        .addAllRedemptionIds(message.redemptionIds())
        .setExisting(true)
        .build();
  }

  private Collected collect(int most) throws ApiException, SQLException {
    Collected collected = new Collected();
    Optional<String> bookmark = Optional.empty();
    do {
      PaymentLedger.Page page = ledger.due(bookmark, PaymentLedger.MAX_PAGE);
      Set<String> left =
          new HashSet<>(
              store.notOrdered(
                  page.payments().stream().map(p -> p.redemption().redemptionId()).toList()));
      for (PaymentLedger.Due due : page.payments()) {
        if (collected.payments.size() == most) {
          return collected;
        }
        if (left.contains(due.redemption().redemptionId())) {
          add(due, collected);
        }
      }
      bookmark = page.bookmark();
    } while (bookmark.isPresent());
    return collected;
  }

  private static void add(PaymentLedger.Due due, Collected collected) {
    String id = due.redemption().redemptionId();
    try {
      RedemptionOrder order =
          due.order()
              .orElseThrow(
                  () -> new MessageException("order", "the order has not reached this peer yet"));
      collected.payments.add(
          Payment.of(
              id,
              due.redemption().uetr(),
              order.amount(),
              order.creditorName(),
              order.creditorIban()));
      collected.redemptionIds.add(id);
    } catch (MessageException e) {
      if (collected.unpayable.size() < MAX_UNPAYABLE) {
        collected.unpayable.add(
            UnpayableRedemption.newBuilder()
                .setRedemptionId(id)
                .setField(e.field())
                .setMessage(e.getMessage())
                .build());
      }
    }
  }

  private ExportPaymentsResponse fresh(
      String messageId, String hash, Debtor debtor, LocalDate executionDate, Collected collected)
      throws SQLException {
    ExportPaymentsResponse.Builder response =
        ExportPaymentsResponse.newBuilder().addAllUnpayable(collected.unpayable);
    if (collected.payments.isEmpty()) {
      return response.build();
    }
    byte[] xml =
        new CreditTransferInitiation(
                messageId, clock.instant(), executionDate, debtor, collected.payments)
            .toXml();
    store.insert(
        new PaymentMessage(
            messageId,
            hash,
            new String(xml, StandardCharsets.UTF_8),
            List.copyOf(collected.redemptionIds)),
        clock.millis());
    return response
        .setMessage(ByteString.copyFrom(xml))
        .addAllRedemptionIds(collected.redemptionIds)
        .build();
  }
}
