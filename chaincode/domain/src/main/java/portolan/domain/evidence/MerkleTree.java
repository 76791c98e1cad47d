// SPDX-License-Identifier: Apache-2.0
package portolan.domain.evidence;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import portolan.domain.encoding.Sha256;

/**
 * The Merkle tree of RFC 9162, section 2.1, with SHA-256: leaves are hashed after a byte 0, nodes
 * after a byte 1, so neither is ever taken for the other. Any program that follows the RFC verifies
 * its proofs.
 */
public final class MerkleTree {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private MerkleTree() {}

  /** The Merkle Tree Hash of these entries, 32 bytes; that of none is the SHA-256 of nothing. */
  public static byte[] root(List<byte[]> entries) {
    return entries.isEmpty() ? Sha256.digest(new byte[0]) : tree(hashes(entries));
  }

  /**
   * The inclusion proof of an entry (RFC 9162, section 2.1.3.1), the nodes nearest to it first.
   *
   * @throws IndexOutOfBoundsException if there is no such entry
   */
  public static List<byte[]> path(int index, List<byte[]> entries) {
    if (index < 0 || index >= entries.size()) {
      throw new IndexOutOfBoundsException(index);
    }
    List<byte[]> path = new ArrayList<>();
    path(index, hashes(entries), path);
    return List.copyOf(path);
  }

  /**
   * The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2); the entry is in the tree
   * if it is the tree's.
   *
   * @param size how many entries the tree has
   * @throws IllegalArgumentException if the proof is none for such a place
   */
  public static byte[] rootOf(byte[] entry, int index, int size, List<byte[]> path) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("expected a place below " + size + ", found " + index);
    }
    int place = index;
    int last = size - 1;
    byte[] hash = leaf(entry);
    for (byte[] sibling : path) {
      if (last == 0) {
        throw new IllegalArgumentException("expected a shorter proof");
      }
      if (place % 2 == 1 || place == last) {
        hash = node(sibling, hash);
        while (place % 2 == 0 && place != 0) {
          place /= 2;
          last /= 2;
        }
      } else {
        hash = node(hash, sibling);
      }
      place /= 2;
      last /= 2;
    }
    if (last != 0) {
      throw new IllegalArgumentException("expected a longer proof");
    }
    return hash;
  }

  private static List<byte[]> hashes(List<byte[]> entries) {
    return entries.stream().map(MerkleTree::leaf).toList();
  }

  private static byte[] tree(List<byte[]> leaves) {
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int split = split(leaves.size());
    return node(tree(leaves.subList(0, split)), tree(leaves.subList(split, leaves.size())));
  }

  private static void path(int index, List<byte[]> leaves, List<byte[]> path) {
    if (leaves.size() == 1) {
      return;
    }
    int split = split(leaves.size());
    List<byte[]> left = leaves.subList(0, split);
    List<byte[]> right = leaves.subList(split, leaves.size());
    if (index < split) {
      path(index, left, path);
      path.add(tree(right));
    } else {
      path(index - split, right, path);
      path.add(tree(left));
    }
  }

  /** The largest power of two below the size. */
  private static int split(int size) {
    return Integer.highestOneBit(size - 1);
  }

  private static byte[] leaf(byte[] entry) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(entry.length + 1);
    bytes.write(LEAF);
    bytes.writeBytes(entry);
    return Sha256.digest(bytes.toByteArray());
  }

  private static byte[] node(byte[] left, byte[] right) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(left.length + right.length + 1);
    bytes.write(NODE);
    bytes.writeBytes(left);
    bytes.writeBytes(right);
    return Sha256.digest(bytes.toByteArray());
  }
}
