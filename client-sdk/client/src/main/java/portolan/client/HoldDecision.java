// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import portolan.api.v1.Escrow;
import portolan.api.v1.HoldVerdict;
import portolan.api.v1.OpenReason;

/**
 * What an officer of the bank signs about a payment that is held: all reasons that are open, and
 * the number of the holds. Whatever is opened, lifted or decided afterwards makes it void.
 *
 * <pre>{@code
 * Escrow escrow = bank.escrows().getEscrow(request);
 * byte[] decision = HoldDecision.signedBytes(escrow, "anna", HoldVerdict.HOLD_VERDICT_RELEASE);
 * }</pre>
 */
public final class HoldDecision {
  private static final String PREFIX = "portolan/hold-decision/2\n";
  private static final Pattern PLAIN = Pattern.compile("[\\w:./-]+");

  private HoldDecision() {}

  /**
   * The bytes that the officer signs with ECDSA P-256 and SHA-256.
   *
   * @param escrow as {@code GetEscrow} shows it, held
   * @param officer name of the officer at the bank
   * @throws IllegalArgumentException if the escrow is not held, or there is no verdict
   */
  public static byte[] signedBytes(Escrow escrow, String officer, HoldVerdict verdict) {
    if (escrow.getHoldReasonsCount() == 0 || escrow.getHoldNumber() == 0) {
      throw new IllegalArgumentException("expected an escrow that is held");
    }
    String document =
        "{\"decision\":%s,\"escrowId\":%s,\"number\":%d,\"officer\":%s,\"reasons\":[%s]}"
            .formatted(
                text(decided(verdict)),
                text(escrow.getEscrowId()),
                escrow.getHoldNumber(),
                text(officer),
                escrow.getHoldReasonsList().stream()
                    .map(HoldDecision::reason)
                    .collect(Collectors.joining(",")));
    return (PREFIX + document).getBytes(StandardCharsets.UTF_8);
  }

  private static String reason(OpenReason open) {
    String evidence =
        open.getEvidenceCommitment().isEmpty()
            ? ""
            : ",\"evidence\":" + text(open.getEvidenceCommitment());
    return "{\"by\":%s%s,\"reason\":%s}"
        .formatted(
            text(open.getOpenedBy()),
            evidence,
            text(open.getReason().name().substring("HOLD_REASON_".length())));
  }

  private static String decided(HoldVerdict verdict) {
    return switch (verdict) {
      case HOLD_VERDICT_RELEASE -> "RELEASE";
      case HOLD_VERDICT_REJECT -> "REJECT";
      case HOLD_VERDICT_SEIZE -> "SEIZE";
      case HOLD_VERDICT_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("expected a verdict");
    };
  }

  /** Identifiers need no escaping. */
  private static String text(String identifier) {
    if (!PLAIN.matcher(identifier).matches()) {
      throw new IllegalArgumentException("expected an identifier, found " + identifier);
    }
    return '"' + identifier + '"';
  }
}
