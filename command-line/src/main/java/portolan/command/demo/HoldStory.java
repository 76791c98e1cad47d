// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import portolan.api.v1.Escrow;
import portolan.api.v1.EscrowState;
import portolan.api.v1.HoldPaymentRequest;
import portolan.api.v1.HoldReason;
import portolan.api.v1.HoldVerdict;
import portolan.api.v1.ReportIncidentRequest;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.escrow.HoldDecision;

/**
 * The bank holds the payment; the goods are delivered meanwhile, a seal is found broken, and two
 * officers decide about both.
 *
 * @param holdId chosen by the bank
 * @param officers two names
 */
public record HoldStory(
    String holdId, HoldReason reason, List<String> officers, HoldDecision.Verdict verdict)
    implements Story {
  private static final String REASON = "HOLD_REASON_";

  /** Copies the list. */
  public HoldStory {
    officers = List.copyOf(officers);
  }

  @Override
  public Map<String, Long> play(Stage stage) {
    Narration narration = stage.narration();
    String id = stage.trade().settlement().escrowId();
    narration.title("Hold");
    Officers appointed = Officers.appoint(stage, officers, holdId);
    HoldVerdict decided = HoldVerdict.valueOf("HOLD_VERDICT_" + verdict);
    narration.step(
        "bank holds the payment: " + reason.name().substring(REASON.length()),
        () ->
            stage
                .bank()
                .holds()
                .holdPayment(
                    HoldPaymentRequest.newBuilder()
                        .setEscrowId(id)
                        .setReason(reason)
                        .setHoldId(holdId)
                        .build())
                .getReceipt());
    stage.deliver("courier presents the consignee's secret: delivered, and nobody is paid");
    requireHeld(stage, id);
    appointed.decide(id, officers.getFirst(), decided);
    requireHeld(stage, id);
    narration.step(
        "platform reports a broken seal: a vote before that does not count for it",
        () ->
            stage
                .platform()
                .holds()
                .reportIncident(
                    ReportIncidentRequest.newBuilder()
                        .setEscrowId(id)
                        .setReason(HoldReason.HOLD_REASON_SEAL)
                        .setEvidence("photograph of the box as the consignee got it")
                        .setSalt(Sha256.hex(holdId + " " + id))
                        .build())
                .getReceipt());
    stage.awaitAtBank(id, escrow -> escrow.getHoldReasonsCount() == 2);
    requireHeld(stage, id);
    appointed.decide(id, decided);
    return switch (verdict) {
      case RELEASE -> stage.shares(0);
      case REJECT -> Map.of(stage.platformMsp(), stage.trade().funded());
      case SEIZE -> throw new IllegalStateException("not a story with an end for anybody");
    };
  }

  private static void requireHeld(Stage stage, String id) {
    Escrow escrow = stage.atBank(id);
    if (escrow.getState() != EscrowState.ESCROW_STATE_HELD) {
      throw new IllegalStateException("expected a held payment, found " + escrow.getState());
    }
    stage
        .narration()
        .line(
            "held for "
                + escrow.getHoldReasonsList().stream()
                    .map(open -> open.getReason().name().substring(REASON.length()))
                    .collect(Collectors.joining(", "))
                + "; number "
                + escrow.getHoldNumber()
                + "; votes so far: "
                + escrow.getHoldVotesCount());
  }
}
