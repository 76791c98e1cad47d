// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox.planted;

import portolan.gateway.projection.Projection;
import portolan.gateway.projection.planted.ProjectionThatCallsTheOutbox;

/** Breaks a rule, so that it can be seen to fail. */
public final class OutboxThatKnowsProjections {
  private OutboxThatKnowsProjections() {}

  static boolean isThat(Projection projection) {
    return projection instanceof ProjectionThatCallsTheOutbox;
  }
}
