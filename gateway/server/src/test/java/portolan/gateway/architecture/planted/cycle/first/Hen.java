// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.architecture.planted.cycle.first;

import portolan.gateway.architecture.planted.cycle.second.Egg;

/** Planted: needs the egg that needs it. */
public record Hen(Egg egg) {}
