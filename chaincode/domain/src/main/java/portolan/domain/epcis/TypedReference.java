// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import java.util.Optional;

/**
 * A business transaction, a source or a destination.
 *
 * @param type word of the CBV, or a URI of another vocabulary
 * @param value a URI
 * @param pointer where it is
 */
public record TypedReference(Optional<String> type, String value, String pointer) {}
