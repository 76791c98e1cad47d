// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import java.util.regex.Pattern;
import portolan.domain.worldstate.RefusalCode;

/**
 * Why an item or a call was refused.
 *
 * @param code upper snake case, for programs, for example {@code WRONG_SECRET}
 * @param field path of the field at fault, for example {@code items[3].secret}
 * @param message for people: what was expected and what was found, never a secret value
 */
public record Refusal(String code, String field, String message) {

  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]*");

  /** Checks the code. */
  public Refusal {
    if (!CODE.matcher(code).matches()) {
      throw new IllegalArgumentException("not a refusal code: " + code);
    }
  }

  /**
   * A refusal with a code of the catalogue, as all refusals of contracts are.
   *
   * @param code why
   * @param field path of the field at fault
   * @param message for people
   */
  public Refusal(RefusalCode code, String field, String message) {
    this(code.name(), field, message);
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
