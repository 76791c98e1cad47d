package portolan.contracts.settlement;

import java.util.List;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.Peer;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;

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
          List<String> orders =
              ids.stream()
                  .map(
                      id ->
                          transaction
                              .ledger()
                              .find(id)
                              .map(goods -> goods.text("orderId", Format.IDENTIFIER))
                              .orElse(""))
                  .toList();
          return Json.object().putTexts("releasedOrders", orders).build();
        });
  }
}
