// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.customs.Clearance;
import portolan.domain.customs.RuleBook;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.worldstate.CustomsKeys;
import portolan.domain.worldstate.RefusalCode;

/** Declarations and rules as they are stored. */
final class Declarations {
  static final String ID = "declarationId";

  private Declarations() {}

  /** The declaration that an item names. */
  static String readId(Item item) {
    return item.fields().text(ID, Format.QUALIFIED);
  }

  /** The declaration, or a refusal. */
  static Clearance find(Transaction transaction, Item item, String declarationId) {
    return transaction
        .ledger()
        .find(CustomsKeys.declaration(declarationId))
        .map(Clearance::fromJson)
        .orElseThrow(
            () ->
                item.fields()
                    .refuse(
                        RefusalCode.NOT_FOUND, ID, "no declaration is lodged as " + declarationId));
  }

  /** The rule, or a refusal that names the field it is known by. */
  static RuleBook findRule(
      Transaction transaction, Fields fields, String authority, String ruleId) {
    return transaction
        .ledger()
        .find(CustomsKeys.rule(authority, ruleId))
        .map(RuleBook::fromJson)
        .orElseThrow(
            () ->
                fields.refuse(
                    RefusalCode.NOT_FOUND,
                    "ruleId",
                    authority + " has published no rule as " + ruleId));
  }

  static void write(Transaction transaction, Clearance clearance) {
    transaction
        .ledger()
        .write(CustomsKeys.declaration(clearance.lodgement().declarationId()), clearance.toJson());
  }
}
