// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric.planted;

import portolan.gateway.keeper.Keeper;

/** Breaks a rule, so that it can be seen to fail. */
public final class FabricThatKnowsTheKeeper {
  private FabricThatKnowsTheKeeper() {}

  static void act(Keeper keeper) {
    keeper.round();
  }
}
