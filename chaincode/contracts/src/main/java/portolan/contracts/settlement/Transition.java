// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.function.Function;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Refunded;
import portolan.domain.settlement.escrow.Split;
import portolan.domain.settlement.instruction.AcceptGoods;
import portolan.domain.settlement.instruction.AgreeToReturn;
import portolan.domain.settlement.instruction.AgreeToSplit;
import portolan.domain.settlement.instruction.ClaimDefect;
import portolan.domain.settlement.instruction.ConfirmReturn;
import portolan.domain.settlement.instruction.EscalateReturn;
import portolan.domain.settlement.instruction.ExpirePhase;
import portolan.domain.settlement.instruction.ReportLoss;

/**
 * The functions that write nothing but where an escrow stands.
 *
 * @param <T> an item
 */
final class Transition<T> extends PhaseFunction<T> {

  /** What an item does to an escrow. */
  private interface Step<T> {
    EscrowState after(T item, Standing at);
  }

  private final Function<Fields, T> reading;
  private final Function<T, String> escrowId;
  private final Step<T> step;

  private Transition(
      Transaction transaction,
      Function<Fields, T> reading,
      Function<T, String> escrowId,
      Step<T> step) {
    super(transaction);
    this.reading = reading;
    this.escrowId = escrowId;
    this.step = step;
  }

  @Override
  protected T read(Item item) {
    return reading.apply(item.fields());
  }

  @Override
  String escrowId(T item) {
    return escrowId.apply(item);
  }

  @Override
  protected Accepted apply(T item) {
    Standing at = standing(item);
    EscrowState after = step.after(item, at);
    JsonObject result = Json.object().put("state", after.name().name()).build();
    if (after.equals(at.gate())) {
      return Accepted.before(result);
    }
    write(at, after);
    return Accepted.now(result);
  }

  /** {@code accept}: the funder accepts the goods, or withdraws its claim. */
  static Transition<AcceptGoods> accept(Transaction transaction) {
    return new Transition<>(
        transaction,
        AcceptGoods::fromJson,
        AcceptGoods::escrowId,
        (item, at) -> {
          at.rules();
          at.requireCaller(at.escrow().fundedBy(), "the funder");
          return at.gate().accept();
        });
  }

  /** {@code claim}: the funder says that something is wrong with the goods. */
  static Transition<ClaimDefect> claim(Transaction transaction) {
    return new Transition<>(
        transaction,
        ClaimDefect::fromJson,
        ClaimDefect::escrowId,
        (item, at) -> {
          var rules = at.rules();
          at.requireCaller(at.escrow().fundedBy(), "the funder");
          return at.gate().claim(item.reason(), transaction.timestamp(), rules);
        });
  }

  /** {@code agree}: somebody whose agreement it needs agrees to the split that is on offer. */
  static Transition<AgreeToSplit> agree(Transaction transaction) {
    return new Transition<>(
        transaction,
        AgreeToSplit::fromJson,
        AgreeToSplit::escrowId,
        (item, at) -> {
          at.rules();
          return at.gate()
              .agree(new Split(item.offerId(), transaction.caller(), transaction.timestamp()));
        });
  }

  /**
   * {@code agreeToReturn}: the seller agrees to take the goods back, or who has bought a payout to
   * lose it.
   */
  static Transition<AgreeToReturn> agreeToReturn(Transaction transaction) {
    return new Transition<>(
        transaction,
        AgreeToReturn::fromJson,
        AgreeToReturn::escrowId,
        (item, at) -> {
          var rules = at.rules();
          at.requireBearerOfReturn();
          return at.gate()
              .agreeToReturn(
                  transaction.caller(), item.returnSecretHash(), transaction.timestamp(), rules);
        });
  }

  /** {@code confirmReturn}: the seller's secret shows that it has the goods back. */
  static Transition<ConfirmReturn> confirmReturn(Transaction transaction) {
    return new Transition<>(
        transaction,
        ConfirmReturn::fromJson,
        ConfirmReturn::escrowId,
        (item, at) ->
            at.gate()
                .confirmReturn(
                    item.secret(), new Refunded(transaction.caller(), transaction.timestamp())));
  }

  /** {@code escalate}: the funder has the bank decide about goods that it has sent back. */
  static Transition<EscalateReturn> escalate(Transaction transaction) {
    return new Transition<>(
        transaction,
        EscalateReturn::fromJson,
        EscalateReturn::escrowId,
        (item, at) -> {
          var rules = at.rules();
          at.requireCaller(at.escrow().fundedBy(), "the funder");
          return at.gate().escalate(transaction.timestamp(), rules);
        });
  }

  /** {@code reportLoss}: the carrier says that the goods are lost. */
  static Transition<ReportLoss> reportLoss(Transaction transaction) {
    return new Transition<>(
        transaction,
        ReportLoss::fromJson,
        ReportLoss::escrowId,
        (item, at) -> {
          var rules = at.rules();
          at.requireCarrier();
          return at.gate()
              .reportLoss(transaction.caller(), item.reason(), transaction.timestamp(), rules);
        });
  }

  /** {@code expire}: says that the time of a phase is over. Anybody may. */
  static Transition<ExpirePhase> expire(Transaction transaction) {
    return new Transition<>(
        transaction,
        ExpirePhase::fromJson,
        ExpirePhase::escrowId,
        (item, at) ->
            at.gate()
                .expire(
                    transaction.caller(),
                    transaction.timestamp(),
                    transaction.peer().clock().instant(),
                    at.rules()));
  }
}
