// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.time.Instant;

/**
 * The end of a block.
 *
 * @param time the latest time of a transaction until then
 * @param number of the last event until then; 0 if there is none
 */
public record AsOf(long block, Instant time, long number) {}
