// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import java.util.Collection;
import java.util.List;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.customs.RuleBook;
import portolan.domain.customs.SignedRule;
import portolan.domain.encoding.Json;
import portolan.domain.group.ItemResult;
import portolan.domain.worldstate.CustomsKeys;

/** Publishes versions of rules that the caller itself has signed. */
final class RulePublication extends GroupFunction<RulePublication.Edition> {

  /** A signed rule and the item that it came in. */
  record Edition(Item item, SignedRule signed) {}

  RulePublication(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Edition read(Item item) {
    SignedRule signed = SignedRule.fromJson(item.fields());
    signed.verify(item.fields().path(), transaction.callerCertificate());
    return new Edition(item, signed);
  }

  private String ruleKey(String ruleId) {
    return CustomsKeys.rule(transaction.caller(), ruleId);
  }

  @Override
  protected Collection<String> keys(Edition edition) {
    return List.of(ruleKey(edition.signed().rule().ruleId()));
  }

  @Override
  protected ItemResult.Accepted apply(Edition edition) {
    String ruleId = edition.signed().rule().ruleId();
    RuleBook.Published published =
        RuleBook.publish(
            transaction.ledger().find(ruleKey(ruleId)).map(RuleBook::fromJson),
            edition.item().fields().path(),
            transaction.caller(),
            new RuleBook.Edition(
                edition.signed(), transaction.timestamp(), edition.item().payloadHash()));
    if (!published.existing()) {
      transaction.ledger().write(ruleKey(ruleId), published.book().toJson());
    }
    return new ItemResult.Accepted(
        published.existing(),
        Json.object().put("version", edition.signed().rule().version()).build());
  }
}
