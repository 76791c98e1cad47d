// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.EnumSet;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.Peer;
import portolan.domain.membership.Role;

/** The functions of {@code settlement}. Endorsed by the settlement bank and one other member. */
public final class SettlementContract extends Contract {

  /** For the peer that it runs for. */
  public SettlementContract(Peer peer) {
    super(peer);
    group("attestReserves", EnumSet.of(Role.BANK), AttestReservesFunction::new);
    group("mint", EnumSet.of(Role.BANK), MintFunction::new);
    group("fund", EnumSet.of(Role.PLATFORM), FundFunction::new);
    group("advise", EnumSet.of(Role.PLATFORM, Role.BANK), AdviseFunction::new);
    group("confirm", EnumSet.of(Role.LOGISTICS, Role.PLATFORM), ConfirmFunction::delivery);
    group("confirmMilestone", ANY_ROLE, ConfirmFunction::milestone);
    group("refund", ANY_ROLE, RefundFunction::new);
    group("accept", ANY_ROLE, Transition::accept);
    group("claim", ANY_ROLE, Transition::claim);
    group("offer", ANY_ROLE, OfferFunction::new);
    group("agree", ANY_ROLE, Transition::agree);
    group("award", EnumSet.of(Role.BANK), AwardFunction::new);
    group("expire", ANY_ROLE, Transition::expire);
    group("agreeToReturn", ANY_ROLE, Transition::agreeToReturn);
    group("confirmReturn", ANY_ROLE, Transition::confirmReturn);
    group("escalate", ANY_ROLE, Transition::escalate);
    group("reportLoss", ANY_ROLE, Transition::reportLoss);
    group("hold", EnumSet.of(Role.BANK), HoldPaymentFunction::new);
    group("reportIncident", ANY_ROLE, ReportIncidentFunction::new);
    group("screen", ANY_ROLE, ScreenFunction::new);
    group("decideHold", EnumSet.of(Role.BANK), DecideHoldFunction::new);
    group("appointOfficer", EnumSet.of(Role.BANK), BankSettings::appointOfficer);
    group("setLimit", EnumSet.of(Role.BANK), BankSettings::setLimit);
    group("offerReceivable", ANY_ROLE, OfferReceivableFunction::new);
    group("buyReceivable", ANY_ROLE, BuyReceivableFunction::new);
    group("merge", ANY_ROLE, MergeFunction::new);
    group("forget", ANY_ROLE, ForgetFunction::new);
    group("redeem", ANY_ROLE, RedeemFunction::new);
    group("confirmRedemptions", EnumSet.of(Role.BANK), ConfirmRedemptionsFunction::new);
    group("returnRedemptions", EnumSet.of(Role.BANK), ReturnRedemptionsFunction::new);
    group("publishReferenceRates", EnumSet.of(Role.BANK), PublishReferenceRatesFunction::new);
    group("appointDealer", EnumSet.of(Role.BANK), AppointDealerFunction::new);
    group("lockQuote", ANY_ROLE, LockQuoteFunction::new);
    group("executeLock", ANY_ROLE, EndLockFunction::execute);
    group("expireLock", ANY_ROLE, EndLockFunction::expire);
    evaluate("escrow", Queries::escrow);
    evaluate("withheld", Queries::withheld);
    evaluate("banks", Queries::banks);
    evaluate("arrivals", ArrivalQueries::arrivals);
    evaluate("planned", Queries::planned);
    evaluate("receivable", Queries::receivable);
    evaluate("note", Queries::note);
    evaluate("allowances", Queries::allowances);
    evaluate("redemption", Queries::redemption);
    evaluate("redemptionOrder", Queries::redemptionOrder);
    evaluate("returnAdvice", Queries::returnAdvice);
    evaluate("paymentsDue", BankRedemptions::due);
    evaluate("payments", BankRedemptions::named);
    evaluate("lock", ExchangeQueries::lock);
    evaluate("exchangePlan", ExchangeQueries::plan);
    evaluate("dealer", ExchangeQueries::dealer);
    evaluate("referenceRates", ExchangeQueries::referenceRates);
    evaluate("myNotes", MyNotes::page);
    evaluate("audit", Audit::run);
  }
}
