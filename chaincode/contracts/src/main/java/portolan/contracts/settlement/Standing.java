// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.Optional;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Refusal;
import portolan.domain.settlement.Rulebook;
import portolan.domain.settlement.escrow.Escrow;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Interests;
import portolan.domain.worldstate.RefusalCode;

/**
 * Where an escrow stands for one call.
 *
 * @param transaction the call
 * @param escrow as it was funded
 * @param gate where it stands
 */
record Standing(Transaction transaction, Escrow escrow, EscrowState gate) {

  /** The rulebook, which not every escrow has. */
  Rulebook rules() {
    return escrow
        .terms()
        .rulebook()
        .orElseThrow(
            () ->
                refusal(
                    RefusalCode.WRONG_STATE,
                    "expected an escrow with a rulebook; the payouts of this one are final when"
                        + " delivered"));
  }

  /** Refuses everybody but this member. */
  void requireCaller(String member, String who) {
    if (!transaction.caller().equals(member)) {
      throw refusal(RefusalCode.PERMISSION_DENIED, "expected " + who + " of the escrow, " + member);
    }
  }

  /** Refuses everybody but the member that the terms name, and everybody if they name none. */
  void requireCaller(Optional<String> member, String who) {
    requireCaller(
        member.orElseThrow(
            () -> refusal(RefusalCode.WRONG_STATE, "expected an escrow whose terms name " + who)),
        who);
  }

  /** Who may not judge this escrow, as it stands. */
  Interests interests() {
    return Interests.of(escrow, gate);
  }

  /** Refuses everybody but the bank of the escrow, and it too if it has an interest in it. */
  void requireJudge() {
    String bank = escrow.terms().bank();
    requireCaller(bank, "the bank");
    if (!interests().mayDecide(bank)) {
      throw refusal(
          RefusalCode.PERMISSION_DENIED, "expected a bank that has no interest in the escrow");
    }
  }

  /** Refuses everybody but the screener that the terms name, and it too if it has an interest. */
  void requireScreener() {
    requireCaller(escrow.terms().screener(), "the screener");
    if (!interests().mayScreen(transaction.caller())) {
      throw refusal(
          RefusalCode.PERMISSION_DENIED, "expected a screener that has no interest in the escrow");
    }
  }

  /** Refuses everybody but the seller and whoever has bought a payout. */
  void requireBearerOfReturn() {
    if (!interests().mayAgreeToReturn(transaction.caller())) {
      throw refusal(
          RefusalCode.PERMISSION_DENIED,
          "expected the seller of the escrow, or a member that has bought a payout");
    }
  }

  /** Refuses everybody but the carrier that the terms name, and it too if it has an interest. */
  void requireCarrier() {
    requireCaller(escrow.terms().carrier(), "the carrier");
    if (!interests().mayReportLoss(transaction.caller())) {
      throw refusal(
          RefusalCode.PERMISSION_DENIED, "expected a carrier that has no interest in the loss");
    }
  }

  private static RuntimeException refusal(RefusalCode code, String message) {
    return new Refusal(code, "escrowId", message).toException();
  }
}
