// SPDX-License-Identifier: Apache-2.0
package portolan.domain.trace;

import java.util.List;
import java.util.Optional;

/**
 * The facts, as the ledger had them at the end of one block: what came later, and what was declared
 * to be wrong until then, is not in them.
 */
public interface History {

  /** Stays of an object in others that have a moment in this span, in the order of the ledger. */
  List<Stay> parents(String child, Moment from, Moment to);

  /** Stays of others in an object that have a moment in this span, in the order of the ledger. */
  List<Stay> children(String parent, Moment from, Moment to);

  /** What something was made of, in the order of the ledger. */
  List<Conversion> madeOf(String output);

  /** What was made of something, in the order of the ledger. */
  List<Conversion> madeInto(String input);

  /**
   * The last stay of an object in another one that had begun by then; one that ended after it is
   * open.
   *
   * @param upTo place in the order of the ledger
   */
  Optional<Stay> lastStay(String child, long upTo);

  /**
   * What was last written of who has an object.
   *
   * @param upTo place in the order of the ledger
   * @return nothing if it has not begun by then, or has not begun again
   */
  Optional<Holding> holding(String object, long upTo);
}
