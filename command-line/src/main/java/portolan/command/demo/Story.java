package portolan.command.demo;

import portolan.api.v1.Rulebook;

/** How a trade ends once the goods are on their way. */
public sealed interface Story {

  /** They are delivered, everybody is paid, and the supplier redeems its money. */
  record Delivery() implements Story {}

  /**
   * They never arrive: the money goes back.
   *
   * @param expiresAfterSeconds from the funding to the refund
   */
  record Refund(long expiresAfterSeconds) implements Story {}

  /**
   * They are delivered and something is wrong; buyer and seller do not agree, and the bank decides.
   *
   * @param reason what is wrong
   * @param offer what the buyer would have back, which the seller does not answer
   * @param award what it has back
   */
  record Dispute(Rulebook rulebook, String reason, Share offer, Share award) implements Story {}

  /**
   * A part of the seller's money that goes back.
   *
   * @param id of the offer or award
   * @param refund minor units
   */
  record Share(String id, long refund) {}
}
