// SPDX-License-Identifier: Apache-2.0
package portolan.domain.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Sha256;

class MerkleTreeTest {
  /** The entries with which implementations of Certificate Transparency test themselves. */
  private static final List<byte[]> ENTRIES =
      Stream.of(
              "",
              "00",
              "10",
              "2021",
              "3031",
              "40414243",
              "5051525354555657",
              "606162636465666768696a6b6c6d6e6f")
          .map(HexFormat.of()::parseHex)
          .toList();

  /** Their roots, of the first one, the first two and so on. */
  private static final List<String> ROOTS =
      List.of(
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void theRootsAreThoseOfTheKnownTrees() {
    assertThat(hex(MerkleTree.root(List.of()))).isEqualTo(Sha256.hex(""));
    for (int size = 1; size <= ENTRIES.size(); size++) {
      assertThat(hex(MerkleTree.root(ENTRIES.subList(0, size)))).isEqualTo(ROOTS.get(size - 1));
    }
  }

  @Test
  void everyProofLeadsFromItsEntryToTheRootAndFromNoOther() {
    List<byte[]> entries =
        IntStream.range(0, 70)
            .mapToObj(i -> ("entry " + i).getBytes(StandardCharsets.US_ASCII))
            .toList();
    for (int size = 1; size <= entries.size(); size++) {
      List<byte[]> some = entries.subList(0, size);
      String root = hex(MerkleTree.root(some));
      for (int i = 0; i < size; i++) {
        List<byte[]> path = MerkleTree.path(i, some);
        assertThat(hex(MerkleTree.rootOf(some.get(i), i, size, path))).isEqualTo(root);
        assertThat(hex(MerkleTree.rootOf(ENTRIES.get(1), i, size, path))).isNotEqualTo(root);
      }
    }
  }

  @Test
  void aProofOfAnotherPlaceOrLengthIsNone() {
    List<byte[]> path = MerkleTree.path(2, ENTRIES);
    assertThat(hex(MerkleTree.rootOf(ENTRIES.get(2), 3, 8, path))).isNotEqualTo(ROOTS.getLast());
    assertThatThrownBy(() -> MerkleTree.rootOf(ENTRIES.get(2), 8, 8, path))
        .hasMessageContaining("below 8");
    assertThatThrownBy(() -> MerkleTree.rootOf(ENTRIES.get(2), 2, 4, path))
        .hasMessageContaining("shorter");
    assertThatThrownBy(() -> MerkleTree.rootOf(ENTRIES.get(2), 2, 16, path))
        .hasMessageContaining("longer");
    assertThatThrownBy(() -> MerkleTree.path(8, ENTRIES))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void equalMarksHaveDifferentLeavesAndOneSecretGivesOneTree() {
    byte[] secret = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    List<byte[]> marks = new ArrayList<>(List.of(ENTRIES.get(7), ENTRIES.get(7)));
    List<byte[]> leaves = SaltedLeaves.of(secret, marks);
    assertThat(leaves.get(0)).isNotEqualTo(leaves.get(1));
    assertThat(leaves.get(1))
        .isEqualTo(SaltedLeaves.entry(SaltedLeaves.salt(secret, 1), ENTRIES.get(7)));
    assertThat(MerkleTree.root(leaves))
        .isEqualTo(MerkleTree.root(SaltedLeaves.of(secret, marks)))
        .isNotEqualTo(MerkleTree.root(SaltedLeaves.of(ENTRIES.get(7), marks)));
  }
}
