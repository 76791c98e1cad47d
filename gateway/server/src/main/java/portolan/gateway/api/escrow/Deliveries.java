// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.escrow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import portolan.api.v1.ConfirmDeliveriesRequest;
import portolan.api.v1.ConfirmDeliveriesResponse;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.ConfirmDeliveryResponse;
import portolan.api.v1.ConfirmMilestoneRequest;
import portolan.api.v1.ConfirmMilestoneResponse;
import portolan.api.v1.DeliveryResult;
import portolan.api.v1.Receipt;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.instruction.ConfirmDelivery;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Call;
import portolan.gateway.api.call.Failures;
import portolan.gateway.api.call.StreamRpc;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.Outcome;

/** Confirms deliveries, one by one or as a stream. */
final class Deliveries
    implements StreamRpc<ConfirmDeliveriesRequest, Deliveries.Answer, ConfirmDeliveriesResponse> {
  private static final int MAX_IN_MESSAGE = 1_000;

  /** Hexadecimal digits of a secret's hash that tell it from others: 128 bits. */
  private static final int SECRET_DIGITS = 32;

  private final Membership members;
  private final LedgerAccess ledger;

  Deliveries(Membership members, LedgerAccess ledger) {
    this.members = members;
    this.ledger = ledger;
  }

  /** What became of one delivery of a stream. */
  sealed interface Answer {
    /** It is on the ledger. */
    record Accepted(String escrowId, Outcome outcome) implements Answer {}

    /** It is not, or it is not known. */
    record Failed(String escrowId, ApiException why) implements Answer {}
  }

  ConfirmDeliveryResponse confirm(ConfirmDeliveryRequest request, Call call)
      throws ApiException, InterruptedException {
    LedgerAccess.Written written =
        ledger.writeInGroup(
            key(request), request, share(request, members.ofEscrow(request.getEscrowId())), call);
    return ConfirmDeliveryResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  /** A wrong secret must not bar the right one, so the hash of the evidence is part of the key. */
  private static String key(ConfirmDeliveryRequest request) {
    return "confirm:"
        + request.getEscrowId()
        + ":"
        + Sha256.hex(request.getSecret() + request.getDocumentCommitment())
            .substring(0, SECRET_DIGITS);
  }

  private static LedgerAccess.Share share(ConfirmDeliveryRequest request, Endorsers endorsers)
      throws ApiException {
    return LedgerAccess.share(
        SettlementFunction.CONFIRM,
        new ConfirmDelivery(request.getEscrowId(), evidence(request)).toJson(),
        Optional.empty(),
        endorsers);
  }

  private static Evidence evidence(ConfirmDeliveryRequest request) throws ApiException {
    String document = request.getDocumentCommitment();
    if (document.isEmpty()) {
      return new Evidence.Secret(request.getSecret());
    }
    if (!request.getSecret().isEmpty()) {
      throw ApiException.invalid("secret", "expected either a secret or a documentCommitment");
    }
    if (!Format.SHA256.accepts(document)) {
      throw ApiException.invalid("documentCommitment", "expected " + Format.SHA256.expected());
    }
    return new Evidence.Document(new Commitment(document));
  }

  ConfirmMilestoneResponse confirmMilestone(ConfirmMilestoneRequest request, Call call)
      throws ApiException, InterruptedException {
    LedgerAccess.Written written =
        ledger.writeInGroup(
            "milestone:" + request.getEscrowId(),
            request,
            LedgerAccess.share(
                SettlementFunction.CONFIRM_MILESTONE,
                new ConfirmDelivery(request.getEscrowId(), new Evidence.Release()).toJson(),
                Optional.empty(),
                members.ofEscrow(request.getEscrowId())),
            call);
    return ConfirmMilestoneResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  @Override
  public List<CompletableFuture<Answer>> begin(ConfirmDeliveriesRequest message, Object stream)
      throws ApiException, InterruptedException {
    int count = message.getDeliveriesCount();
    if (count < 1 || count > MAX_IN_MESSAGE) {
      throw ApiException.invalid(
          "deliveries", "expected 1 to " + MAX_IN_MESSAGE + " deliveries, found " + count);
    }
    Map<String, Endorsers> endorsers =
        members.ofEscrows(
            message.getDeliveriesList().stream().map(ConfirmDeliveryRequest::getEscrowId).toList());
    List<CompletableFuture<Answer>> answers = new ArrayList<>(count);
    for (ConfirmDeliveryRequest request : message.getDeliveriesList()) {
      answers.add(begin(request, endorsers.get(request.getEscrowId()), stream));
    }
    return answers;
  }

  private CompletableFuture<Answer> begin(
      ConfirmDeliveryRequest request, Endorsers endorsers, Object stream)
      throws InterruptedException {
    String id = request.getEscrowId();
    try {
      return ledger
          .begin(key(request), request, share(request, endorsers), stream)
          .handle(
              (outcome, failure) ->
                  failure == null
                      ? answer(id, outcome)
                      : new Answer.Failed(id, LedgerAccess.unfinished(failure)));
    } catch (ApiException | RuntimeException e) {
      // Of this delivery alone: those before it have begun.
      return CompletableFuture.completedFuture(
          new Answer.Failed(id, Failures.of("ConfirmDeliveries", e)));
    }
  }

  private static Answer answer(String id, Outcome outcome) {
    return outcome instanceof Outcome.Refused r
        ? new Answer.Failed(id, LedgerAccess.refused(r))
        : new Answer.Accepted(id, outcome);
  }

  @Override
  public List<ConfirmDeliveriesResponse> pack(List<Answer> answers) {
    Map<Receipt, ConfirmDeliveriesResponse.Builder> accepted = new LinkedHashMap<>();
    ConfirmDeliveriesResponse.Builder failed = ConfirmDeliveriesResponse.newBuilder();
    Outcome last = null;
    ConfirmDeliveriesResponse.Builder itsMessage = null;
    for (Answer answer : answers) {
      switch (answer) {
        case Answer.Accepted a -> {
          if (!sameTransaction(last, a.outcome())) {
            last = a.outcome();
            Receipt receipt = LedgerAccess.receipt(last);
            itsMessage =
                accepted.computeIfAbsent(
                    receipt, r -> ConfirmDeliveriesResponse.newBuilder().setReceipt(r));
          }
          itsMessage.addResults(DeliveryResult.newBuilder().setEscrowId(a.escrowId()));
        }
        case Answer.Failed f ->
            failed.addResults(
                DeliveryResult.newBuilder()
                    .setEscrowId(f.escrowId())
                    .setStatus(f.why().code().getNumber())
                    .setReason(f.why().reason())
                    .setField(f.why().field())
                    .setMessage(f.why().getMessage()));
      }
    }
    List<ConfirmDeliveriesResponse> messages = new ArrayList<>();
    accepted.values().forEach(m -> messages.add(m.build()));
    if (failed.getResultsCount() > 0) {
      messages.add(failed.build());
    }
    return messages;
  }

  /** Whether two outcomes share a receipt. */
  private static boolean sameTransaction(Outcome one, Outcome other) {
    return switch (one) {
      case null -> false;
      case Outcome.Committed a ->
          other instanceof Outcome.Committed b && a.transactionId().equals(b.transactionId());
      case Outcome.Existing e -> other instanceof Outcome.Existing;
      case Outcome.Refused r -> false;
    };
  }
}
