// SPDX-License-Identifier: Apache-2.0
package portolan.domain.trace;

import java.util.Optional;

/**
 * What the ledger last wrote of who has an object.
 *
 * @param custodian MSP id of the member that holds it, or held it before it was put into another
 * @param receiver MSP id of the member it has left for and that has not taken it
 * @param disposition word of the CBV, or a URI of another vocabulary
 * @param order of the event that wrote it
 */
public record Holding(
    String custodian, Optional<String> receiver, String disposition, long order) {}
