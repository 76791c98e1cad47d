// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.exchange;

import java.time.Instant;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/**
 * A lock as it was made, as the channel sees it. It never changes; where it stands is kept by
 * itself, in {@link LockState}.
 *
 * @param lockId chosen by the buyer
 * @param quoteId the quote, which no other lock can use
 * @param provider who quoted
 * @param buyer who locked
 * @param sourceBank issuer of what the buyer pays
 * @param targetBank issuer of what the buyer gets
 * @param commitment to the {@link ExchangePlan}
 * @param lockedAt timestamp of the transaction
 * @param settleWithinSeconds from then to the deadline
 * @param payloadHash of the item that made it
 */
public record RateLock(
    String lockId,
    String quoteId,
    String provider,
    String buyer,
    String sourceBank,
    String targetBank,
    Commitment commitment,
    Instant lockedAt,
    long settleWithinSeconds,
    String payloadHash) {

  /** Reads a lock. */
  public static RateLock fromJson(Fields fields) {
    return new RateLock(
        fields.text("lockId", Format.QUALIFIED),
        fields.text("quoteId", Format.IDENTIFIER),
        fields.text("provider", Format.MEMBER),
        fields.text("buyer", Format.MEMBER),
        fields.text("sourceBank", Format.MEMBER),
        fields.text("targetBank", Format.MEMBER),
        fields.commitment("commitment"),
        fields.timestamp("lockedAt"),
        fields.integer("settleWithinSeconds", 1, Integer.MAX_VALUE),
        fields.text("payloadHash", Format.SHA256));
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    return Json.object()
        .put("lockId", lockId)
        .put("quoteId", quoteId)
        .put("provider", provider)
        .put("buyer", buyer)
        .put("sourceBank", sourceBank)
        .put("targetBank", targetBank)
        .put("commitment", commitment.hex())
        .put("lockedAt", Timestamp.format(lockedAt))
        .put("settleWithinSeconds", settleWithinSeconds)
        .put("payloadHash", payloadHash)
        .build();
  }

  /** Until when it can be executed, and from when on it can expire. */
  public Instant deadline() {
    return lockedAt.plusSeconds(settleWithinSeconds);
  }

  /** The state that it starts in. */
  public LockState.Locked start() {
    return new LockState.Locked(deadline());
  }
}
