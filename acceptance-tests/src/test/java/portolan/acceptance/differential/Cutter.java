// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import java.util.ArrayList;
import java.util.List;
import org.hyperledger.fabric.protos.common.Envelope;
import portolan.network.Consortium;

/** Foretells where an orderer cuts blocks when nothing waits for long. */
final class Cutter {
  private final Consortium.Ordering ordering;
  private final List<String> pending = new ArrayList<>();
  private long pendingBytes;

  Cutter(Consortium.Ordering ordering) {
    this.ordering = ordering;
  }

  /** The blocks that are cut when this envelope is put in order, each a list of names. */
  List<List<String>> add(String name, Envelope envelope) {
    List<List<String>> blocks = new ArrayList<>();
    long bytes = (long) envelope.getPayload().size() + envelope.getSignature().size();
    if (bytes > ordering.preferredBytes()) {
      cut(blocks);
      blocks.add(List.of(name));
      return blocks;
    }
    if (pendingBytes + bytes > ordering.preferredBytes()) {
      cut(blocks);
    }
    pending.add(name);
    pendingBytes += bytes;
    if (pending.size() >= ordering.maxMessages()) {
      cut(blocks);
    }
    return blocks;
  }

  private void cut(List<List<String>> blocks) {
    if (!pending.isEmpty()) {
      blocks.add(List.copyOf(pending));
      pending.clear();
      pendingBytes = 0;
    }
  }

  boolean isPending() {
    return !pending.isEmpty();
  }
}
