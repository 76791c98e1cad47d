// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.util.Optional;

/**
 * A GS1 company prefix: whoever GS1 has given it to issues all keys that begin with it (GS1 General
 * Specifications, section 1.4.3).
 *
 * @param digits 4 to 12
 */
public record CompanyPrefix(String digits) implements Comparable<CompanyPrefix> {

  /** Checks the digits. */
  public CompanyPrefix {
    if (digits.length() < 4
        || digits.length() > 12
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("expected a GS1 company prefix of 4 to 12 digits");
    }
  }

  /**
   * The digits of a key from its company prefix on: without the indicator of a GTIN, the extension
   * digit of an SSCC, the filler of a GRAI. Empty for what has no GS1 key.
   */
  static Optional<String> keyFromPrefixOn(Identity identity) {
    return switch (identity) {
      case Sgtin unit -> Optional.of(unit.gtin().digits().substring(1));
      case Sscc unit -> Optional.of(unit.digits().substring(1));
      case KeyedEpc epc -> Optional.of(fromPrefixOn(epc.type().keyCode(), epc.key()));
      case EpcClass kind -> Optional.of(fromPrefixOn(kind.code(), kind.key()));
      case UrnEpc other -> Optional.empty();
    };
  }

  private static String fromPrefixOn(String code, String key) {
    return switch (code) {
      case KeyType.GTIN, "8003", "8006" -> key.substring(1);
      default -> key;
    };
  }

  /** Whether this key is issued under it. */
  public boolean covers(Identity identity) {
    return keyFromPrefixOn(identity).filter(key -> key.startsWith(digits)).isPresent();
  }

  /** As {@link #covers(Identity)}, for the key of a class of products. */
  public boolean covers(Gtin gtin) {
    return gtin.digits().startsWith(digits, 1);
  }

  /** As {@link #covers(Identity)}, for the number of a party or place. */
  public boolean covers(Gln gln) {
    return gln.digits().startsWith(digits);
  }

  @Override
  public int compareTo(CompanyPrefix other) {
    return digits.compareTo(other.digits);
  }

  @Override
  public String toString() {
    return digits;
  }
}
