// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * GS1 Digital Link URIs that identify one object: {@code /01/GTIN/21/SERIAL} or {@code /00/SSCC} at
 * the end of the path, on any host, after any stem (GS1 Digital Link Standard: URI Syntax, section
 * 4.10).
 *
 * <p>A query or fragment is refused: it describes the object and would make two texts of one
 * identifier. So are the qualifiers 22 and 10, which are not part of the identity of an SGTIN.
 */
final class DigitalLink {
  static final String CANONICAL_STEM = "https://id.gs1.org";

  private static final Pattern WEB_URI =
      Pattern.compile("(?:https?|HTTPS?)://([A-Za-z0-9.-]+)(?::[0-9]{1,5})?/(.*)", Pattern.DOTALL);
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@%/-]*");

  /** Not meant as themselves in a segment of a path, or ambiguous there. */
  private static final String MUST_ESCAPE = "/?#%+\"<>";

  private DigitalLink() {}

  static boolean isWebUri(String text) {
    return text.regionMatches(true, 0, "http://", 0, 7)
        || text.regionMatches(true, 0, "https://", 0, 8);
  }

  static Epc parse(String text) {
    if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
      throw new IllegalArgumentException(
          "expected a Digital Link URI without query and fragment: they are not part of an EPC");
    }
    Matcher uri = WEB_URI.matcher(text);
    if (!uri.matches() || !PATH.matcher(uri.group(2)).matches()) {
      throw new IllegalArgumentException(
          "expected http:// or https://, a host name and a path of URI characters");
    }
    String[] segments = uri.group(2).split("/", -1);
    int n = segments.length;
    if (n >= 4 && segments[n - 4].equals("01") && segments[n - 2].equals("21")) {
      return new Sgtin(
          new Gtin(segments[n - 3]), Serial.unescape(segments[n - 1], MUST_ESCAPE, null));
    }
    if (n >= 2 && segments[n - 2].equals("00")) {
      return new Sscc(segments[n - 1]);
    }
    if (n >= 2 && segments[n - 2].equals("01")) {
      throw new IllegalArgumentException(
          "expected a serial number after the GTIN (/01/GTIN/21/SERIAL): a GTIN alone is a class of"
              + " products, not one object");
    }
    throw new IllegalArgumentException(
        "expected a path that ends with /01/GTIN/21/SERIAL or /00/SSCC; other keys and qualifiers"
            + " are not supported");
  }
}
