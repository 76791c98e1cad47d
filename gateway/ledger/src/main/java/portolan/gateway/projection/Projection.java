// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import portolan.gateway.block.CommittedBlock;

/**
 * Something that is made of the blocks alone, so that it can be made again: the journal, the
 * keeper's timers. The {@link Feed} gives each one all blocks in their order, from its own position
 * on, on one thread that is never interrupted.
 */
public interface Projection {

  /** How a sentence names it, and the status of the gateway: "journal". */
  String name();

  /**
   * Of what it makes of a block. One that was made by another version is emptied when it is opened,
   * and made anew from block 0.
   */
  int version();

  /** Number of the first block that is not in it. Does not block. */
  long position();

  /**
   * Takes blocks over: what they change and the position after them are in its store when this
   * returns, or neither is if it throws. Then it gets the same blocks again, later.
   *
   * @param blocks the next ones, one at least; those before its position change nothing
   * @throws MissingPrivateDataException when the peer may show more of a block later
   * @throws SQLException when its store cannot be written just now
   */
  void apply(List<CommittedBlock> blocks) throws MissingPrivateDataException, SQLException;

  /**
   * Is told that it stands still, or that it goes on again.
   *
   * @param why before which block, and the reason: "block 7: the peer has not received ..."; empty
   *     when it goes on
   */
  void standsStill(Optional<String> why);
}
