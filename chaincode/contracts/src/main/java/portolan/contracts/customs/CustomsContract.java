package portolan.contracts.customs;

import java.util.ArrayList;
import java.util.List;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.Peer;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonBoolean;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.Group;

/** The functions of {@code customs}. Endorsed by the customs authority and one other member. */
public final class CustomsContract extends Contract {
  private static final String RELEASED = "RELEASED";

  /** For the peer that it runs for. */
  public CustomsContract(Peer peer) {
    super(peer);
    evaluate("released", CustomsContract::released);
  }

  private static String key(String declarationId) {
    return "declaration/" + declarationId;
  }

  /** Which of these declarations are released, in their order; an unknown one is not. */
  private static JsonObject released(Transaction transaction, Fields argument) {
    List<String> ids = argument.texts("declarationIds", 1, Group.MAX_ITEMS, Format.IDENTIFIER);
    argument.end();
    transaction.ledger().fetch(ids.stream().map(CustomsContract::key).toList());
    List<Json> answers = new ArrayList<>(ids.size());
    for (String id : ids) {
      boolean released =
          transaction
              .ledger()
              .find(key(id))
              .map(declaration -> declaration.text("status", 32).equals(RELEASED))
              .orElse(false);
      answers.add(new JsonBoolean(released));
    }
    return Json.object().put("released", JsonArray.of(answers)).build();
  }
}
