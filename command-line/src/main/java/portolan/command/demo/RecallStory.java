// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.util.List;
import java.util.Map;
import portolan.api.v1.EscrowState;
import portolan.api.v1.HoldRecalledRequest;
import portolan.api.v1.HoldVerdict;
import portolan.api.v1.RecallRequest;
import portolan.api.v1.RecallResponse;
import portolan.api.v1.RecallSource;
import portolan.client.PortolanException;

/**
 * The maker recalls a unit that is on its way: the delivery of its order is refused, customs has
 * the payment held, which needs nobody's word, and two officers of the bank send the money back.
 *
 * @param recallId chosen by the maker
 * @param reason for people
 * @param officers two names
 */
public record RecallStory(String recallId, String reason, List<String> officers) implements Story {
  private static final String RECALLED = "RECALLED";
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  /** Copies the list. */
  public RecallStory {
    officers = List.copyOf(officers);
  }

  @Override
  public Map<String, Long> play(Stage stage) {
    Narration narration = stage.narration();
    String id = stage.trade().settlement().escrowId();
    String maker = stage.trade().order().getSupplier();
    String recall = maker + "/" + recallId;
    narration.title("Recall");
    recall(stage, maker);
    narration.line(refused(stage));
    narration.step(
        "customs has the payment held for it, on the ledger's evidence",
        () ->
            stage
                .gateways()
                .of(stage.trade().declaration().getAuthority())
                .holds()
                .holdRecalled(
                    HoldRecalledRequest.newBuilder().setEscrowId(id).setRecallId(recall).build())
                .getReceipt());
    stage.awaitAtBank(id, escrow -> escrow.getState() == EscrowState.ESCROW_STATE_HELD);
    Officers.appoint(stage, officers, recallId).decide(id, HoldVerdict.HOLD_VERDICT_REJECT);
    return Map.of(stage.platformMsp(), stage.trade().funded());
  }

  private void recall(Stage stage, String maker) {
    RecallRequest request =
        RecallRequest.newBuilder()
            .setRecallId(recallId)
            .setReason(reason)
            .addSources(RecallSource.newBuilder().setName(stage.trade().unit()))
            .build();
    long giveUp = System.nanoTime() + PATIENCE_NANOS;
    RecallResponse[] last = new RecallResponse[1];
    stage
        .narration()
        .step(
            "supplier recalls a unit of the order: " + reason,
            () -> {
              last[0] = stage.gateways().of(maker).recalls().recall(request);
              return last[0].getReceipt();
            });
    while (last[0].getLeft() > 0) {
      if (System.nanoTime() - giveUp > 0) {
        throw new IllegalStateException(last[0].getLeft() + " objects are not marked");
      }
      last[0] = stage.gateways().of(maker).recalls().recall(request);
    }
    stage
        .narration()
        .line(
            "    affected "
                + last[0].getAffected()
                + ", marked "
                + last[0].getScopeCount()
                + ", root "
                + last[0].getScopeRoot().substring(0, 16));
  }

  /** The courier's peer may not have what was marked a moment ago; the ledger decides. */
  private static String refused(Stage stage) {
    try {
      stage.deliver("courier presents the consignee's secret");
    } catch (PortolanException e) {
      if (e.reason().equals(RECALLED)) {
        return "courier presents the consignee's secret: refused as RECALLED, nobody is paid";
      }
      throw e;
    }
    throw new IllegalStateException("recalled goods were paid for");
  }
}
