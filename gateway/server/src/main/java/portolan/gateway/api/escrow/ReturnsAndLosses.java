// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.escrow;

import java.time.Duration;
import portolan.api.v1.AgreeToReturnRequest;
import portolan.api.v1.AgreeToReturnResponse;
import portolan.api.v1.ConfirmReturnRequest;
import portolan.api.v1.ConfirmReturnResponse;
import portolan.api.v1.EscalateReturnRequest;
import portolan.api.v1.EscalateReturnResponse;
import portolan.api.v1.ReportLossRequest;
import portolan.api.v1.ReportLossResponse;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.instruction.AgreeToReturn;
import portolan.domain.settlement.instruction.ConfirmReturn;
import portolan.domain.settlement.instruction.EscalateReturn;
import portolan.domain.settlement.instruction.ReportLoss;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.LedgerAccess;

/** Goods that go back, and goods that are lost. */
final class ReturnsAndLosses {
  /** Hexadecimal digits of a secret's hash that tell it from others: 128 bits. */
  private static final int SECRET_DIGITS = 32;

  private final SettlementCalls calls;

  ReturnsAndLosses(SettlementCalls calls) {
    this.calls = calls;
  }

  AgreeToReturnResponse agree(AgreeToReturnRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    String id = request.getEscrowId();
    LedgerAccess.Written written =
        calls.write(
            "agreeToReturn:" + id,
            request,
            SettlementFunction.AGREE_TO_RETURN,
            new AgreeToReturn(id, request.getReturnSecretSha256()).toJson(),
            remaining);
    return AgreeToReturnResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  ConfirmReturnResponse confirm(ConfirmReturnRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    String id = request.getEscrowId();
    // A wrong secret must not bar the right one.
    String tried = Sha256.hex(request.getSecret()).substring(0, SECRET_DIGITS);
    LedgerAccess.Written written =
        calls.write(
            "confirmReturn:" + id + ":" + tried,
            request,
            SettlementFunction.CONFIRM_RETURN,
            new ConfirmReturn(id, request.getSecret()).toJson(),
            remaining);
    return ConfirmReturnResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  EscalateReturnResponse escalate(EscalateReturnRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    LedgerAccess.Written written =
        calls.write(
            "escalate:" + request.getEscrowId(),
            request,
            SettlementFunction.ESCALATE,
            new EscalateReturn(request.getEscrowId()).toJson(),
            remaining);
    return EscalateReturnResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  ReportLossResponse reportLoss(ReportLossRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    Commitment reason =
        SettlementCalls.committed("loss", "reason", request.getReason(), request.getSalt());
    LedgerAccess.Written written =
        calls.write(
            "loss:" + request.getEscrowId(),
            request,
            SettlementFunction.REPORT_LOSS,
            new ReportLoss(request.getEscrowId(), reason).toJson(),
            remaining);
    return ReportLossResponse.newBuilder()
        .setReceipt(written.receipt())
        .setReasonCommitment(reason.hex())
        .build();
  }
}
