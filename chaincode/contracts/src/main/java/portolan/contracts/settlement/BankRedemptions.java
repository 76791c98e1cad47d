// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import portolan.contracts.transaction.Entry;
import portolan.contracts.transaction.Scan;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.Uetr;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/** The redemptions that the calling bank has to pay. */
final class BankRedemptions {
  private static final int MAX_LIMIT = 1000;

  private final Transaction transaction;

  BankRedemptions(Transaction transaction) {
    this.transaction = transaction;
  }

  /** The redemption of that id; refused if it is not there, or another bank's. */
  Redemption required(String redemptionId) {
    Redemption redemption =
        stored(redemptionId)
            .orElseThrow(
                () ->
                    new Refusal(RefusalCode.NOT_FOUND, "redemptionId", "expected a redemption")
                        .toException());
    if (!redemption.bank().equals(transaction.caller())) {
      throw new Refusal(
              RefusalCode.PERMISSION_DENIED,
              "redemptionId",
              "expected the bank of the redemption, " + redemption.bank())
          .toException();
    }
    return redemption;
  }

  private Optional<Redemption> stored(String redemptionId) {
    return transaction
        .ledger()
        .find(SettlementKeys.redemption(redemptionId))
        .map(Redemption::fromJson);
  }

  /** Writes a redemption; only one that waits for its payment stays among those that are due. */
  void write(Redemption redemption) {
    String id = redemption.redemptionId();
    transaction.ledger().write(SettlementKeys.redemption(id), redemption.toJson());
    String due = SettlementKeys.due(redemption.bank(), id);
    switch (redemption.state()) {
      case RedemptionState.Requested requested -> transaction.ledger().write(due, naming(id));
      case RedemptionState.Confirmed confirmed -> transaction.ledger().delete(due);
      case RedemptionState.Returned returned -> transaction.ledger().delete(due);
    }
  }

  /** The value of a key that only leads to a redemption. */
  static JsonObject naming(String redemptionId) {
    return Json.object().put("redemptionId", redemptionId).build();
  }

  /**
   * {@code paymentsDue} {@code {"bookmark"?,"limit"}} [bank, at its own peer]: a page of the
   * redemptions that wait for their payment, each with its order, and the bookmark of the next page
   * if there may be one.
   */
  static JsonObject due(Transaction transaction, Fields argument) {
    Optional<String> bookmark = argument.optionalText("bookmark", Format.QUALIFIED);
    int limit = (int) argument.integer("limit", 1, MAX_LIMIT);
    argument.end();
    String prefix = SettlementKeys.due(transaction.caller(), "");
    String from =
        bookmark.map(id -> SettlementKeys.due(transaction.caller(), id) + '\0').orElse(prefix);
    List<Entry> entries = transaction.ledger().range(from, Scan.after(prefix), limit);
    List<String> ids = entries.stream().map(e -> e.key().substring(prefix.length())).toList();
    transaction.ledger().fetch(ids.stream().map(SettlementKeys::redemption).toList());
    BankRedemptions redemptions = new BankRedemptions(transaction);
    JsonObject.Builder answer =
        Json.object().putAll("payments", ids.stream().flatMap(redemptions::shown).toList());
    if (ids.size() == limit) {
      answer.put("bookmark", ids.getLast());
    }
    return answer.build();
  }

  /**
   * {@code payments} {@code {"uetrs"}} [bank, at its own peer]: those redemptions of the bank that
   * have one of these 1 to 1000 UETRs, each with its order and what is to be said of its return.
   */
  static JsonObject named(Transaction transaction, Fields argument) {
    List<String> uetrs = argument.texts("uetrs", 1, MAX_LIMIT, Uetr.FORMAT);
    argument.end();
    transaction.ledger().fetch(uetrs.stream().map(SettlementKeys::uetr).toList());
    List<String> ids = new ArrayList<>();
    for (String uetr : uetrs) {
      transaction
          .ledger()
          .find(SettlementKeys.uetr(uetr))
          .ifPresent(fields -> ids.add(fields.text("redemptionId", Format.QUALIFIED)));
    }
    transaction.ledger().fetch(ids.stream().map(SettlementKeys::redemption).toList());
    BankRedemptions redemptions = new BankRedemptions(transaction);
    return Json.object()
        .putAll("payments", ids.stream().flatMap(redemptions::shown).toList())
        .build();
  }

  /** A redemption of the caller's and its order, if that has reached the caller's peer. */
  private Stream<JsonObject> shown(String redemptionId) {
    return stored(redemptionId)
        .filter(redemption -> redemption.bank().equals(transaction.caller()))
        .map(
            redemption -> {
              JsonObject.Builder json = Json.object().put("redemption", redemption.toJson());
              transaction
                  .sealedLedger()
                  .own(SettlementKeys.redemption(redemptionId))
                  .ifPresent(order -> json.put("order", order));
              if (redemption.state() instanceof RedemptionState.Returned returned
                  && returned.advice().isPresent()) {
                transaction
                    .sealedLedger()
                    .own(SettlementKeys.returned(redemptionId))
                    .ifPresent(advice -> json.put("advice", advice));
              }
              return json.build();
            })
        .stream();
  }
}
