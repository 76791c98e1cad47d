package portolan.contracts.customs;

import java.util.ArrayList;
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
import portolan.domain.encoding.Refusal;
import portolan.domain.group.Group;
import portolan.domain.membership.Role;

/** The functions of {@code customs}. Endorsed by the customs authority and one other member. */
public final class CustomsContract extends Contract {
  private static final String RELEASED = Standing.Status.RELEASED.name();

  /** For the peer that it runs for. */
  public CustomsContract(Peer peer) {
    super(peer);
    group("publishRules", Set.of(Role.CUSTOMS), RulePublication::new);
    group("lodge", Set.of(Role.PLATFORM), Lodging::new);
    group("attest", Attesting.ROLES, Attesting::new);
    group("assess", Set.of(Role.CUSTOMS), Assessing::new);
    group("release", Set.of(Role.CUSTOMS), Releasing::new);
    group("hold", Set.of(Role.CUSTOMS), Holding::new);
    evaluate("released", CustomsContract::released);
    evaluate("declaration", CustomsContract::declaration);
    evaluate("rule", CustomsContract::rule);
    evaluate("sealed", SealedDocument::read);
  }

  /**
   * For each of these declarations the order whose goods it released; empty if it is unknown or not
   * released.
   */
  private static JsonObject released(Transaction transaction, Fields argument) {
    List<String> ids = argument.texts("declarationIds", 1, Group.MAX_ITEMS, Format.IDENTIFIER);
    argument.end();
    transaction.ledger().fetch(ids.stream().map(Declarations::key).toList());
    List<String> orders = new ArrayList<>(ids.size());
    for (String id : ids) {
      orders.add(
          transaction
              .ledger()
              .find(Declarations.key(id))
              .filter(declaration -> declaration.text("status", 32).equals(RELEASED))
              .map(declaration -> declaration.text("orderId", Format.IDENTIFIER))
              .orElse(""));
    }
    return Json.object().putTexts("releasedOrders", orders).build();
  }

  /** The public record of a declaration. */
  private static JsonObject declaration(Transaction transaction, Fields argument) {
    String id = argument.text(Declarations.ID, Format.IDENTIFIER);
    argument.end();
    return found(transaction, argument, Declarations.ID, Declarations.key(id));
  }

  /** All versions of a rule. */
  private static JsonObject rule(Transaction transaction, Fields argument) {
    String id = argument.text("ruleId", Format.IDENTIFIER);
    argument.end();
    return found(transaction, argument, "ruleId", Declarations.ruleKey(id));
  }

  private static JsonObject found(
      Transaction transaction, Fields argument, String name, String key) {
    return transaction
        .ledger()
        .read(key)
        .orElseThrow(() -> argument.refuse(Refusal.NOT_FOUND, name, "nothing is known under it"));
  }
}
