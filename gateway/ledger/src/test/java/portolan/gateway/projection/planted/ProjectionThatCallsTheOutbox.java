// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.planted;

import java.util.List;
import java.util.Optional;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.outbox.planted.OutboxThatKnowsProjections;
import portolan.gateway.projection.Projection;

/** Breaks a rule, so that it can be seen to fail. */
public final class ProjectionThatCallsTheOutbox implements Projection {
  @Override
  public String name() {
    return OutboxThatKnowsProjections.class.getName();
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public long position() {
    return 0;
  }

  @Override
  public void apply(List<CommittedBlock> blocks) {}

  @Override
  public void standsStill(Optional<String> why) {}
}
