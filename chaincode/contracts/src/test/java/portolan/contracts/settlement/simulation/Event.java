// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.time.Duration;
import java.util.List;

/** What happens in a round. */
sealed interface Event {
  /**
   * A transaction in the making.
   *
   * @param function of the contract
   * @param caller the member
   * @param endorsers whose peers sign
   * @param skew of the caller's clock
   * @param fate what becomes of it once it is endorsed
   * @param held how many rounds it is held back
   * @param commands its items
   */
  record Call(
      String function,
      String caller,
      List<String> endorsers,
      Duration skew,
      Fate fate,
      int held,
      List<Command> commands)
      implements Event {

    Call with(List<Command> others) {
      return new Call(function, caller, endorsers, skew, fate, held, others);
    }
  }

  /** What becomes of an endorsed transaction. */
  enum Fate {
    /** It is submitted. */
    SUBMITTED,
    /** It is submitted, and once more. */
    TWICE,
    /** It is never submitted. */
    LOST
  }

  /** A member's peer dies; it is back in the next round. */
  record Crash(String member) implements Event {}

  /** Customs assesses goods; nothing happens if they are released. */
  record Assess(Withholding.Assessed goods) implements Event {}

  /** Goods of an order are marked under a recall; nothing happens if they are already. */
  record Recall(String orderId, String recallId) implements Event {}

  /** A recall is lifted; nothing happens if it is already. */
  record LiftRecall(String recallId) implements Event {}

  /**
   * Goods are released: of an order, as somebody declared them to some authority. Nobody but the
   * owner of the id can lodge a declaration under it; if anybody did, it pays nobody.
   */
  record Release(String declarationId, Model.Goods goods) implements Event {}
}
