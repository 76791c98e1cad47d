// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.util.Optional;

/**
 * Something that members do again and again, rightly and wrongly.
 *
 * @param function of the contract
 * @param weight how often, compared with others
 * @param items most items in one transaction
 * @param caller chooses who does it
 * @param next invents a command of that caller
 */
record Habit(String function, int weight, int items, Callers caller, Invention next) {
  /** Chooses who calls. */
  @FunctionalInterface
  interface Callers {
    String choose(Dice dice);
  }

  /** Invents a command; nothing if there is nothing to do it to. */
  @FunctionalInterface
  interface Invention {
    Optional<Command> invent(Dice dice, String caller);
  }
}
