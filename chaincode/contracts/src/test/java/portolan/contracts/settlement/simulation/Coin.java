// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.util.Optional;
import portolan.domain.settlement.NoteOpening;

/**
 * Money in the model: an amount of an owner, at once or when something has ended in one way.
 *
 * @param id under which it can be named
 * @param opening amount and owner
 * @param bank whose money it is
 * @param lid what has to happen first, if anything
 */
record Coin(String id, NoteOpening opening, String bank, Optional<Lid> lid) {
  /**
   * Something that has to end in one way.
   *
   * @param of for example {@code escrow/E1}
   * @param end for example {@code DELIVERED}
   */
  record Lid(String of, String end) {}

  static Coin free(String id, NoteOpening opening, String bank) {
    return new Coin(id, opening, bank, Optional.empty());
  }

  static Coin under(Lid lid, String id, NoteOpening opening, String bank) {
    return new Coin(id, opening, bank, Optional.of(lid));
  }

  Purse purse() {
    return new Purse(opening.owner(), bank, opening.amount().currency());
  }

  long units() {
    return opening.amount().minorUnits();
  }
}
