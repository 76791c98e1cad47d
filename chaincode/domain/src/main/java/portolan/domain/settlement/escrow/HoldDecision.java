// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.nio.charset.StandardCharsets;
import java.util.List;
import portolan.domain.encoding.Json;

/**
 * What an officer decides about a payment that is held: {@code {"decision","escrowId","number",
 * "officer","reasons":[{"by","evidence"?,"reason"}]}}. It names what it is about, so that it can be
 * used for nothing else, and for that once.
 *
 * @param escrowId the escrow
 * @param reasons why it is held: all that is open
 * @param number of the {@link Holds}, which grows with each decision too
 * @param officer name of the officer at the bank
 * @param verdict what is decided
 */
public record HoldDecision(
    String escrowId, List<OpenReason> reasons, long number, String officer, Verdict verdict) {

  /** What an officer can decide. */
  public enum Verdict {
    /** What officers may lift is lifted; without another reason the escrow goes on. */
    RELEASE,
    /** The money goes back to the funder. */
    REJECT,
    /** The money stays where it is, for good. */
    SEIZE
  }

  /** What the signed bytes begin with. */
  public static final String PREFIX = "portolan/hold-decision/2\n";

  /** Puts the reasons in their order. */
  public HoldDecision {
    reasons = reasons.stream().sorted(OpenReason.ORDER).toList();
  }

  /** The bytes that the officer signs. */
  public byte[] signedBytes() {
    String document =
        Json.object()
            .put("decision", verdict.name())
            .put("escrowId", escrowId)
            .put("number", number)
            .put("officer", officer)
            .putAll("reasons", reasons.stream().map(OpenReason::signed).toList())
            .build()
            .canonical();
    return (PREFIX + document).getBytes(StandardCharsets.UTF_8);
  }
}
