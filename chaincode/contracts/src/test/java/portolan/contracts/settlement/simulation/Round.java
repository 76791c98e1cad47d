// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.time.Duration;
import java.util.List;

/**
 * What several members do on the same state of the ledger, and how much time passes before.
 *
 * @param pause before it
 * @param events of which the calls end in the next blocks
 */
record Round(Duration pause, List<Event> events) {}
