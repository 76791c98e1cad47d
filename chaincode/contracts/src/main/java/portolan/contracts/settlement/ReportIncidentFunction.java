// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.escrow.Hold;
import portolan.domain.settlement.escrow.OpenReason;
import portolan.domain.settlement.instruction.ReportIncident;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/**
 * {@code reportIncident}: a party says that a seal was broken, that the goods were not kept as
 * agreed, or that they are recalled, and the payment is held, whatever else holds it. Each party
 * can report each reason once: nobody holds for ever what officers have released, and nobody's
 * report keeps another from its own.
 */
final class ReportIncidentFunction extends HoldFunction<ReportIncidentFunction.Request> {

  record Request(Item item, ReportIncident incident) {}

  ReportIncidentFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Request read(Item item) {
    return new Request(item, ReportIncident.fromJson(item.fields()));
  }

  @Override
  String escrowId(Request request) {
    return request.incident().escrowId();
  }

  @Override
  protected List<String> keys(Request request) {
    return Stream.concat(super.keys(request).stream(), Stream.of(key(request))).toList();
  }

  private String key(Request request) {
    return SettlementKeys.incident(
        escrowId(request), request.incident().reason().name(), transaction.caller());
  }

  @Override
  protected Accepted apply(Request request) {
    Optional<JsonObject> stored = transaction.ledger().read(key(request));
    if (stored.isPresent()) {
      request.item().requireSameAs(stored.get(), "reason");
      return Accepted.before();
    }
    Standing at = standing(request);
    requireParty(at);
    ReportIncident incident = request.incident();
    Hold before = payment(request, at);
    Hold after =
        before.hold(
            new OpenReason(
                incident.reason(),
                transaction.caller(),
                transaction.timestamp(),
                Optional.of(incident.evidence())));
    transaction
        .ledger()
        .write(
            key(request),
            Json.object()
                .put("reportedBy", transaction.caller())
                .put("reportedAt", Timestamp.format(transaction.timestamp()))
                .put("evidence", incident.evidence().hex())
                .put(Item.PAYLOAD_HASH, request.item().payloadHash())
                .build());
    write(at, before, after);
    return Accepted.now(result(after).build());
  }

  private void requireParty(Standing at) {
    if (at.escrow().terms().trigger().isMilestone()) {
      throw refusal(RefusalCode.WRONG_STATE, "expected an escrow that pays for a delivery");
    }
    if (!at.interests().isParty(transaction.caller())) {
      throw refusal(
          RefusalCode.PERMISSION_DENIED, "expected the funder, the seller or the carrier it names");
    }
  }

  private static RuntimeException refusal(RefusalCode code, String message) {
    return new Refusal(code, "escrowId", message).toException();
  }
}
