// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.escrow;

import java.time.Duration;
import portolan.api.v1.AppointOfficerRequest;
import portolan.api.v1.AppointOfficerResponse;
import portolan.api.v1.DecideHoldRequest;
import portolan.api.v1.DecideHoldResponse;
import portolan.api.v1.HoldPaymentRequest;
import portolan.api.v1.HoldPaymentResponse;
import portolan.api.v1.HoldProto;
import portolan.api.v1.HoldRecalledRequest;
import portolan.api.v1.HoldRecalledResponse;
import portolan.api.v1.HoldVerdict;
import portolan.api.v1.OpenReason;
import portolan.api.v1.ReportIncidentRequest;
import portolan.api.v1.ReportIncidentResponse;
import portolan.api.v1.ScreenPaymentRequest;
import portolan.api.v1.ScreenPaymentResponse;
import portolan.api.v1.SetLimitRequest;
import portolan.api.v1.SetLimitResponse;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Sha256;
import portolan.domain.encoding.Timestamp;
import portolan.domain.membership.MemberSignature;
import portolan.domain.settlement.escrow.HoldDecision;
import portolan.domain.settlement.escrow.HoldReason;
import portolan.domain.settlement.instruction.AppointOfficer;
import portolan.domain.settlement.instruction.DecideHold;
import portolan.domain.settlement.instruction.HoldPayment;
import portolan.domain.settlement.instruction.HoldRecalled;
import portolan.domain.settlement.instruction.ReportIncident;
import portolan.domain.settlement.instruction.ScreenPayment;
import portolan.domain.settlement.instruction.SetLimit;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.Amounts;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.transport.ServiceBinding;

/** Payments that are held, and who decides about them. */
public final class Holds {
  private static final String REASON = "HOLD_REASON_";
  private static final String VERDICT = "HOLD_VERDICT_";

  private final String own;
  private final SettlementCalls calls;

  /**
   * Of one gateway.
   *
   * @param own MSP id of its member
   */
  public Holds(String own, SettlementCalls calls) {
    this.own = own;
    this.calls = calls;
  }

  /** The HoldService of the public API. */
  public ServiceBinding binding() {
    return new ServiceBinding(HoldProto.getDescriptor().findServiceByName("HoldService"), own)
        .method("HoldPayment", HoldPaymentRequest.getDefaultInstance(), this::hold)
        .method("ReportIncident", ReportIncidentRequest.getDefaultInstance(), this::report)
        .method("HoldRecalled", HoldRecalledRequest.getDefaultInstance(), this::holdRecalled)
        .method("ScreenPayment", ScreenPaymentRequest.getDefaultInstance(), this::screen)
        .method("DecideHold", DecideHoldRequest.getDefaultInstance(), this::decide)
        .method("AppointOfficer", AppointOfficerRequest.getDefaultInstance(), this::appoint)
        .method("SetLimit", SetLimitRequest.getDefaultInstance(), this::setLimit);
  }

  /** A reason in the API's terms. */
  static portolan.api.v1.HoldReason shown(HoldReason reason) {
    return portolan.api.v1.HoldReason.valueOf(REASON + reason.name());
  }

  /** An open reason in the API's terms. */
  static OpenReason shown(portolan.domain.settlement.escrow.OpenReason open) {
    return OpenReason.newBuilder()
        .setReason(shown(open.reason()))
        .setOpenedBy(open.by())
        .setOpenedAt(Timestamp.format(open.at()))
        .setEvidenceCommitment(open.evidence().map(Commitment::hex).orElse(""))
        .build();
  }

  /** A verdict in the API's terms. */
  static HoldVerdict shown(HoldDecision.Verdict verdict) {
    return HoldVerdict.valueOf(VERDICT + verdict.name());
  }

  private static HoldReason reason(portolan.api.v1.HoldReason reason) throws ApiException {
    return switch (reason) {
      case HOLD_REASON_UNSPECIFIED, UNRECOGNIZED ->
          throw ApiException.invalid("reason", "expected a reason");
      default -> HoldReason.valueOf(reason.name().substring(REASON.length()));
    };
  }

  ReportIncidentResponse report(ReportIncidentRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    HoldReason reason = reason(request.getReason());
    Commitment evidence =
        SettlementCalls.committed("incident", "evidence", request.getEvidence(), request.getSalt());
    LedgerAccess.Written written =
        calls.write(
            "incident:" + request.getEscrowId() + ":" + reason,
            request,
            SettlementFunction.REPORT_INCIDENT,
            new ReportIncident(request.getEscrowId(), reason, evidence).toJson(),
            remaining);
    return ReportIncidentResponse.newBuilder()
        .setReceipt(written.receipt())
        .setEvidenceCommitment(evidence.hex())
        .build();
  }

  HoldRecalledResponse holdRecalled(HoldRecalledRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    LedgerAccess.Written written =
        calls.write(
            "recalled:" + request.getEscrowId() + ":" + request.getRecallId(),
            request,
            SettlementFunction.HOLD_RECALLED,
            new HoldRecalled(request.getEscrowId(), request.getRecallId()).toJson(),
            remaining);
    return HoldRecalledResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  HoldPaymentResponse hold(HoldPaymentRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    HoldReason reason = reason(request.getReason());
    LedgerAccess.Written written =
        calls.write(
            "hold:" + request.getHoldId(),
            request,
            SettlementFunction.HOLD,
            new HoldPayment(request.getEscrowId(), reason).toJson(),
            remaining);
    return HoldPaymentResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  ScreenPaymentResponse screen(ScreenPaymentRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    Commitment reference =
        SettlementCalls.committed(
            "screening", "reference", request.getReference(), request.getSalt());
    LedgerAccess.Written written =
        calls.write(
            // A screener may speak again: what it cleared it can take back.
            "screen:" + request.getEscrowId() + ":" + request.getClear() + ":" + reference.hex(),
            request,
            SettlementFunction.SCREEN,
            new ScreenPayment(request.getEscrowId(), request.getClear(), reference).toJson(),
            remaining);
    return ScreenPaymentResponse.newBuilder()
        .setReceipt(written.receipt())
        .setReferenceCommitment(reference.hex())
        .build();
  }

  DecideHoldResponse decide(DecideHoldRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    HoldDecision.Verdict verdict =
        switch (request.getVerdict()) {
          case HOLD_VERDICT_UNSPECIFIED, UNRECOGNIZED ->
              throw ApiException.invalid("verdict", "expected a verdict");
          default ->
              HoldDecision.Verdict.valueOf(request.getVerdict().name().substring(VERDICT.length()));
        };
    DecideHold decision =
        new DecideHold(
            request.getEscrowId(),
            request.getHoldNumber(),
            request.getOfficer(),
            verdict,
            new MemberSignature(request.getSignature(), request.getCertificate()));
    LedgerAccess.Written written =
        calls.write(
            // An officer may decide anew, with another signature.
            "decide:" + request.getEscrowId() + ":" + Sha256.hex(request.getSignature()),
            request,
            SettlementFunction.DECIDE_HOLD,
            decision.toJson(),
            remaining);
    Fields result = Fields.of("", written.details());
    DecideHoldResponse.Builder response =
        DecideHoldResponse.newBuilder()
            .setReceipt(written.receipt())
            .setDecided(result.flag("decided"));
    if (result.has("number")) {
      response.setHoldNumber(
          result.integer("number", 0, portolan.domain.settlement.escrow.Holds.MAX_NUMBER));
    }
    return response.build();
  }

  AppointOfficerResponse appoint(AppointOfficerRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    LedgerAccess.Written written =
        calls.write(
            "officer:" + request.getRequestId(),
            request,
            SettlementFunction.APPOINT_OFFICER,
            new AppointOfficer(request.getOfficer(), request.getCertificate()).toJson(),
            remaining);
    return AppointOfficerResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  SetLimitResponse setLimit(SetLimitRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    SetLimit limit = new SetLimit(Amounts.money("amount", request.getAmount()));
    LedgerAccess.Written written =
        calls.write(
            "limit:" + request.getRequestId(),
            request,
            SettlementFunction.SET_LIMIT,
            limit.toJson(),
            remaining);
    return SetLimitResponse.newBuilder().setReceipt(written.receipt()).build();
  }
}
