// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where a declaration stands. */
public sealed interface Standing {

  /** The word on the ledger. */
  enum Status {
    LODGED,
    ASSESSED,
    HELD,
    RELEASED
  }

  /** Lodged, and nothing decided. */
  record Lodged() implements Standing {}

  /** All documents match and the tax is known. */
  record Assessed(AssessmentSeal seal) implements Standing {}

  /** Held because documents do not match; only another assessment leads on. */
  record Mismatched(List<Finding> findings) implements Standing {
    /** Copies the findings. */
    public Mismatched {
      findings = List.copyOf(findings);
    }
  }

  /** Held by an officer; only another assessment leads on. */
  record Stopped(String reason) implements Standing {}

  /**
   * The goods may leave.
   *
   * @param withheldBy the escrow that withholds the tax, if it was released against one
   */
  record Released(AssessmentSeal seal, Instant releasedAt, Optional<String> withheldBy)
      implements Standing {}

  /** What was assessed, if it is. */
  default Optional<AssessmentSeal> assessment() {
    return switch (this) {
      case Assessed assessed -> Optional.of(assessed.seal());
      case Released released -> Optional.of(released.seal());
      case Lodged lodged -> Optional.empty();
      case Mismatched mismatched -> Optional.empty();
      case Stopped stopped -> Optional.empty();
    };
  }

  /** The word for it. */
  default Status status() {
    return switch (this) {
      case Lodged lodged -> Status.LODGED;
      case Assessed assessed -> Status.ASSESSED;
      case Mismatched mismatched -> Status.HELD;
      case Stopped stopped -> Status.HELD;
      case Released released -> Status.RELEASED;
    };
  }
}
