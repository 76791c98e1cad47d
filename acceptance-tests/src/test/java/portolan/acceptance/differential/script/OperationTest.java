// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OperationTest {
  @Test
  void anOperationIsWhatItWasAfterItsJourney() {
    Operation odd = Operation.of("put", "a|b", "\\", "", "\\p", "\u0000");

    assertThat(Operation.decode(odd.encoded())).isEqualTo(odd);
  }

  @Test
  void operationsCanBeFieldsOfOperations() {
    Operation inner = Operation.of("put", "k|1", "v");
    Operation middle = Operation.call("pair", List.of(inner));
    Operation outer = Operation.call("open", List.of(middle, inner));

    Operation decoded = Operation.decode(outer.encoded());

    assertThat(Operation.decode(decoded.field(1))).isEqualTo(middle);
    assertThat(Operation.decode(Operation.decode(decoded.field(1)).field(1))).isEqualTo(inner);
    assertThat(Operation.decode(decoded.field(2))).isEqualTo(inner);
  }

  @Test
  void aFieldThatIsNotThereIsEmpty() {
    assertThat(Operation.of("get").field(3)).isEmpty();
  }
}
