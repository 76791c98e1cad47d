// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import portolan.api.v1.AppointOfficerRequest;
import portolan.api.v1.DecideHoldRequest;
import portolan.api.v1.Escrow;
import portolan.api.v1.EscrowState;
import portolan.api.v1.GetEscrowRequest;
import portolan.api.v1.HoldPaymentRequest;
import portolan.api.v1.HoldReason;
import portolan.api.v1.HoldVerdict;
import portolan.api.v1.ReportIncidentRequest;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.escrow.HoldDecision;
import portolan.network.PersonalKey;

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
    // Keys of persons: the gateway never has them.
    Map<String, PersonalKey> keys = new HashMap<>();
    officers.forEach(
        officer ->
            keys.put(officer, PersonalKey.create(officer, stage.trade().settlement().bank())));
    for (String officer : officers) {
      narration.step(
          "bank says with which certificate officer " + officer + " signs",
          () ->
              stage
                  .bank()
                  .holds()
                  .appointOfficer(
                      AppointOfficerRequest.newBuilder()
                          .setOfficer(officer)
                          .setCertificate(keys.get(officer).certificatePem())
                          .setRequestId(holdId + ":" + officer)
                          .build())
                  .getReceipt());
    }
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
    decide(stage, id, officers.getFirst(), keys.get(officers.getFirst()));
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
    for (String officer : officers) {
      decide(stage, id, officer, keys.get(officer));
    }
    return switch (verdict) {
      case RELEASE -> stage.shares(0);
      case REJECT -> Map.of(stage.platformMsp(), stage.trade().funded());
      case SEIZE -> throw new IllegalStateException("not a story with an end for anybody");
    };
  }

  private static Escrow escrow(Stage stage, String id) {
    return stage.bank().escrows().getEscrow(GetEscrowRequest.newBuilder().setEscrowId(id).build());
  }

  private static void requireHeld(Stage stage, String id) {
    Escrow escrow = escrow(stage, id);
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

  private void decide(Stage stage, String id, String officer, PersonalKey key) {
    Escrow escrow = escrow(stage, id);
    byte[] decision =
        portolan.client.HoldDecision.signedBytes(
            escrow, officer, HoldVerdict.valueOf("HOLD_VERDICT_" + verdict));
    stage
        .narration()
        .step(
            "officer " + officer + " signs: " + verdict,
            () ->
                stage
                    .bank()
                    .holds()
                    .decideHold(
                        DecideHoldRequest.newBuilder()
                            .setEscrowId(id)
                            .setHoldNumber(escrow.getHoldNumber())
                            .setOfficer(officer)
                            .setVerdict(HoldVerdict.valueOf("HOLD_VERDICT_" + verdict))
                            .setSignature(key.sign(decision))
                            .setCertificate(key.certificatePem())
                            .build())
                    .getReceipt());
  }
}
