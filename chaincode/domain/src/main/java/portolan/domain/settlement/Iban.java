// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.math.BigInteger;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.worldstate.RefusalCode;

/**
 * An international bank account number (ISO 13616) in electronic form, with correct check digits
 * (ISO 7064 MOD 97-10). The lengths that countries prescribe are not checked.
 */
public record Iban(String value) {
  private static final Format FORM =
      Format.of(
          "an IBAN without spaces, such as DE89370400440532013000",
          "[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}",
          34);
  private static final BigInteger MODULUS = BigInteger.valueOf(97);

  /** Checks form and check digits. */
  public Iban {
    if (!FORM.accepts(value) || !checks(value)) {
      throw new IllegalArgumentException("expected " + FORM.expected());
    }
  }

  /** Reads an IBAN. */
  public static Iban fromJson(Fields fields, String name) {
    String value = fields.text(name, FORM);
    if (!checks(value)) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT, name, "expected an IBAN with correct check digits");
    }
    return new Iban(value);
  }

  private static boolean checks(String value) {
    StringBuilder digits = new StringBuilder();
    String turned = value.substring(4) + value.substring(0, 4);
    for (int i = 0; i < turned.length(); i++) {
      char c = turned.charAt(i);
      digits.append(c <= '9' ? c - '0' : c - 'A' + 10);
    }
    return new BigInteger(digits.toString()).mod(MODULUS).equals(BigInteger.ONE);
  }

  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "Iban[sealed]";
  }
}
