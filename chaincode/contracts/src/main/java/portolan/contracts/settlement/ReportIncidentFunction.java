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
import portolan.domain.settlement.EscrowState;
import portolan.domain.settlement.instruction.ReportIncident;

/**
 * {@code reportIncident}: a party says that a seal was broken, that the goods were not kept as
 * agreed, or that they are recalled, and the payment is held. Each reason can be reported once, so
 * that nobody holds for ever what officers have released.
 */
final class ReportIncidentFunction extends PhaseFunction<ReportIncidentFunction.Request> {

  record Request(Item item, ReportIncident incident) {
    private String key() {
      return Keys.incident(incident.escrowId(), incident.reason());
    }
  }

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
    return Stream.concat(super.keys(request).stream(), Stream.of(request.key())).toList();
  }

  @Override
  protected Accepted apply(Request request) {
    Optional<JsonObject> stored = transaction.ledger().read(request.key());
    if (stored.isPresent()) {
      request.item().requireSameAs(stored.get(), "reason");
      return Accepted.before();
    }
    Standing at = standing(request);
    requireParty(at);
    EscrowState after =
        at.gate()
            .incident(request.incident().reason(), transaction.caller(), transaction.timestamp());
    transaction
        .ledger()
        .write(
            request.key(),
            Json.object()
                .put("reportedBy", transaction.caller())
                .put("reportedAt", Timestamp.format(transaction.timestamp()))
                .put("evidence", request.incident().evidence().hex())
                .put(Item.PAYLOAD_HASH, request.item().payloadHash())
                .build());
    if (!after.equals(at.gate())) {
      transaction.ledger().write(Keys.gate(escrowId(request)), after.toJson());
    }
    return Accepted.now(Json.object().put("state", after.name().name()).build());
  }

  private void requireParty(Standing at) {
    if (at.escrow().terms().trigger().isMilestone()) {
      throw refusal(EscrowState.WRONG_STATE, "expected an escrow that pays for a delivery");
    }
    if (!at.interests().isParty(transaction.caller())) {
      throw refusal(
          Refusal.PERMISSION_DENIED, "expected the funder, the seller or the carrier it names");
    }
  }

  private static RuntimeException refusal(String code, String message) {
    return new Refusal(code, "escrowId", message).toException();
  }
}
