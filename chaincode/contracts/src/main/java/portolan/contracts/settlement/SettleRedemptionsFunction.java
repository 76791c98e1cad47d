package portolan.contracts.settlement;

import java.util.List;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.instruction.SettleRedemption;

/** {@code settleRedemptions}: the bank says with which payment it met a redemption. */
final class SettleRedemptionsFunction extends GroupFunction<SettleRedemption> {

  SettleRedemptionsFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected SettleRedemption read(Item item) {
    return SettleRedemption.fromJson(item.fields());
  }

  @Override
  protected List<String> keys(SettleRedemption item) {
    return List.of(Keys.redemption(item.redemptionId()));
  }

  @Override
  protected Accepted apply(SettleRedemption item) {
    String id = item.redemptionId();
    Redemption redemption =
        transaction
            .ledger()
            .find(Keys.redemption(id))
            .map(Redemption::fromJson)
            .orElseThrow(
                () ->
                    new Refusal(Refusal.NOT_FOUND, "redemptionId", "expected a redemption")
                        .toException());
    if (!redemption.bank().equals(transaction.caller())) {
      throw new Refusal(
              Refusal.PERMISSION_DENIED,
              "redemptionId",
              "expected the bank of the redemption, " + redemption.bank())
          .toException();
    }
    Redemption settled =
        redemption.settle(new Redemption.Settlement(item.uetr(), transaction.timestamp()));
    if (settled.equals(redemption)) {
      return Accepted.before();
    }
    transaction.ledger().write(Keys.redemption(id), settled.toJson());
    return Accepted.now();
  }
}
