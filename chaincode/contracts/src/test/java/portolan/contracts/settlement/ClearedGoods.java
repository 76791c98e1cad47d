package portolan.contracts.settlement;

import java.util.ArrayList;
import java.util.List;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.Peer;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonBoolean;

/** Answers {@code released} as customs does, from the keys that a test puts there. */
public final class ClearedGoods extends Contract {

  /** For the peer that it runs for. */
  public ClearedGoods(Peer peer) {
    super(peer);
    evaluate(
        "released",
        (transaction, argument) -> {
          List<String> ids = argument.texts("declarationIds", 1, 1000, Format.IDENTIFIER);
          argument.end();
          List<Json> answers = new ArrayList<>();
          ids.forEach(id -> answers.add(new JsonBoolean(transaction.ledger().has(id))));
          return Json.object().putAll("released", answers).build();
        });
  }
}
