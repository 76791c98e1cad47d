// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.EnumSet;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.Peer;
import portolan.domain.membership.Role;
import portolan.domain.worldstate.SettlementFunction;

/** The functions of {@code settlement}. Endorsed by the settlement bank and one other member. */
public final class SettlementContract extends Contract {

  /** For the peer that it runs for. */
  public SettlementContract(Peer peer) {
    super(peer);
    group(SettlementFunction.ATTEST_RESERVES, EnumSet.of(Role.BANK), AttestReservesFunction::new);
    group(SettlementFunction.MINT, EnumSet.of(Role.BANK), MintFunction::new);
    group(SettlementFunction.FUND, EnumSet.of(Role.PLATFORM), FundFunction::new);
    group(SettlementFunction.ADVISE, EnumSet.of(Role.PLATFORM, Role.BANK), AdviseFunction::new);
    group(
        SettlementFunction.CONFIRM,
        EnumSet.of(Role.LOGISTICS, Role.PLATFORM),
        ConfirmFunction::delivery);
    group(SettlementFunction.CONFIRM_MILESTONE, ANY_ROLE, ConfirmFunction::milestone);
    group(SettlementFunction.REFUND, ANY_ROLE, RefundFunction::new);
    group(SettlementFunction.ACCEPT, ANY_ROLE, Transition::accept);
    group(SettlementFunction.CLAIM, ANY_ROLE, Transition::claim);
    group(SettlementFunction.OFFER, ANY_ROLE, OfferFunction::new);
    group(SettlementFunction.AGREE, ANY_ROLE, Transition::agree);
    group(SettlementFunction.AWARD, EnumSet.of(Role.BANK), AwardFunction::new);
    group(SettlementFunction.EXPIRE, ANY_ROLE, Transition::expire);
    group(SettlementFunction.AGREE_TO_RETURN, ANY_ROLE, Transition::agreeToReturn);
    group(SettlementFunction.CONFIRM_RETURN, ANY_ROLE, Transition::confirmReturn);
    group(SettlementFunction.ESCALATE, ANY_ROLE, Transition::escalate);
    group(SettlementFunction.REPORT_LOSS, ANY_ROLE, Transition::reportLoss);
    group(SettlementFunction.HOLD, EnumSet.of(Role.BANK), HoldPaymentFunction::new);
    group(SettlementFunction.REPORT_INCIDENT, ANY_ROLE, ReportIncidentFunction::new);
    group(SettlementFunction.HOLD_RECALLED, ANY_ROLE, HoldRecalledFunction::new);
    group(SettlementFunction.SCREEN, ANY_ROLE, ScreenFunction::new);
    group(SettlementFunction.DECIDE_HOLD, EnumSet.of(Role.BANK), DecideHoldFunction::new);
    group(SettlementFunction.APPOINT_OFFICER, EnumSet.of(Role.BANK), BankSettings::appointOfficer);
    group(SettlementFunction.SET_LIMIT, EnumSet.of(Role.BANK), BankSettings::setLimit);
    group(SettlementFunction.OFFER_RECEIVABLE, ANY_ROLE, OfferReceivableFunction::new);
    group(SettlementFunction.BUY_RECEIVABLE, ANY_ROLE, BuyReceivableFunction::new);
    group(SettlementFunction.MERGE, ANY_ROLE, MergeFunction::new);
    group(SettlementFunction.FORGET, ANY_ROLE, ForgetFunction::new);
    group(SettlementFunction.REDEEM, ANY_ROLE, RedeemFunction::new);
    group(
        SettlementFunction.CONFIRM_REDEMPTIONS,
        EnumSet.of(Role.BANK),
        ConfirmRedemptionsFunction::new);
    group(
        SettlementFunction.RETURN_REDEMPTIONS,
        EnumSet.of(Role.BANK),
        ReturnRedemptionsFunction::new);
    group(
        SettlementFunction.PUBLISH_REFERENCE_RATES,
        EnumSet.of(Role.BANK),
        PublishReferenceRatesFunction::new);
    group(SettlementFunction.APPOINT_DEALER, EnumSet.of(Role.BANK), AppointDealerFunction::new);
    group(SettlementFunction.LOCK_QUOTE, ANY_ROLE, LockQuoteFunction::new);
    group(SettlementFunction.EXECUTE_LOCK, ANY_ROLE, EndLockFunction::execute);
    group(SettlementFunction.EXPIRE_LOCK, ANY_ROLE, EndLockFunction::expire);
    evaluate(SettlementFunction.ESCROW, Queries::escrow);
    evaluate(SettlementFunction.WITHHELD, Queries::withheld);
    evaluate(SettlementFunction.BANKS, Queries::banks);
    evaluate(SettlementFunction.ARRIVALS, ArrivalQueries::arrivals);
    evaluate(SettlementFunction.PLANNED, Queries::planned);
    evaluate(SettlementFunction.RECEIVABLE, Queries::receivable);
    evaluate(SettlementFunction.NOTE, Queries::note);
    evaluate(SettlementFunction.ALLOWANCES, Queries::allowances);
    evaluate(SettlementFunction.REDEMPTION, Queries::redemption);
    evaluate(SettlementFunction.REDEMPTION_ORDER, Queries::redemptionOrder);
    evaluate(SettlementFunction.RETURN_ADVICE, Queries::returnAdvice);
    evaluate(SettlementFunction.PAYMENTS_DUE, BankRedemptions::due);
    evaluate(SettlementFunction.PAYMENTS, BankRedemptions::named);
    evaluate(SettlementFunction.LOCK, ExchangeQueries::lock);
    evaluate(SettlementFunction.EXCHANGE_PLAN, ExchangeQueries::plan);
    evaluate(SettlementFunction.DEALER, ExchangeQueries::dealer);
    evaluate(SettlementFunction.REFERENCE_RATES, ExchangeQueries::referenceRates);
    evaluate(SettlementFunction.MY_NOTES, MyNotes::page);
    evaluate(SettlementFunction.AUDIT, Audit::run);
  }
}
