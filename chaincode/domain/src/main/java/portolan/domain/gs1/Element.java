// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

/**
 * An application identifier with its value.
 *
 * @param value decoded, without separator
 */
public record Element(ApplicationIdentifier identifier, String value) {

  /** Checks the value. */
  public Element {
    identifier.require(value);
  }

  /** The digits of the AI. */
  public String code() {
    return identifier.code();
  }

  /** Does not show the value, which can be sealed. */
  @Override
  public String toString() {
    return identifier.toString();
  }
}
