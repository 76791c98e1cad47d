// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import portolan.contracts.settlement.SettlementHistory.Move;
import portolan.contracts.settlement.SettlementHistory.Step;

/** Short trades: money is made and set aside, then three more things happen. */
final class ShortTradesTest {
  private static final List<Step> STEPS = List.of(Step.values());

  @TestFactory
  Stream<DynamicTest> everyShortTradeKeepsTheMoneyOfTheModel() {
    return IntStream.range(0, 160)
        .mapToObj(seed -> DynamicTest.dynamicTest("trade of seed " + seed, () -> play(seed)));
  }

  private static void play(long seed) {
    Random random = new Random(seed);
    SettlementHistory history = new SettlementHistory();
    List<Step> steps = new ArrayList<>(List.of(Step.MINT, Step.FUND));
    for (int i = 0; i < 3; i++) {
      steps.add(STEPS.get(random.nextInt(STEPS.size())));
    }
    for (Step step : steps) {
      history.play(new Move(step, random.nextInt(1000), random.nextInt(1000)));
      history.check();
    }
  }
}
