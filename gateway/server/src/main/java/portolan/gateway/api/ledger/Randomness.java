// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.ledger;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Salts and private keys of sealed values, which nobody may guess. */
public final class Randomness {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 24;

  private Randomness() {}

  /** 48 hexadecimal digits, 192 bits. */
  public static String hex() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
