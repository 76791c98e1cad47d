// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Refusal;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.worldstate.RefusalCode;

/** Checks of sealed openings against the commitments in the open. */
final class Openings {
  private Openings() {}

  /** Reads an array of openings, one for each commitment, and checks each. */
  static List<NoteOpening> of(Fields sealed, String name, List<Commitment> commitments) {
    List<Fields> entries = sealed.objects(name, commitments.size(), commitments.size());
    List<NoteOpening> openings = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      openings.add(NoteOpening.fromJson(entries.get(i)));
      commitments
          .get(i)
          .requireOpenedBy(NoteOpening.KIND, entries.get(i).path(), entries.get(i).json());
    }
    return openings;
  }

  /** Refuses a value that occurs twice: a commitment with a fresh salt never does. */
  static void requireDistinct(RefusalCode code, String field, List<?> values) {
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < values.size(); i++) {
      if (!seen.add(values.get(i))) {
        throw new Refusal(code, field + "[" + i + "]", "expected each only once").toException();
      }
    }
  }
}
