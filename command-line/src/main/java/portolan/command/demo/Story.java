// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.util.List;
import java.util.Map;
import portolan.api.v1.FundEscrowRequest;

/** How a trade is paid, and how it ends once the goods are on their way. */
public sealed interface Story
    permits CurrenciesStory,
        DeliveryStory,
        DisputeStory,
        HoldStory,
        MilestonesStory,
        PartialStory,
        RecallStory,
        ReceivableStory,
        RefundStory {

  /** Gives the platform the buyer's money. */
  default void endow(Stage stage) {
    Trade.Settlement money = stage.trade().settlement();
    stage.issue(
        money.attestationId(), stage.platformMsp(), stage.narration().money(money.reserves()));
  }

  /**
   * The escrows that are funded together.
   *
   * @param whole the whole trade, paid on delivery
   */
  default List<FundEscrowRequest> escrows(FundEscrowRequest whole) {
    return List.of(whole);
  }

  /** Whether the goods come as far as customs. */
  default boolean arrives() {
    return true;
  }

  /** Whether the seller turns its money into bank money at the end. */
  default boolean redeems() {
    return false;
  }

  /**
   * Plays what comes after the release by customs.
   *
   * @return what each member can spend of the escrows at the end, minor units
   */
  Map<String, Long> play(Stage stage);
}
