// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.keeper.planted;

import io.vertx.planted.PartOfVertx;

/** Breaks a rule, so that it can be seen to fail. */
public final class KeeperThatKnowsVertx {
  private KeeperThatKnowsVertx() {}

  static String name() {
    return PartOfVertx.name();
  }
}
