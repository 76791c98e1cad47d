// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.customs.Clearance;
import portolan.domain.customs.RuleBook;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Refusal;

/** Where declarations and rules are stored. */
final class Declarations {
  static final String ID = "declarationId";

  private Declarations() {}

  static String key(String declarationId) {
    return "declaration/" + declarationId;
  }

  /** A rule; each authority names its own. */
  static String ruleKey(String authority, String ruleId) {
    return "rule/" + authority + "/" + ruleId;
  }

  /** The declaration that an item names. */
  static String readId(Item item) {
    return item.fields().text(ID, Format.QUALIFIED);
  }

  /** The declaration, or a refusal. */
  static Clearance find(Transaction transaction, Item item, String declarationId) {
    return transaction
        .ledger()
        .find(key(declarationId))
        .map(Clearance::fromJson)
        .orElseThrow(
            () ->
                item.fields()
                    .refuse(Refusal.NOT_FOUND, ID, "no declaration is lodged as " + declarationId));
  }

  /** The rule, or a refusal that names the field it is known by. */
  static RuleBook findRule(
      Transaction transaction, Fields fields, String authority, String ruleId) {
    return transaction
        .ledger()
        .find(ruleKey(authority, ruleId))
        .map(RuleBook::fromJson)
        .orElseThrow(
            () ->
                fields.refuse(
                    Refusal.NOT_FOUND,
                    "ruleId",
                    authority + " has published no rule as " + ruleId));
  }

  static void write(Transaction transaction, Clearance clearance) {
    transaction.ledger().write(key(clearance.lodgement().declarationId()), clearance.toJson());
  }
}
