// SPDX-License-Identifier: Apache-2.0
package portolan.twin.ledger;

import java.util.Comparator;

/** The order of keys in LevelDB: that of their bytes in UTF-8, which is that of code points. */
public final class KeyOrder implements Comparator<String> {
  /** The only instance. */
  public static final KeyOrder INSTANCE = new KeyOrder();

  private KeyOrder() {}

  @Override
  public int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // UTF-16 puts the surrogates of code points above U+FFFF before U+E000 to U+FFFF.
        boolean above = Character.isSurrogate(x);
        return above == Character.isSurrogate(y) ? Character.compare(x, y) : above ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
