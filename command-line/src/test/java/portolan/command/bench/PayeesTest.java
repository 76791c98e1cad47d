// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PayeesTest {
  private static final List<String> FIVE = List.of("A", "B", "C", "D", "E");

  @Test
  void inTurnEverybodyIsPaidEquallyOftenAndNeighboursShareOnePayee() {
    Payees payees = Payees.inTurn(FIVE);

    assertThat(payees.of(0)).containsExactly("A", "B", "C");
    for (int trade = 0; trade < 10; trade++) {
      Set<String> shared = new HashSet<>(payees.of(trade));
      shared.retainAll(payees.of(trade + 1));
      assertThat(shared).hasSize(1);
    }
  }

  @Test
  void alwaysPaysTheSameThree() {
    Payees payees = Payees.always(FIVE);

    assertThat(payees.of(0)).containsExactly("A", "B", "C").isEqualTo(payees.of(77));
  }
}
