// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.escrow;

import com.google.protobuf.Message;
import java.time.Duration;
import java.util.Optional;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.outbox.Endorsers;

/** Calls of the settlement contract with nothing sealed: a bank and one more member endorse. */
public final class SettlementCalls {
  private static final int MAX_REASON = 2_000;

  private final LedgerAccess ledger;
  private final Membership members;

  /** By way of the outbox, endorsed by whom the escrow is. */
  public SettlementCalls(LedgerAccess ledger, Membership members) {
    this.ledger = ledger;
    this.members = members;
  }

  /** A call about the escrow that the item names; one of a bank about itself names none. */
  LedgerAccess.Plan open(SettlementFunction function, JsonObject item) throws ApiException {
    return LedgerAccess.of(function, item, Optional.empty(), endorsers(item));
  }

  private Endorsers endorsers(JsonObject item) throws ApiException {
    return item.members().get("escrowId") instanceof JsonText id
        ? members.ofEscrow(id.value())
        : members.anyBank();
  }

  /**
   * Writes such a call.
   *
   * @param key idempotency key
   * @param request of the caller
   */
  LedgerAccess.Written write(
      String key, Message request, SettlementFunction function, JsonObject item, Duration remaining)
      throws ApiException, InterruptedException {
    return ledger.write(key, request, open(function, item), remaining);
  }

  /** An escrow as it was funded, and in {@code "gate"} where it stands. */
  Fields escrow(String escrowId) throws ApiException {
    return ledger.evaluate(
        SettlementFunction.ESCROW, Json.object().put("escrowId", escrowId).build());
  }

  /** A commitment to a text that the ledger must not show. */
  static Commitment committed(String kind, String field, String text, String salt)
      throws ApiException {
    if (text.isBlank() || text.length() > MAX_REASON) {
      throw ApiException.invalid(field, "expected 1 to " + MAX_REASON + " characters");
    }
    if (!Format.RANDOM.accepts(salt)) {
      throw ApiException.invalid("salt", "expected " + Format.RANDOM.expected());
    }
    return Commitment.to(kind, Json.object().put(field, text).put(Commitment.SALT, salt).build());
  }
}
