// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.architecture.planted;

import portolan.domain.encoding.Refusal;

/** Never called: what the rules about refusals have to object to. */
public final class RefusesWithItsOwnWord {
  /** A catalogue with a code too many. */
  public enum Catalogue {
    USED,
    NEVER_USED
  }

  private RefusesWithItsOwnWord() {}

  static Refusal unlisted(String field) {
    return new Refusal("TOO_STRANGE", field, Catalogue.USED.name());
  }
}
