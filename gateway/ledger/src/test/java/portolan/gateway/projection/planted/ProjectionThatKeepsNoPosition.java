// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.planted;

import java.util.List;
import java.util.Optional;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.projection.Projection;

/** Breaks a rule, so that it can be seen to fail: after a crash it begins anywhere. */
public final class ProjectionThatKeepsNoPosition implements Projection {
  private long seen;

  @Override
  public String name() {
    return "forgetful";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public long position() {
    return seen;
  }

  @Override
  public void apply(List<CommittedBlock> blocks) {
    note(blocks.getLast());
  }

  private void note(CommittedBlock block) {
    seen = block.number() + 1;
  }

  @Override
  public void standsStill(Optional<String> why) {}
}
