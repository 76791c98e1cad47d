// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import portolan.contracts.settlement.SettlementHistory.Move;
import portolan.contracts.settlement.SettlementHistory.Step;

/** Random histories, with the shortest one that fails. */
final class SettlementModelTest {

  @Provide
  Arbitrary<List<Move>> moves() {
    return Combinators.combine(
            Arbitraries.of(Step.class),
            Arbitraries.integers().between(0, 1000),
            Arbitraries.integers().between(0, 1000))
        .as(Move::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(30);
  }

  @Property(tries = 15)
  void everyHistoryKeepsTheMoneyOfTheModel(@ForAll("moves") List<Move> moves) {
    SettlementHistory history = new SettlementHistory();
    for (Move move : moves) {
      history.play(move);
      history.check();
    }
  }
}
