// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PercentEncodingTest {
  @Test
  void parametersAreInTheirOrder() {
    assertThat(PercentEncoding.parameters("b=1+2&a=%2B;%C3%BC&&a&c=d=e"))
        .contains(
            List.of(
                Map.entry("b", "1 2"),
                Map.entry("a", "+;\u00fc"),
                Map.entry("a", ""),
                Map.entry("c", "d=e")));
    assertThat(PercentEncoding.parameters("")).contains(List.of());
  }

  @Test
  void nothingIsForgiven() {
    for (String wrong : List.of("%", "%4", "%zz", "%+1", "%c3%28", "%ed%a0%80", "\u00fc")) {
      assertThat(PercentEncoding.decoded(wrong)).as(wrong).isEmpty();
      assertThat(PercentEncoding.parameters("a=" + wrong)).as(wrong).isEmpty();
      assertThat(PercentEncoding.parameters(wrong + "=a")).as(wrong).isEmpty();
    }
  }
}
