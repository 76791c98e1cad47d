// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.benchmark;

import java.util.List;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Peer;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.worldstate.RefusalCode;

/**
 * How a delivery is paid by balances in three accounts that all trades share: each payment reads
 * and writes all three, so of the payments in flight only one can be committed.
 *
 * <p>{@code create} {@code {"ids":[...]}} makes trades to be paid; {@code pay} {@code {"id"}} pays
 * one. No roles: it measures, it does not trade.
 */
public final class NaiveBalances extends Contract {
  private static final int MAX_IDS = 1000;
  private static final long PRICE = 100;
  private static final long SUPPLIERS_PART = 90;

  /** For the peer that it runs for. */
  public NaiveBalances(Peer peer) {
    super(peer);
    submit("create", NaiveBalances::create);
    submit("pay", NaiveBalances::pay);
  }

  private static String trade(String id) {
    return "trade/" + id;
  }

  private static JsonObject create(Transaction transaction, Fields argument) {
    List<String> ids = argument.texts("ids", 1, MAX_IDS, Format.IDENTIFIER);
    argument.end();
    for (String id : ids) {
      transaction.ledger().write(trade(id), Json.object().put("state", "OPEN").build());
    }
    return Json.object().put("created", ids.size()).build();
  }

  private static JsonObject pay(Transaction transaction, Fields argument) {
    String id = argument.text("id", Format.IDENTIFIER);
    argument.end();
    Ledger ledger = transaction.ledger();
    Fields trade =
        ledger
            .find(trade(id))
            .orElseThrow(() -> argument.refuse(RefusalCode.NOT_FOUND, "id", "expected a trade"));
    if (!trade.text("state", 8).equals("OPEN")) {
      throw argument.refuse(RefusalCode.ALREADY_EXISTS, "id", "expected a trade that is not paid");
    }
    ledger.write(trade(id), Json.object().put("state", "PAID").build());
    add(ledger, "balance/platform", -PRICE);
    add(ledger, "balance/supplier", SUPPLIERS_PART);
    add(ledger, "balance/logistics", PRICE - SUPPLIERS_PART);
    return Json.object().put("paid", id).build();
  }

  private static void add(Ledger ledger, String account, long amount) {
    long limit = (1L << 53) - 1;
    long before = ledger.find(account).map(f -> f.integer("units", -limit, limit)).orElse(0L);
    ledger.write(account, Json.object().put("units", Math.addExact(before, amount)).build());
  }
}
