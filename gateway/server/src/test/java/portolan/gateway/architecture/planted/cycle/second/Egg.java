// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.architecture.planted.cycle.second;

import portolan.gateway.architecture.planted.cycle.first.Hen;

/** Planted: needs the hen that needs it. */
public record Egg(Hen hen) {}
