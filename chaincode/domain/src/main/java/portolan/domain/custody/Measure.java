// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An amount in the unit in which amounts of its kind are counted: kilograms, litres, metres, square
 * metres, pieces. Units are codes of UN/CEFACT Recommendation 20; one that is not known here is
 * counted by itself. All conversions are exact.
 *
 * @param amount zero or more
 * @param unit {@code KGM}, {@code LTR}, {@code MTR}, {@code MTK}, {@code H87} (pieces), or the code
 *     as it is
 */
public record Measure(BigDecimal amount, String unit) {
  /** Most digits before the point of an amount. */
  public static final int MAX_DIGITS = 15;

  /** Most digits after it. */
  public static final int MAX_DECIMALS = 9;

  private static final String PIECE = "H87";

  private record Conversion(String unit, BigDecimal factor) {}

  private static final Map<String, Conversion> CONVERSIONS =
      conversions(
          "KGM",
          "KGM 1 GRM 0.001 MGM 0.000001 MC 0.000000001 TNE 1000 DTN 100 HGM 0.1 DG 0.0001"
              + " CGM 0.00001 LBR 0.45359237 ONZ 0.028349523125 APZ 0.0311034768"
              + " STN 907.18474 LTN 1016.0469088 CWA 45.359237 CWI 50.80234544 GRN 0.00006479891",
          "LTR",
          "LTR 1 MLT 0.001 CLT 0.01 DLT 0.1 HLT 100 MTQ 1000 DMQ 1 CMQ 0.001 MMQ 0.000001"
              + " GLL 3.785411784 GLI 4.54609 PTL 0.473176473 PTI 0.56826125 QTL 0.946352946"
              + " QTI 1.1365225 OZA 0.0295735295625 OZI 0.0284130625 FTQ 28.316846592"
              + " INQ 0.016387064 BLL 158.987294928",
          "MTR",
          "MTR 1 CMT 0.01 MMT 0.001 DMT 0.1 KMT 1000 INH 0.0254 FOT 0.3048 YRD 0.9144"
              + " SMI 1609.344",
          "MTK",
          "MTK 1 CMK 0.0001 DMK 0.01 MMK 0.000001 KMK 1000000 HAR 10000 INK 0.00064516"
              + " FTK 0.09290304 YDK 0.83612736",
          PIECE,
          "H87 1 C62 1 EA 1 DZN 12 GRO 144 MIL 1000");

  private static Map<String, Conversion> conversions(String... basesAndUnits) {
    Map<String, Conversion> conversions = new HashMap<>();
    for (int i = 0; i < basesAndUnits.length; i += 2) {
      String[] units = basesAndUnits[i + 1].split(" ", -1);
      for (int j = 0; j < units.length; j += 2) {
        conversions.put(units[j], new Conversion(basesAndUnits[i], new BigDecimal(units[j + 1])));
      }
    }
    return conversions;
  }

  /** Brings the amount into its one form. */
  public Measure {
    amount = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
  }

  /**
   * An amount of an event.
   *
   * @param unit nothing for pieces
   * @throws IllegalArgumentException saying what was expected
   */
  static Measure of(BigDecimal amount, Optional<String> unit) {
    BigDecimal plain = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
    if (plain.signum() <= 0
        || plain.scale() > MAX_DECIMALS
        || plain.precision() - plain.scale() > MAX_DIGITS) {
      throw new IllegalArgumentException(
          "expected a quantity above zero with at most "
              + MAX_DIGITS
              + " digits before and "
              + MAX_DECIMALS
              + " after the point");
    }
    String code = unit.orElse(PIECE);
    Conversion conversion = CONVERSIONS.getOrDefault(code, new Conversion(code, BigDecimal.ONE));
    return new Measure(plain.multiply(conversion.factor()), conversion.unit());
  }

  @Override
  public String toString() {
    return amount.toPlainString() + (unit.equals(PIECE) ? " pieces" : " " + unit);
  }
}
