// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.settlement.escrow.DeclaredGoods;
import portolan.domain.worldstate.CustomsFunction;

/** What the chaincode of customs says of declarations. Each call is one for all of them. */
final class CustomsGoods {
  private CustomsGoods() {}

  /** The released ones among these declarations. */
  static Map<String, DeclaredGoods> released(
      Transaction transaction, Collection<String> declarationIds) {
    return ask(transaction, CustomsFunction.RELEASED, declarationIds);
  }

  /** Those among these declarations that are assessed, released or not. */
  static Map<String, DeclaredGoods> assessed(
      Transaction transaction, Collection<String> declarationIds) {
    return ask(transaction, CustomsFunction.ASSESSED, declarationIds);
  }

  private static Map<String, DeclaredGoods> ask(
      Transaction transaction, CustomsFunction function, Collection<String> declarationIds) {
    Map<String, DeclaredGoods> goods = new HashMap<>();
    List<String> asked = List.copyOf(new TreeSet<>(declarationIds));
    if (asked.isEmpty()) {
      return goods;
    }
    Fields answer =
        transaction.call(function, Json.object().putTexts("declarationIds", asked).build());
    List<Fields> declarations = answer.objects("declarations", asked.size(), asked.size());
    for (int i = 0; i < asked.size(); i++) {
      Fields declaration = declarations.get(i);
      if (declaration.has("orderId")) {
        goods.put(
            asked.get(i),
            new DeclaredGoods(
                declaration.text("orderId", Format.QUALIFIED),
                declaration.text("declarant", Format.MEMBER),
                declaration.text("authority", Format.MEMBER),
                declaration.commitment("taxDue")));
      }
    }
    return goods;
  }
}
