// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.util.List;
import java.util.Map;
import portolan.api.v1.EscrowState;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.RefundRequest;

/**
 * The goods never arrive: the money goes back.
 *
 * @param expiresAfterSeconds from the funding to the refund
 */
public record RefundStory(long expiresAfterSeconds) implements Story {

  @Override
  public List<FundEscrowRequest> escrows(FundEscrowRequest whole) {
    return List.of(whole.toBuilder().setExpiresAfterSeconds(expiresAfterSeconds).build());
  }

  @Override
  public boolean arrives() {
    return false;
  }

  @Override
  public Map<String, Long> play(Stage stage) {
    stage.narration().title("Nothing arrives");
    refund(stage, stage.trade().settlement().escrowId());
    return Map.of(stage.platformMsp(), stage.trade().funded());
  }

  /** Anybody may say that a deadline has passed. */
  static void refund(Stage stage, String escrowId) {
    stage.timePasses(
        escrowId,
        EscrowState.ESCROW_STATE_REFUNDED,
        "the deadline of " + escrowId + " passes: the money goes back",
        () ->
            stage
                .carrier()
                .escrows()
                .refund(RefundRequest.newBuilder().setEscrowId(escrowId).build())
                .getReceipt());
  }
}
