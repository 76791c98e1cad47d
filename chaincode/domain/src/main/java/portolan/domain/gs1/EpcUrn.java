// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** EPC pure identity URNs (EPC Tag Data Standard 2.0, sections 6.3.1 and 6.3.2). */
final class EpcUrn {
  static final String PREFIX = "urn:epc:id:";

  private static final Pattern SGTIN =
      Pattern.compile("urn:epc:id:sgtin:([0-9]{6,12})\\.([0-9]{1,7})\\.(.+)");
  private static final Pattern SSCC =
      Pattern.compile("urn:epc:id:sscc:([0-9]{6,12})\\.([0-9]{5,11})");

  /** Characters of a serial number that a URN escapes, and the only ones (section 6.3.1). */
  private static final String ESCAPED = "\"%&/<>?";

  private EpcUrn() {}

  static Epc parse(String text) {
    if (text.startsWith(PREFIX + "sgtin:")) {
      return sgtin(text);
    }
    if (text.startsWith(PREFIX + "sscc:")) {
      return sscc(text);
    }
    throw new IllegalArgumentException(
        "expected urn:epc:id:sgtin:... or urn:epc:id:sscc:...; other schemes are not supported");
  }

  private static Sgtin sgtin(String text) {
    Matcher form = SGTIN.matcher(text);
    if (!form.matches() || form.group(1).length() + form.group(2).length() != 13) {
      throw new IllegalArgumentException(
          "expected urn:epc:id:sgtin:COMPANY.ITEM.SERIAL with a company prefix of 6 to 12 digits,"
              + " together with indicator and item reference 13 digits");
    }
    String item = form.group(2);
    return new Sgtin(
        new Gtin(complete(item.charAt(0) + form.group(1) + item.substring(1))),
        Serial.unescape(form.group(3), ESCAPED, ESCAPED));
  }

  private static Sscc sscc(String text) {
    Matcher form = SSCC.matcher(text);
    if (!form.matches() || form.group(1).length() + form.group(2).length() != 17) {
      throw new IllegalArgumentException(
          "expected urn:epc:id:sscc:COMPANY.SERIAL with a company prefix of 6 to 12 digits,"
              + " together with extension digit and serial reference 17 digits");
    }
    String serial = form.group(2);
    return new Sscc(complete(serial.charAt(0) + form.group(1) + serial.substring(1)));
  }

  private static String complete(String digits) {
    return digits + CheckDigit.of(digits);
  }
}
