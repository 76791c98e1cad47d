// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import java.util.regex.Pattern;

/**
 * Why an item or a call was refused.
 *
 * @param code upper snake case, for programs, for example {@code WRONG_SECRET}
 * @param field path of the field at fault, for example {@code items[3].secret}
 * @param message for people: what was expected and what was found, never a secret value
 */
public record Refusal(String code, String field, String message) {

  /** A value is missing, malformed or out of range. */
  public static final String INVALID_ARGUMENT = "INVALID_ARGUMENT";

  /** The caller's organisation does not hold the role, or is not the party that may do this. */
  public static final String PERMISSION_DENIED = "PERMISSION_DENIED";

  /** Nothing is stored under this identifier. */
  public static final String NOT_FOUND = "NOT_FOUND";

  /** The identifier was used before, with other content. */
  public static final String ALREADY_EXISTS = "ALREADY_EXISTS";

  /** A sealed document does not give the commitment that is on the ledger or in the item. */
  public static final String COMMITMENT_MISMATCH = "COMMITMENT_MISMATCH";

  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]*");

  /** Checks the code. */
  public Refusal {
    if (!CODE.matcher(code).matches()) {
      throw new IllegalArgumentException("not a refusal code: " + code);
    }
  }

  /**
   * This refusal with its field seen from outside: what the domain calls {@code secret} is {@code
   * items[3].secret} in the call. A field that is a path of the call already stays.
   */
  public Refusal within(String path) {
    boolean absolute = field.startsWith(path) || field.startsWith("sealed.");
    return absolute ? this : new Refusal(code, path + "." + field, message);
  }

  /** This refusal as an exception. */
  public RefusedException toException() {
    return new RefusedException(this);
  }

  /** The form in which an error message of a contract carries it: {@code CODE|field|message}. */
  public String toErrorMessage() {
    return code + "|" + field + "|" + message;
  }
}
