// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import portolan.domain.gs1.Epc;

/**
 * A parent, from when it is empty until all came out of it or its life ended. Then its next epoch
 * begins, and what was in it is free, without a change of its own.
 *
 * @param epoch counted from 0
 */
public record Inside(Epc parent, long epoch) {}
