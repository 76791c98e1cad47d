// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.keeper.planted;

import portolan.gateway.api.planted.PartOfTheApi;

/** Breaks a rule, so that it can be seen to fail. */
public final class KeeperThatKnowsTheApi {
  private KeeperThatKnowsTheApi() {}

  static String name() {
    return PartOfTheApi.name();
  }
}
