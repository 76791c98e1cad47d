package portolan.domain.settlement;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.Timestamp;

/**
 * What an officer decides about a payment that is held: {@code {"decision","escrowId","heldAt",
 * "officer"}}. It names the hold, so that it cannot be used for a later one.
 *
 * @param escrowId the escrow
 * @param heldAt when the hold began
 * @param officer name of the officer at the bank
 * @param verdict what is decided
 */
public record HoldDecision(String escrowId, Instant heldAt, String officer, Verdict verdict) {

  /** What an officer can decide. */
  public enum Verdict {
    /** The escrow goes on where it was. */
    RELEASE,
    /** The money goes back to the funder. */
    REJECT,
    /** The money stays where it is, for good. */
    SEIZE
  }

  /** What the signed bytes begin with. */
  public static final String PREFIX = "portolan/hold-decision/1\n";

  /** The bytes that the officer signs. */
  public byte[] signedBytes() {
    String document =
        Json.object()
            .put("decision", verdict.name())
            .put("escrowId", escrowId)
            .put("heldAt", Timestamp.format(heldAt))
            .put("officer", officer)
            .build()
            .canonical();
    return (PREFIX + document).getBytes(StandardCharsets.UTF_8);
  }
}
