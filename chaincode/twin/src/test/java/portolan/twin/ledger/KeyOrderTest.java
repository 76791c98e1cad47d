// SPDX-License-Identifier: Apache-2.0
package portolan.twin.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class KeyOrderTest {
  @Property
  void keysAreOrderedByTheirBytesInUtf8(@ForAll String a, @ForAll String b) {
    byte[] left = wellFormed(a).getBytes(StandardCharsets.UTF_8);
    byte[] right = wellFormed(b).getBytes(StandardCharsets.UTF_8);
    assertThat(Integer.signum(KeyOrder.INSTANCE.compare(wellFormed(a), wellFormed(b))))
        .isEqualTo(Integer.signum(Arrays.compareUnsigned(left, right)));
  }

  /** Half of a surrogate pair has no UTF-8. */
  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
