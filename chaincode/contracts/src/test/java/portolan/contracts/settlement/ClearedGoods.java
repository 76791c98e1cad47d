// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.Peer;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.escrow.DeclaredGoods;

/** Answers {@code released} as customs does, from the keys that a test puts there. */
public final class ClearedGoods extends Contract {

  /** For the peer that it runs for. */
  public ClearedGoods(Peer peer) {
    super(peer);
    evaluate("released", (transaction, argument) -> goods(transaction, argument, true));
    evaluate("assessed", (transaction, argument) -> goods(transaction, argument, false));
  }

  private static JsonObject goods(Transaction transaction, Fields argument, boolean released) {
    List<String> ids = argument.texts("declarationIds", 1, 1000, Format.QUALIFIED);
    argument.end();
    return Json.object()
        .putAll(
            "declarations",
            ids.stream()
                .map(
                    id ->
                        transaction
                            .ledger()
                            .read(id)
                            .filter(goods -> !released || goods.member("held").isEmpty())
                            .orElse(Json.object().build()))
                .toList())
        .build();
  }

  /**
   * What stands on the ledger of goods.
   *
   * @param declared of which order, by whom they were declared, to whom, and the tax that was
   *     assessed
   * @param released whether they were
   */
  public static JsonObject goods(DeclaredGoods declared, boolean released) {
    JsonObject.Builder goods =
        Json.object()
            .put("orderId", declared.orderId())
            .put("declarant", declared.declarant())
            .put("authority", declared.authority())
            .put("taxDue", declared.due().hex());
    return (released ? goods : goods.put("held", true)).build();
  }

  /**
   * Goods that the platform declared to customs, which released them; their tax is of no interest.
   */
  public static JsonObject released(String orderId) {
    return released(orderId, "PlatformMSP", "CustomsMSP");
  }

  /** Goods that were declared by this member to that one, which released them. */
  public static JsonObject released(String orderId, String declarant, String authority) {
    return goods(
        new DeclaredGoods(orderId, declarant, authority, new Commitment("d".repeat(64))), true);
  }
}
