// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.exchange.ReferenceRates;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/**
 * {@code publishReferenceRates}: a bank brings a day's rates of a source onto the ledger, once.
 * What another bank brings of that source is kept by itself; a quote says whose it refers to.
 */
final class PublishReferenceRatesFunction
    extends GroupFunction<PublishReferenceRatesFunction.Request> {

  record Request(Item item, ReferenceRates rates) {}

  PublishReferenceRatesFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Request read(Item item) {
    requireOwnId(item.fields(), "source");
    ReferenceRates rates = ReferenceRates.fromJson(item.fields());
    item.fields().end();
    return new Request(item, rates);
  }

  @Override
  protected List<String> keys(Request request) {
    ReferenceRates rates = request.rates();
    return List.of(
        SettlementKeys.referenceRates(rates.source(), rates.date()),
        SettlementKeys.referenceDay(rates.source()));
  }

  @Override
  protected Accepted apply(Request request) {
    Ledger ledger = transaction.ledger();
    ReferenceRates rates = request.rates();
    String key = SettlementKeys.referenceRates(rates.source(), rates.date());
    Optional<JsonObject> stored = ledger.read(key);
    if (stored.isPresent()) {
      request.item().requireSameAs(stored.get(), "date");
      return Accepted.before();
    }
    requireNextDay(rates);
    ledger.write(
        key,
        rates.toJson().toBuilder()
            .put("publishedBy", transaction.caller())
            .put("publishedAt", Timestamp.format(transaction.timestamp()))
            .put(Item.PAYLOAD_HASH, request.item().payloadHash())
            .build());
    ledger.write(
        SettlementKeys.referenceDay(rates.source()),
        Json.object().put("date", rates.date().toString()).build());
    return Accepted.now();
  }

  /** A day to come would keep out those before it. */
  private void requireNextDay(ReferenceRates rates) {
    if (rates.date().isAfter(transaction.timestamp().atOffset(ZoneOffset.UTC).toLocalDate())) {
      throw new Refusal(
              RefusalCode.INVALID_ARGUMENT, "date", "expected a day that has begun in UTC")
          .toException();
    }
    Optional<Fields> latest =
        transaction.ledger().find(SettlementKeys.referenceDay(rates.source()));
    if (latest.isPresent() && !rates.date().isAfter(latest.get().date("date"))) {
      throw new Refusal(
              RefusalCode.NOT_LATER,
              "date",
              "expected a later day than " + latest.get().date("date"))
          .toException();
    }
  }
}
