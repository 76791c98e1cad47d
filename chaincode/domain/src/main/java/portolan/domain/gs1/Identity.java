// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.util.Comparator;

/**
 * What a GS1 key names: one object ({@link Epc}), or all of a kind ({@link EpcClass}). Key and
 * serial number, nothing else: two texts with the same identity name the same thing, whatever else
 * they say of it.
 *
 * <p>It is written as an EPC URN, {@code urn:epc:id:sgtin:0614141.107346.2017} (EPC Tag Data
 * Standard 2.0, section 6.3), as a GS1 Digital Link URI on any host, {@code
 * https://example.com/01/10614141073464/10/LOT/21/2017?17=271231}, as an element string and as the
 * data of a scanned symbol. They are brought into one form: the Digital Link on {@code id.gs1.org}
 * without attributes, because a URN can be turned into it, while the way back needs the length of
 * the company prefix. The case of a serial number counts.
 */
public sealed interface Identity extends Comparable<Identity> permits Epc, EpcClass {
  /** Longest text that is read, in UTF-16 code units. */
  int MAX_TEXT = 2000;

  /** The one form in which the ledger names it. */
  String canonical();

  /**
   * Reads a URI: a URN or a Digital Link, where a GTIN of 8, 12 or 13 digits is filled up.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  static Identity parse(String text) {
    return parse(text, DigitalLink.Reading.FILL_UP_GTINS);
  }

  /** As {@link #parse(String)}, with what else is read in a Digital Link. */
  static Identity parse(String text, DigitalLink.Reading reading) {
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException("expected at most " + MAX_TEXT + " characters");
    }
    if (text.startsWith(EpcUrn.PREFIX)) {
      return EpcUrn.parse(text);
    }
    if (DigitalLink.isWebUri(text)) {
      return named(DigitalLink.parse(text, reading));
    }
    throw new IllegalArgumentException(
        "expected an EPC pure identity URN (urn:epc:id:sgtin:..., urn:epc:id:sscc:...) or a GS1"
            + " Digital Link URI (https://.../01/.../21/..., https://.../00/...)");
  }

  /**
   * Reads what a scanner gives ({@code ]d201...}), an element string ({@code ^01...}), or one with
   * brackets ({@code (01)...}).
   *
   * @throws IllegalArgumentException saying what was expected
   */
  static Identity scanned(String text) {
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException("expected at most " + MAX_TEXT + " characters");
    }
    if (text.startsWith("]")) {
      return named(
          ScanData.read(text)
              .elements()
              .orElseThrow(
                  () -> new IllegalArgumentException("expected the data of a GS1 symbol")));
    }
    return named(
        text.startsWith("(") ? ElementString.ofBracketed(text) : ElementString.parse(text));
  }

  private static Identity named(ElementString elements) {
    return elements
        .identity()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected a key of the EPC Tag Data Standard: other keys name no object"));
  }

  /**
   * The EPC URN.
   *
   * @param prefixLength digits of the GS1 company prefix, 6 to 12
   */
  default String urn(int prefixLength) {
    return EpcUrn.of(this, prefixLength);
  }

  @Override
  default int compareTo(Identity other) {
    return Comparator.comparing(Identity::canonical).compare(this, other);
  }
}
