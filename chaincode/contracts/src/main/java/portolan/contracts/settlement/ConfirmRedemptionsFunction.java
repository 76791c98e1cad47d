// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.instruction.ConfirmRedemption;
import portolan.domain.worldstate.SettlementKeys;

/** {@code confirmRedemptions}: the bank says that it paid. */
final class ConfirmRedemptionsFunction extends GroupFunction<ConfirmRedemption> {
  private final BankRedemptions redemptions;

  ConfirmRedemptionsFunction(Transaction transaction) {
    super(transaction);
    redemptions = new BankRedemptions(transaction);
  }

  @Override
  protected ConfirmRedemption read(Item item) {
    return ConfirmRedemption.fromJson(item.fields());
  }

  @Override
  protected List<String> keys(ConfirmRedemption item) {
    return List.of(SettlementKeys.redemption(item.redemptionId()));
  }

  @Override
  protected Accepted apply(ConfirmRedemption item) {
    Redemption redemption = redemptions.required(item.redemptionId());
    Redemption confirmed = redemption.confirm(item.uetr(), transaction.timestamp());
    if (confirmed.equals(redemption)) {
      return Accepted.before();
    }
    redemptions.write(confirmed);
    return Accepted.now();
  }
}
