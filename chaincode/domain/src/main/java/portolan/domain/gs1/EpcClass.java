// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.util.Optional;
import java.util.Set;

/**
 * All of a kind, or a lot of them: a key without serial number.
 *
 * @param code the AI of the key: 01 (GTIN), 8006 (ITIP), 8003 (GRAI), 253 (GDTI), 255 (GCN) or 8010
 *     (CPID)
 * @param key its value
 * @param lot the batch or lot number, empty if it is all of them
 */
public record EpcClass(String code, String key, String lot) implements Identity {
  private static final Set<String> WITH_LOTS = Set.of(KeyType.GTIN, "8006");

  /** Checks key and lot. */
  public EpcClass {
    if (!KeyType.isClassCode(code) || (!lot.isEmpty() && !hasLots(code))) {
      throw new IllegalArgumentException("expected the key of a class of objects");
    }
    AiTable.get(code).require(key);
    if (!lot.isEmpty()) {
      AiTable.get(KeyType.LOT).require(lot);
    }
  }

  static boolean hasLots(String code) {
    return WITH_LOTS.contains(code);
  }

  /** The product that it is, or is a lot of; nothing if the key is no GTIN. */
  public Optional<Gtin> gtin() {
    return code.equals(KeyType.GTIN) ? Optional.of(new Gtin(key)) : Optional.empty();
  }

  @Override
  public String canonical() {
    String link = DigitalLink.CANONICAL_STEM + "/" + code + "/" + Escapes.escape(key);
    return lot.isEmpty() ? link : link + "/" + KeyType.LOT + "/" + Escapes.escape(lot);
  }

  @Override
  public String toString() {
    return canonical();
  }
}
