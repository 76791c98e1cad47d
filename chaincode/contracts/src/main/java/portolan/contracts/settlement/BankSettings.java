// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import java.util.function.Function;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.membership.MemberSignature;
import portolan.domain.settlement.instruction.AppointOfficer;
import portolan.domain.settlement.instruction.SetLimit;
import portolan.domain.worldstate.SettlementKeys;

/**
 * What a bank decides for itself: each is one document under one key, which a later one replaces.
 */
final class BankSettings extends GroupFunction<BankSettings.Setting> {

  record Setting(String key, JsonObject value) {}

  private final Function<Fields, Setting> reading;

  private BankSettings(Transaction transaction, Function<Fields, Setting> reading) {
    super(transaction);
    this.reading = reading;
  }

  /** {@code appointOfficer}: who decides about held payments. */
  static BankSettings appointOfficer(Transaction transaction) {
    return new BankSettings(
        transaction,
        fields -> {
          AppointOfficer officer = AppointOfficer.fromJson(fields);
          MemberSignature.certificate(fields.path("certificate"), officer.certificate());
          return new Setting(
              SettlementKeys.officer(transaction.caller(), officer.officer()), officer.toJson());
        });
  }

  /** {@code setLimit}: how much an escrow can hold without being looked at. */
  static BankSettings setLimit(Transaction transaction) {
    return new BankSettings(
        transaction,
        fields -> {
          SetLimit limit = SetLimit.fromJson(fields);
          return new Setting(
              SettlementKeys.limit(transaction.caller(), limit.amount().currency().code()),
              limit.toJson());
        });
  }

  @Override
  protected Setting read(Item item) {
    return reading.apply(item.fields());
  }

  @Override
  protected List<String> keys(Setting setting) {
    return List.of(setting.key());
  }

  @Override
  protected Accepted apply(Setting setting) {
    boolean same =
        transaction.ledger().read(setting.key()).filter(setting.value()::equals).isPresent();
    if (same) {
      return Accepted.before();
    }
    transaction.ledger().write(setting.key(), setting.value());
    return Accepted.now();
  }
}
