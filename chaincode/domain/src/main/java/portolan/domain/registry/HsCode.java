// SPDX-License-Identifier: Apache-2.0
package portolan.domain.registry;

import portolan.domain.encoding.Format;

/**
 * Commodity codes: the six digits of the Harmonized System, followed by up to four digits of a
 * tariff.
 */
public final class HsCode {
  /** The form of a commodity code. */
  public static final Format CODE =
      Format.of("a commodity code of 6 to 10 digits (Harmonized System)", "[0-9]{6,10}", 10);

  private HsCode() {}
}
