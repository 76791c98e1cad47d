// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Says that the event of this eventID, otherwise identical, was wrong.
 *
 * @param reason word of the CBV, or a URI of another vocabulary
 */
public record ErrorDeclaration(
    Instant declarationTime, Optional<String> reason, List<String> correctiveEventIds) {

  /** Copies the list. */
  public ErrorDeclaration {
    correctiveEventIds = List.copyOf(correctiveEventIds);
  }
}
