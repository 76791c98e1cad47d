// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.util.List;
import java.util.stream.IntStream;

/** Who is paid by each trade. */
@FunctionalInterface
interface Payees {
  /** So many members are paid by each delivery. */
  int EACH = 3;

  List<String> of(int trade);

  /** The same ones by every trade. */
  static Payees always(List<String> members) {
    List<String> first = List.copyOf(members.subList(0, EACH));
    return trade -> first;
  }

  /**
   * Others by each trade than by the one before, as far as there are others: of four members, two
   * sets of three share at least two.
   */
  static Payees inTurn(List<String> members) {
    List<String> all = List.copyOf(members);
    return trade ->
        IntStream.range(0, EACH)
            .mapToObj(i -> all.get(Math.floorMod(trade * EACH + i, all.size())))
            .toList();
  }
}
