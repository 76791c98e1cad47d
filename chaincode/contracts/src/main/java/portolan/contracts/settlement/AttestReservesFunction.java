// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.Allowance;
import portolan.domain.settlement.instruction.AttestReserves;
import portolan.domain.worldstate.SettlementKeys;

/** {@code attestReserves}: a bank states reserves and gets an allowance to mint as much. */
final class AttestReservesFunction extends GroupFunction<AttestReservesFunction.Request> {

  record Request(Item item, AttestReserves attestation) {}

  AttestReservesFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Request read(Item item) {
    requireOwnId(item.fields(), "attestationId");
    return new Request(item, AttestReserves.fromJson(item.fields()));
  }

  @Override
  protected List<String> keys(Request request) {
    return List.of(SettlementKeys.attestation(request.attestation().attestationId()));
  }

  @Override
  protected Accepted apply(Request request) {
    Ledger ledger = transaction.ledger();
    AttestReserves attestation = request.attestation();
    String id = attestation.attestationId();
    Optional<JsonObject> stored = ledger.read(SettlementKeys.attestation(id));
    if (stored.isPresent()) {
      request.item().requireSameAs(stored.get(), "attestationId");
      return Accepted.before();
    }
    ledger.write(
        SettlementKeys.attestation(id),
        attestation.toJson().toBuilder()
            .put("attestedBy", transaction.caller())
            .put("attestedAt", Timestamp.format(transaction.timestamp()))
            .put(Item.PAYLOAD_HASH, request.item().payloadHash())
            .build());
    ledger.write(
        SettlementKeys.allowance(id),
        new Allowance(
                transaction.caller(),
                attestation.amount(),
                transaction.timestamp().plusSeconds(attestation.validForSeconds()))
            .toJson());
    return Accepted.now();
  }
}
