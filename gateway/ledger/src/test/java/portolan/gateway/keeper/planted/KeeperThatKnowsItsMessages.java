// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.keeper.planted;

import portolan.api.planted.MessageOfTheApi;

/** Breaks a rule, so that it can be seen to fail. */
public final class KeeperThatKnowsItsMessages {
  private KeeperThatKnowsItsMessages() {}

  static String name() {
    return MessageOfTheApi.name();
  }
}
