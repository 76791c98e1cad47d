// SPDX-License-Identifier: Apache-2.0
package portolan.domain.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Facts in lists. */
final class HistoryInMemory implements History {
  final List<Stay> stays = new ArrayList<>();
  final List<Conversion> conversions = new ArrayList<>();
  final List<Held> holdings = new ArrayList<>();

  /** Of an object. */
  record Held(String object, Holding holding) {}

  private static boolean overlaps(Stay stay, Moment from, Moment to) {
    return stay.from().compareTo(to) <= 0 && stay.end().compareTo(from) >= 0;
  }

  @Override
  public List<Stay> parents(String child, Moment from, Moment to) {
    return stays.stream().filter(s -> s.child().equals(child) && overlaps(s, from, to)).toList();
  }

  @Override
  public List<Stay> children(String parent, Moment from, Moment to) {
    return stays.stream().filter(s -> s.parent().equals(parent) && overlaps(s, from, to)).toList();
  }

  @Override
  public List<Conversion> madeOf(String output) {
    return conversions.stream().filter(c -> c.output().equals(output)).toList();
  }

  @Override
  public List<Conversion> madeInto(String input) {
    return conversions.stream().filter(c -> c.input().equals(input)).toList();
  }

  @Override
  public Optional<Stay> lastStay(String child, long upTo) {
    return stays.stream()
        .filter(s -> s.child().equals(child) && s.from().order() <= upTo)
        .reduce((one, other) -> other);
  }

  @Override
  public Optional<Holding> holding(String object, long upTo) {
    return holdings.stream()
        .filter(h -> h.object().equals(object) && h.holding().order() <= upTo)
        .reduce((one, other) -> other)
        .map(Held::holding);
  }
}
