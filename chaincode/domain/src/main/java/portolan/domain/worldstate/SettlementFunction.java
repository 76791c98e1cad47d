// SPDX-License-Identifier: Apache-2.0
package portolan.domain.worldstate;

/**
 * The functions of the chaincode {@code settlement}: money, escrows and the exchange of currencies.
 */
public enum SettlementFunction implements ContractFunction {
  /** Attests reserves, against which notes may be minted. */
  ATTEST_RESERVES("attestReserves"),

  /** Mints notes. */
  MINT("mint"),

  /** Funds escrows. */
  FUND("fund"),

  /** Tells the owner of a note what is in it. */
  ADVISE("advise"),

  /** Confirms deliveries. */
  CONFIRM("confirm"),

  /** Confirms milestones. */
  CONFIRM_MILESTONE("confirmMilestone"),

  /** Refunds escrows whose time for delivery is over. */
  REFUND("refund"),

  /** Accepts the goods. */
  ACCEPT("accept"),

  /** Claims a defect. */
  CLAIM("claim"),

  /** Offers to split what an escrow holds. */
  OFFER("offer"),

  /** Agrees to an offered split. */
  AGREE("agree"),

  /** Awards what an escrow holds. */
  AWARD("award"),

  /** Says that the time of a phase is over. */
  EXPIRE("expire"),

  /** Agrees that the goods go back. */
  AGREE_TO_RETURN("agreeToReturn"),

  /** Confirms that the goods are back. */
  CONFIRM_RETURN("confirmReturn"),

  /** Takes a return that did not come to the arbiter. */
  ESCALATE("escalate"),

  /** Reports goods as lost. */
  REPORT_LOSS("reportLoss"),

  /** Holds payments. */
  HOLD("hold"),

  /** Reports an incident, which holds the payment. */
  REPORT_INCIDENT("reportIncident"),

  /** Holds the payment for goods that are recalled. */
  HOLD_RECALLED("holdRecalled"),

  /** Tells what the screening of a payment found. */
  SCREEN("screen"),

  /** Decides a hold, as one of two officers. */
  DECIDE_HOLD("decideHold"),

  /** Appoints an officer of the bank. */
  APPOINT_OFFICER("appointOfficer"),

  /** Sets the amount above which an escrow is looked at. */
  SET_LIMIT("setLimit"),

  /** Offers a claim to a financier. */
  OFFER_RECEIVABLE("offerReceivable"),

  /** Buys a claim. */
  BUY_RECEIVABLE("buyReceivable"),

  /** Merges notes into one. */
  MERGE("merge"),

  /** Deletes notes that can never be spent. */
  FORGET("forget"),

  /** Redeems notes for money at the bank. */
  REDEEM("redeem"),

  /** Confirms that redemptions were paid. */
  CONFIRM_REDEMPTIONS("confirmRedemptions"),

  /** Gives back redemptions that could not be paid. */
  RETURN_REDEMPTIONS("returnRedemptions"),

  /** Publishes the reference rates of a day. */
  PUBLISH_REFERENCE_RATES("publishReferenceRates"),

  /** Appoints the key with which a provider signs quotes. */
  APPOINT_DEALER("appointDealer"),

  /** Locks a quote. */
  LOCK_QUOTE("lockQuote"),

  /** Executes a lock. */
  EXECUTE_LOCK("executeLock"),

  /** Says that the time of a lock is over. */
  EXPIRE_LOCK("expireLock"),

  /** Reads an escrow and where it stands. */
  ESCROW("escrow"),

  /** Reads which escrows withhold a tax; for other chaincodes. */
  WITHHELD("withheld"),

  /** Reads the banks of escrows. */
  BANKS("banks"),

  /** Reads which deliveries of orders are confirmed. */
  ARRIVALS("arrivals"),

  /** Reads the openings of an escrow's payouts. */
  PLANNED("planned"),

  /** Reads a claim that is offered. */
  RECEIVABLE("receivable"),

  /** Reads a note. */
  NOTE("note"),

  /** Reads what may still be minted. */
  ALLOWANCES("allowances"),

  /** Reads a redemption. */
  REDEMPTION("redemption"),

  /** Reads the sealed order of a redemption. */
  REDEMPTION_ORDER("redemptionOrder"),

  /** Reads what is said of a redemption's return. */
  RETURN_ADVICE("returnAdvice"),

  /** Reads the redemptions that the bank has not paid yet. */
  PAYMENTS_DUE("paymentsDue"),

  /** Reads redemptions by their UETR. */
  PAYMENTS("payments"),

  /** Reads a lock and where it stands. */
  LOCK("lock"),

  /** Reads the sealed plan of a lock. */
  EXCHANGE_PLAN("exchangePlan"),

  /** Reads the certificate with which a provider signs quotes. */
  DEALER("dealer"),

  /** Reads the latest reference rates of a source. */
  REFERENCE_RATES("referenceRates"),

  /** Reads the notes that are open to the caller. */
  MY_NOTES("myNotes"),

  /** Recomputes the totals from all notes. */
  AUDIT("audit");

  /** Name of the chaincode definition. */
  public static final String CHAINCODE = "settlement";

  private final String functionName;

  SettlementFunction(String functionName) {
    this.functionName = functionName;
  }

  @Override
  public String chaincode() {
    return CHAINCODE;
  }

  @Override
  public String functionName() {
    return functionName;
  }
}
