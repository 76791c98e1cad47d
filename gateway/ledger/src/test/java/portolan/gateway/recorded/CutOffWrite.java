// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.recorded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * What is in a store's file when the process is killed while it writes: a part of what the write
 * changes, in the order in which H2 writes, its two headers last.
 */
final class CutOffWrite {
  private static final int HEADERS = 2 * 4096;

  private final byte[] before;

  private CutOffWrite(byte[] before) {
    this.before = before;
  }

  /** Of a file as it is before the write. */
  static CutOffWrite of(Path file) throws IOException {
    return new CutOffWrite(read(file));
  }

  /** Leaves a file that was written as far as chance has it: not at all, in part, or whole. */
  void leave(Path written, Path left, Random random) throws IOException {
    byte[] after = read(written);
    int changed = 0;
    for (int i = 0; i < after.length; i++) {
      changed += differs(after, i) ? 1 : 0;
    }
    // The ends are as likely as all between them.
    int done =
        switch (random.nextInt(4)) {
          case 0 -> 0;
          case 1 -> changed;
          default -> changed == 0 ? 0 : random.nextInt(changed);
        };
    byte[] file = Arrays.copyOf(before, Math.max(before.length, after.length));
    int length = before.length;
    for (int i = 0; i < after.length && done > 0; i++) {
      int place = (i + HEADERS) % after.length;
      if (differs(after, place)) {
        file[place] = after[place];
        length = Math.max(length, place + 1);
        done--;
      }
    }
    Files.write(left, Arrays.copyOf(file, length));
  }

  private boolean differs(byte[] after, int place) {
    return place >= before.length || before[place] != after[place];
  }

  /** When nobody writes it just now. */
  private static byte[] read(Path file) throws IOException {
    byte[] one = Files.readAllBytes(file);
    byte[] other = Files.readAllBytes(file);
    while (!Arrays.equals(one, other)) {
      one = other;
      other = Files.readAllBytes(file);
    }
    return one;
  }
}
