// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

/** A contract refused the call: trying again does not help. */
public final class LedgerRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String field;

  /** A refusal with its code in capitals, the field to blame (may be empty) and a sentence. */
  public LedgerRefusedException(String code, String field, String message) {
    super(message);
    this.code = code;
    this.field = field;
  }

  public String code() {
    return code;
  }

  public String field() {
    return field;
  }
}
