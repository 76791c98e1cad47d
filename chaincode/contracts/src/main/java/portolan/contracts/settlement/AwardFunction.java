// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.SplitPlan;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Refunded;
import portolan.domain.settlement.escrow.Split;
import portolan.domain.settlement.instruction.AwardClaim;
import portolan.domain.worldstate.SettlementKeys;

/** {@code award}: the bank that keeps the money decides a claim that was escalated to it. */
final class AwardFunction extends PhaseFunction<AwardFunction.Request> {

  record Request(Item item, AwardClaim award, Optional<SplitPlan> plan) {}

  private final SplitShares shares;

  AwardFunction(Transaction transaction) {
    super(transaction);
    shares = new SplitShares(transaction);
  }

  @Override
  protected Request read(Item item) {
    requireOwnId(item.fields(), "awardId");
    AwardClaim award = AwardClaim.fromJson(item.fields());
    return new Request(
        item,
        award,
        award.verdict() == AwardClaim.Verdict.SPLIT
            ? Optional.of(SplitShares.plan(item, award.notes()))
            : Optional.empty());
  }

  @Override
  String escrowId(Request request) {
    return request.award().escrowId();
  }

  @Override
  protected List<String> keys(Request request) {
    return Stream.concat(
            super.keys(request).stream(),
            Stream.of(SettlementKeys.split(request.award().awardId())))
        .toList();
  }

  @Override
  protected Accepted apply(Request request) {
    AwardClaim award = request.award();
    String id = award.awardId();
    JsonObject result =
        Json.object()
            .putTexts("notes", SplitShares.ids(award.escrowId(), id, award.notes().size()))
            .build();
    if (shares.isWritten(request.item(), "awardId", id)) {
      return Accepted.before(result);
    }
    Standing at = standing(request);
    at.rules();
    at.requireJudge();
    EscrowState after = at.gate().award(end(award));
    if (request.plan().isPresent()) {
      shares.requireSound(at, request.plan().get());
      shares.write(request.item(), at, id, request.plan().get(), award.notes());
    } else {
      shares.remember(request.item(), award.escrowId(), id, 0);
    }
    write(at, after);
    return Accepted.now(result);
  }

  private Optional<EscrowState> end(AwardClaim award) {
    return switch (award.verdict()) {
      case DELIVERED -> Optional.empty();
      case REFUNDED -> Optional.of(new Refunded(transaction.caller(), transaction.timestamp()));
      case SPLIT ->
          Optional.of(new Split(award.awardId(), transaction.caller(), transaction.timestamp()));
    };
  }
}
