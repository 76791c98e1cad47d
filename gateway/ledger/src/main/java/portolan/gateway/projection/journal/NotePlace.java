// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.journal;

import java.util.Comparator;
import portolan.domain.settlement.journal.OwnNote;

/**
 * The place of a note among all: by bank, currency, amount and id. It never changes, whatever
 * becomes of the note.
 *
 * @param issuer MSP id of the bank
 * @param currency its code
 * @param minorUnits what the note is worth
 * @param noteId its id
 */
public record NotePlace(String issuer, String currency, long minorUnits, String noteId)
    implements Comparable<NotePlace> {
  private static final Comparator<NotePlace> ORDER =
      Comparator.comparing(NotePlace::issuer)
          .thenComparing(NotePlace::currency)
          .thenComparingLong(NotePlace::minorUnits)
          .thenComparing(NotePlace::noteId);

  /** Before all notes. */
  public static final NotePlace FIRST = new NotePlace("", "", 0, "");

  /** That of a note. */
  public static NotePlace of(OwnNote note) {
    return new NotePlace(
        note.issuer(), note.amount().currency().code(), note.amount().minorUnits(), note.noteId());
  }

  /**
   * Reads what {@link #text()} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static NotePlace parse(String text) {
    String[] parts = text.split("\n", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("expected a bank, a currency, an amount and a note id");
    }
    return new NotePlace(parts[0], parts[1], Long.parseLong(parts[2]), parts[3]);
  }

  /** A text from which it can be read. */
  public String text() {
    return String.join("\n", issuer, currency, Long.toString(minorUnits), noteId);
  }

  @Override
  public int compareTo(NotePlace other) {
    return ORDER.compare(this, other);
  }
}
