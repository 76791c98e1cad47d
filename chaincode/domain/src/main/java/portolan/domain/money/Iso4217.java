// SPDX-License-Identifier: Apache-2.0
package portolan.domain.money;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * ISO 4217, list one (current currencies and funds), as of mid-2026: 178 codes.
 *
 * <p>Our own, because the tables of Java releases differ (17.0.15 still knows HRK and lacks UYW),
 * and members on different releases would disagree about what a payment means.
 */
final class Iso4217 {
  private static final String NO_DECIMALS =
      """
      BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
      """;

  private static final String TWO_DECIMALS =
      """
      AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
      CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
      GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK
      LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO
      NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS
      SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST
      XAD XCD XCG YER ZAR ZMW ZWG
      """;

  private static final String THREE_DECIMALS =
      """
      BHD IQD JOD KWD LYD OMR TND
      """;

  private static final String FOUR_DECIMALS =
      """
      CLF UYW
      """;

  /** Metals, units of account and codes for testing: ISO 4217 says N.A. */
  private static final String NO_MINOR_UNIT =
      """
      XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX
      """;

  /** Decimals of the minor unit by code. */
  static final Map<String, OptionalInt> DECIMALS = table();

  private Iso4217() {}

  private static Map<String, OptionalInt> table() {
    Map<String, OptionalInt> table = new TreeMap<>();
    add(table, NO_DECIMALS, OptionalInt.of(0));
    add(table, TWO_DECIMALS, OptionalInt.of(2));
    add(table, THREE_DECIMALS, OptionalInt.of(3));
    add(table, FOUR_DECIMALS, OptionalInt.of(4));
    add(table, NO_MINOR_UNIT, OptionalInt.empty());
    return Collections.unmodifiableMap(table);
  }

  private static void add(Map<String, OptionalInt> table, String codes, OptionalInt decimals) {
    for (String code : codes.strip().split("\\s+", -1)) {
      if (table.put(code, decimals) != null) {
        throw new IllegalStateException("listed twice: " + code);
      }
    }
  }
}
