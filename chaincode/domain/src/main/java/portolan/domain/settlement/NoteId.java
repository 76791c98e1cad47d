// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.Optional;

/**
 * The parts of a note's id, as {@code BankMSP/M1.1} or {@code PlatformMSP/E1.DELIVERED.2}.
 *
 * @param origin id of what created the note, with its owner
 * @param kind which of its notes, if it creates several kinds
 * @param number from 1
 */
public record NoteId(String origin, Optional<String> kind, int number) {

  /** Change of the funding of an escrow. */
  public static final String CHANGE = "CHANGE";

  /** What a merge made of other notes. */
  public static final String MERGED = "MERGED";

  /** Reads an id that {@link Note#ID} accepts. */
  public static NoteId parse(String id) {
    // An MSP id may contain dots too.
    int first = id.indexOf('.', id.indexOf('/'));
    int last = id.lastIndexOf('.');
    return new NoteId(
        id.substring(0, first),
        first == last ? Optional.empty() : Optional.of(id.substring(first + 1, last)),
        Integer.parseInt(id.substring(last + 1)));
  }

  /** The outcome of an escrow that the note was planned for, if it was. */
  public Optional<Outcome> outcome() {
    return kind.filter(Outcome::isName).map(Outcome::valueOf);
  }

  /** Whether the funding of an escrow created it: a payout or change. */
  public boolean isOfFunding() {
    return outcome().isPresent() || kind.equals(Optional.of(CHANGE));
  }
}
