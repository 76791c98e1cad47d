// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

/** A string; lone surrogates are refused, since they have no UTF-8. */
public record JsonText(String value) implements Json {

  /** Checks the characters. */
  public JsonText {
    CanonicalWriter.requireWellFormed(value);
  }

  @Override
  public String toString() {
    return canonical();
  }
}
