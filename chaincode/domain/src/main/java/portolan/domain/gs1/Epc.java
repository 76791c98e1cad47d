// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.util.Comparator;
import portolan.domain.encoding.Refusal;
import portolan.domain.worldstate.RefusalCode;

/**
 * One physical object: a trade item with a serial number ({@link Sgtin}) or a logistic unit ({@link
 * Sscc}).
 *
 * <p>The same object is written in two forms, {@code urn:epc:id:sgtin:0614141.107346.2017} (EPC Tag
 * Data Standard 2.0, section 6.3) and {@code https://example.com/01/10614141073464/21/2017} (GS1
 * Digital Link). They are brought into one: the Digital Link on {@code id.gs1.org}, because a URN
 * can be turned into it, while the way back needs the length of the company prefix.
 */
public sealed interface Epc extends Comparable<Epc> permits Sgtin, Sscc {
  /** Longest text that is read, in UTF-16 code units. */
  int MAX_LENGTH = 300;

  /** The one form in which the ledger names the object. */
  String canonical();

  /**
   * Reads either form.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  static Epc parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("expected at most " + MAX_LENGTH + " characters");
    }
    if (text.startsWith(EpcUrn.PREFIX)) {
      return EpcUrn.parse(text);
    }
    if (DigitalLink.isWebUri(text)) {
      return DigitalLink.parse(text);
    }
    throw new IllegalArgumentException(
        "expected an EPC pure identity URN (urn:epc:id:sgtin:..., urn:epc:id:sscc:...) or a GS1"
            + " Digital Link URI (https://.../01/.../21/..., https://.../00/...)");
  }

  /**
   * Reads an EPC of a call.
   *
   * @throws portolan.domain.encoding.RefusedException {@code INVALID_ARGUMENT} naming the path
   */
  static Epc of(String path, String text) {
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal(RefusalCode.INVALID_ARGUMENT, path, e.getMessage()).toException();
    }
  }

  @Override
  default int compareTo(Epc other) {
    return Comparator.comparing(Epc::canonical).compare(this, other);
  }
}
