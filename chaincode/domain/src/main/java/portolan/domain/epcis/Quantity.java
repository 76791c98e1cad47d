// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * So much of a class of objects.
 *
 * @param amount exact; nothing if it is not known
 * @param unit code of UN/CEFACT Recommendation 20; nothing for a number of pieces
 */
public record Quantity(Thing epcClass, Optional<BigDecimal> amount, Optional<String> unit) {}
