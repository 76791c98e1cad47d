// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.Peer;
import portolan.contracts.transaction.SealedDocument;
import portolan.contracts.transaction.Transaction;
import portolan.domain.customs.Standing;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.Group;
import portolan.domain.membership.Role;
import portolan.domain.worldstate.CustomsFunction;
import portolan.domain.worldstate.CustomsKeys;
import portolan.domain.worldstate.RefusalCode;

/** The functions of {@code customs}. Endorsed by the customs authority and one other member. */
public final class CustomsContract extends Contract {
  private static final Set<Standing.Status> RELEASED = EnumSet.of(Standing.Status.RELEASED);
  private static final Set<Standing.Status> ASSESSED =
      EnumSet.of(Standing.Status.ASSESSED, Standing.Status.RELEASED);

  /** For the peer that it runs for. */
  public CustomsContract(Peer peer) {
    super(peer);
    group(CustomsFunction.PUBLISH_RULES, Set.of(Role.CUSTOMS), RulePublication::new);
    group(CustomsFunction.LODGE, Set.of(Role.PLATFORM), Lodging::new);
    group(CustomsFunction.ATTEST, Attesting.ROLES, Attesting::new);
    group(CustomsFunction.ASSESS, Set.of(Role.CUSTOMS), Assessing::new);
    group(CustomsFunction.RELEASE, Set.of(Role.CUSTOMS), Releasing::new);
    group(CustomsFunction.HOLD, Set.of(Role.CUSTOMS), Holding::new);
    evaluate(
        CustomsFunction.RELEASED,
        (transaction, argument) -> standing(transaction, argument, RELEASED));
    evaluate(
        CustomsFunction.ASSESSED,
        (transaction, argument) -> standing(transaction, argument, ASSESSED));
    evaluate(CustomsFunction.DECLARATION, CustomsContract::declaration);
    evaluate(CustomsFunction.RULE, CustomsContract::rule);
    evaluate(CustomsFunction.SEALED, SealedDocument::read);
  }

  /**
   * For each of these declarations its order, who declared it to which authority, and the
   * commitment to its tax: {@code {"declarations":[{"orderId","declarant","authority","taxDue"}]}};
   * nothing of one that is unknown or does not stand so.
   */
  private static JsonObject standing(
      Transaction transaction, Fields argument, Set<Standing.Status> asked) {
    List<String> ids = argument.texts("declarationIds", 1, Group.MAX_ITEMS, Format.QUALIFIED);
    argument.end();
    transaction.ledger().fetch(ids.stream().map(CustomsKeys::declaration).toList());
    List<JsonObject> declarations = new ArrayList<>(ids.size());
    for (String id : ids) {
      JsonObject.Builder declaration = Json.object();
      transaction
          .ledger()
          .find(CustomsKeys.declaration(id))
          .filter(found -> asked.contains(found.choice("status", Standing.Status.class)))
          .ifPresent(
              found ->
                  declaration
                      .put("orderId", found.text("orderId", Format.QUALIFIED))
                      .put("declarant", found.text("declarant", Format.MEMBER))
                      .put("authority", found.object("parties").text("authority", Format.MEMBER))
                      .put("taxDue", found.object("assessment").commitment("due").hex()));
      declarations.add(declaration.build());
    }
    return Json.object().putAll("declarations", declarations).build();
  }

  /** The public record of a declaration. */
  private static JsonObject declaration(Transaction transaction, Fields argument) {
    String id = argument.text(Declarations.ID, Format.QUALIFIED);
    argument.end();
    return found(transaction, argument, Declarations.ID, CustomsKeys.declaration(id));
  }

  /** {@code {"authority","ruleId"}}: all versions of a rule of this authority. */
  private static JsonObject rule(Transaction transaction, Fields argument) {
    String authority = argument.text("authority", Format.MEMBER);
    String id = argument.text("ruleId", Format.IDENTIFIER);
    argument.end();
    return found(transaction, argument, "ruleId", CustomsKeys.rule(authority, id));
  }

  private static JsonObject found(
      Transaction transaction, Fields argument, String name, String key) {
    return transaction
        .ledger()
        .read(key)
        .orElseThrow(
            () -> argument.refuse(RefusalCode.NOT_FOUND, name, "nothing is known under it"));
  }
}
