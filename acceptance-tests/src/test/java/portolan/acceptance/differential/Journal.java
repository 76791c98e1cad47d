// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

/** Takes down what is seen of a ledger, in the order of the program. */
interface Journal extends AutoCloseable {

  /**
   * Something was seen.
   *
   * @param where the round, and what in it, for example {@code tx#17 endorsed}
   * @param what in words that are equal for equal ledgers
   */
  void note(int round, String where, String what);

  @Override
  void close();
}
