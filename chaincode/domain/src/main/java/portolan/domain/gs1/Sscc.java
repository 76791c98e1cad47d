// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.worldstate.RefusalCode;

/**
 * A Serial Shipping Container Code, a logistic unit: application identifier 00.
 *
 * @param digits 18 digits: extension digit, company prefix and serial reference, check digit
 */
public record Sscc(String digits) implements Epc {
  /** Digits of an SSCC. */
  public static final int LENGTH = 18;

  private static final Format TEXT =
      Format.of("an SSCC: 18 digits, a URN or a Digital Link URI", "[!-~]+", MAX_LENGTH);
  private static final Format DIGITS = Format.of("digits", "[0-9]+", MAX_LENGTH);

  /** Checks length and check digit. */
  public Sscc {
    CheckDigit.require("an SSCC", digits, LENGTH);
  }

  /**
   * Reads a member of an object: the 18 digits, or one of the forms of an EPC.
   *
   * @throws portolan.domain.encoding.RefusedException {@code INVALID_ARGUMENT} naming the field
   */
  public static Sscc read(Fields fields, String name) {
    String text = fields.text(name, TEXT);
    try {
      if (DIGITS.accepts(text)) {
        return new Sscc(text);
      }
      if (Epc.parse(text) instanceof Sscc sscc) {
        return sscc;
      }
    } catch (IllegalArgumentException e) {
      throw fields.refuse(RefusalCode.INVALID_ARGUMENT, name, e.getMessage());
    }
    throw fields.refuse(RefusalCode.INVALID_ARGUMENT, name, "expected " + TEXT.expected());
  }

  @Override
  public String canonical() {
    return DigitalLink.CANONICAL_STEM + "/00/" + digits;
  }

  @Override
  public String toString() {
    return canonical();
  }
}
