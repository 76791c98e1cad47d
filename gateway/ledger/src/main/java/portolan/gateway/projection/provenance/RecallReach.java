// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.util.List;
import java.util.Map;
import portolan.domain.recall.Scope;
import portolan.domain.trace.Moment;

/**
 * What a recall reaches as of the end of a block.
 *
 * @param affected all that is affected, with the moment from which on it is; in the order of these
 *     moments, of names where they are the same
 * @param maximal what is marked, so that all of it is held: affected objects that live and are in
 *     nothing that is affected, or travel for an order of their own, and lots that something
 *     affected went into; by name
 * @param scope count and root of these
 */
public record RecallReach(Map<String, Moment> affected, List<String> maximal, Scope scope) {
  /** Copies the list. */
  public RecallReach {
    maximal = List.copyOf(maximal);
  }
}
