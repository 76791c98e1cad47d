// SPDX-License-Identifier: Apache-2.0
package portolan.domain.recall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Sha256;

class ScopeTest {
  private static final String LEAF = "\0portolan/recall-scope/1\n";

  private static byte[] leaf(String name) {
    return Sha256.digest((LEAF + name).getBytes(UTF_8));
  }

  private static byte[] node(byte[] left, byte[] right) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(1);
    bytes.writeBytes(left);
    bytes.writeBytes(right);
    return Sha256.digest(bytes.toByteArray());
  }

  private static String root(String... names) {
    return Scope.of(7, List.of(names)).root();
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }

  @Test
  void theRootIsThatOfTheStandardsTree() {
    assertThat(root())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(root("a")).isEqualTo(hex(leaf("a")));
    assertThat(root("a", "b", "c")).isEqualTo(hex(node(node(leaf("a"), leaf("b")), leaf("c"))));
    // The left side is the largest power of two that is smaller than the whole.
    byte[] four = node(node(leaf("a"), leaf("b")), node(leaf("c"), leaf("d")));
    assertThat(root("a", "b", "c", "d")).isEqualTo(hex(four));
    assertThat(root("a", "b", "c", "d", "e")).isEqualTo(hex(node(four, leaf("e"))));
  }

  @Test
  void neitherTheOrderNorARepeatedNameMatters() {
    assertThat(Scope.of(7, List.of("b", "a", "b"))).isEqualTo(Scope.of(7, List.of("a", "b")));
    assertThat(Scope.of(7, List.of("b", "a", "b")).count()).isEqualTo(2);
  }

  @Test
  void anotherNameGivesAnotherRoot() {
    assertThat(root("a", "b")).isNotEqualTo(root("a", "c")).isNotEqualTo(root("a"));
  }
}
