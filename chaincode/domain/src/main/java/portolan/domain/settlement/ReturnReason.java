// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;

/**
 * Why the bank rails sent a payment back: a code of ISO 20022's ExternalReturnReason1Code, such as
 * AC04 for a closed account. The list is published four times a year, so only the form is checked.
 */
public record ReturnReason(String code) {
  private static final Format FORMAT =
      Format.of("a return reason of ISO 20022 such as AC01 or AC04", "[A-Z0-9]{4}", 4);

  /** The bank says it in words: ISO 20022's code for that. */
  public static final ReturnReason NARRATIVE = new ReturnReason("NARR");

  /** Checks the form. */
  public ReturnReason {
    if (!isCode(code)) {
      throw new IllegalArgumentException("expected " + FORMAT.expected());
    }
  }

  /** Whether a text has the form of a code. */
  public static boolean isCode(String text) {
    return FORMAT.accepts(text);
  }

  /** Reads a reason. */
  public static ReturnReason fromJson(Fields fields, String name) {
    return new ReturnReason(fields.text(name, FORMAT));
  }

  @Override
  public String toString() {
    return code;
  }
}
