// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.stream.Stream;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.SplitPlan;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Negotiation;
import portolan.domain.settlement.instruction.OfferSplit;
import portolan.domain.worldstate.SettlementKeys;

/** {@code offer}: the funder offers to share what the escrow holds. */
final class OfferFunction extends PhaseFunction<OfferFunction.Request> {

  record Request(Item item, OfferSplit offer, SplitPlan plan) {}

  private final SplitShares shares;

  OfferFunction(Transaction transaction) {
    super(transaction);
    shares = new SplitShares(transaction);
  }

  @Override
  protected Request read(Item item) {
    requireOwnId(item.fields(), "offerId");
    OfferSplit offer = OfferSplit.fromJson(item.fields());
    return new Request(item, offer, SplitShares.plan(item, offer.notes()));
  }

  @Override
  String escrowId(Request request) {
    return request.offer().escrowId();
  }

  @Override
  protected List<String> keys(Request request) {
    return Stream.concat(
            super.keys(request).stream(),
            Stream.of(SettlementKeys.split(request.offer().offerId())))
        .toList();
  }

  @Override
  protected Accepted apply(Request request) {
    OfferSplit offer = request.offer();
    JsonObject result =
        Json.object()
            .putTexts(
                "notes", SplitShares.ids(offer.escrowId(), offer.offerId(), offer.notes().size()))
            .build();
    if (shares.isWritten(request.item(), "offerId", offer.offerId())) {
      return Accepted.before(result);
    }
    Standing at = standing(request);
    at.rules();
    at.requireCaller(at.escrow().fundedBy(), "the funder");
    Negotiation before = at.gate().negotiated();
    shares.requireSound(at, request.plan());
    EscrowState after =
        before.offer(
            offer.offerId(), offer.notes().size(), at.interests().agreementsTo(request.plan()));
    before.offer().ifPresent(replaced -> shares.unseal(at, replaced));
    write(at, after);
    shares.write(request.item(), at, offer.offerId(), request.plan(), offer.notes());
    return Accepted.now(result);
  }
}
