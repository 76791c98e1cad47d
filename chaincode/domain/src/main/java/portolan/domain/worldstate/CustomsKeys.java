// SPDX-License-Identifier: Apache-2.0
package portolan.domain.worldstate;

/** Where things are in the state of {@code customs}. */
public final class CustomsKeys {
  /** Declarations; the id with its declarant follows. */
  public static final String DECLARATIONS = "declaration/";

  /** Rules; authority and id follow. */
  public static final String RULES = "rule/";

  /** Payments that a declaration has used; the mark follows. */
  public static final String PAYMENTS = "payment/";

  private CustomsKeys() {}

  /** What the channel sees of a declaration. */
  public static String declaration(String declarationId) {
    return DECLARATIONS + declarationId;
  }

  /** A rule; each authority names its own. */
  public static String rule(String authority, String ruleId) {
    return RULES + authority + "/" + ruleId;
  }

  /** Which declaration has used a payment. */
  public static String payment(String useMark) {
    return PAYMENTS + useMark;
  }
}
