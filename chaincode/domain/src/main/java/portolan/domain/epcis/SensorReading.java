// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * A report of a sensor element.
 *
 * @param type word of the GS1 Web Vocabulary, or a URI of another one
 * @param time of the report, or of the element that it is in
 * @param value exact
 * @param unit code of UN/CEFACT Recommendation 20
 */
public record SensorReading(
    String type, Optional<Instant> time, Optional<BigDecimal> value, Optional<String> unit) {}
