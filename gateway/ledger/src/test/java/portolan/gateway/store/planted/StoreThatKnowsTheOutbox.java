// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.store.planted;

import portolan.gateway.outbox.Outcome;

/** Breaks a rule, so that it can be seen to fail. */
public final class StoreThatKnowsTheOutbox {
  private StoreThatKnowsTheOutbox() {}

  static boolean isExisting(Outcome outcome) {
    return outcome instanceof Outcome.Existing;
  }
}
