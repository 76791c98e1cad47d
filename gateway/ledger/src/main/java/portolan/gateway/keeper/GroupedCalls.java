// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.keeper;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.instruction.ConfirmDelivery;
import portolan.domain.settlement.timing.Timer;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.outbox.Contribution;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.GroupCommit;
import portolan.gateway.outbox.KeyInUseException;
import portolan.gateway.outbox.Lane;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.gateway.outbox.OutboxFullException;
import portolan.gateway.outbox.Outcome;

/** Calls by way of the outbox: what is due at the same time shares transactions. */
public final class GroupedCalls implements Keeper.Calls {
  private final GroupCommit groups;
  private final Who endorsers;

  /** Who endorses that a time is over. */
  @FunctionalInterface
  public interface Who {
    /** As the registry says just now. */
    Endorsers endorsers(Timer timer) throws LedgerUnavailableException;
  }

  /** By way of these groups. */
  public GroupedCalls(GroupCommit groups, Who endorsers) {
    this.groups = groups;
    this.endorsers = endorsers;
  }

  @Override
  public CompletableFuture<Outcome> call(Timer timer) {
    return call(timer, timer.call().function(), timer.call().item(timer.id()))
        .thenCompose(
            outcome ->
                outcome instanceof Outcome.Refused refused
                        && refused.code().equals(RefusalCode.MILESTONE_REACHED.name())
                    ? call(timer, SettlementFunction.CONFIRM_MILESTONE, milestone(timer.id()))
                    : CompletableFuture.completedFuture(outcome));
  }

  private static JsonObject milestone(String escrowId) {
    return new ConfirmDelivery(escrowId, new Evidence.Release()).toJson();
  }

  private CompletableFuture<Outcome> call(
      Timer timer, SettlementFunction function, JsonObject item) {
    // An escrow has several timers, one after the other; each is a request of its own.
    String key =
        "keeper:" + function.functionName() + ":" + timer.id() + ":" + timer.at().toEpochMilli();
    try {
      return groups.accept(
          new Contribution(
              key,
              Sha256.hex(key),
              new Lane(
                  function.chaincode(), function.functionName(), endorsers.endorsers(timer), false),
              List.of(item.canonical()),
              List.of()),
          this);
    } catch (OutboxFullException | KeyInUseException | LedgerUnavailableException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
