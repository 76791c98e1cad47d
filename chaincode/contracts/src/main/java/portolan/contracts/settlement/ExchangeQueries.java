// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.Optional;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.exchange.ReferenceRates;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/** Reading of locks, and of what quotes are held against. */
final class ExchangeQueries {
  private ExchangeQueries() {}

  /** {@code {"lockId"}}: the lock as it was made, and in {@code "gate"} where it stands. */
  static JsonObject lock(Transaction transaction, Fields argument) {
    String id = argument.text("lockId", Format.QUALIFIED);
    argument.end();
    JsonObject lock = Queries.stored(transaction, argument, "lockId", SettlementKeys.lock(id));
    return lock.toBuilder()
        .put("gate", Queries.stored(transaction, argument, "lockId", SettlementKeys.lockGate(id)))
        .build();
  }

  /** {@code {"lockId"}}: quote and amount; only for the buyer and the provider. */
  static JsonObject plan(Transaction transaction, Fields argument) {
    String id = argument.text("lockId", Format.QUALIFIED);
    argument.end();
    return transaction
        .sealedLedger()
        .own(SettlementKeys.lock(id))
        .orElseThrow(
            () ->
                argument.refuse(
                    RefusalCode.NOT_FOUND, "lockId", "nothing is sealed to this member"));
  }

  /** {@code {"provider"}}: the certificate with which it signs quotes. */
  static JsonObject dealer(Transaction transaction, Fields argument) {
    String provider = argument.text("provider", Format.MEMBER);
    argument.end();
    return Queries.stored(transaction, argument, "provider", SettlementKeys.dealer(provider));
  }

  /** {@code {"source"}}: the latest rates. */
  static JsonObject referenceRates(Transaction transaction, Fields argument) {
    String source = argument.text("source", Format.QUALIFIED);
    argument.end();
    return latest(transaction, source)
        .map(Fields::json)
        .orElseThrow(
            () ->
                argument.refuse(RefusalCode.NOT_FOUND, "source", "nobody has published its rates"));
  }

  /** The latest rates of a source. */
  static Optional<ReferenceRates> latestRates(Transaction transaction, String source) {
    return latest(transaction, source).map(ReferenceRates::fromJson);
  }

  private static Optional<Fields> latest(Transaction transaction, String source) {
    return transaction
        .ledger()
        .find(SettlementKeys.referenceDay(source))
        .flatMap(
            day ->
                transaction.ledger().find(SettlementKeys.referenceRates(source, day.date("date"))));
  }
}
