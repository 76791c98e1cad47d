// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

/** A message that cannot be read, or a value that no message can hold. */
public final class MessageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * Names the place.
   *
   * @param field path of the element or name of the value; empty for the message as a whole
   */
  public MessageException(String field, String message) {
    super(message);
    this.field = field;
  }

  /** The place; may be empty. */
  public String field() {
    return field;
  }
}
