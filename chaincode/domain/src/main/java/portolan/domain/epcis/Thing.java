// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import java.util.Optional;
import portolan.domain.gs1.Identity;

/**
 * What an event names.
 *
 * @param id the canonical form of a GS1 key; a URI of another kind as it is
 * @param identity what the key names, if it is one
 * @param pointer where the event names it
 */
public record Thing(String id, Optional<Identity> identity, String pointer) {}
