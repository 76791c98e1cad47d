// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

/**
 * The ledger, or a member whose endorsement is needed, cannot be reached now: trying again may
 * help.
 */
public final class LedgerUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  public LedgerUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The message without what each peer said. */
  public String firstLine() {
    return getMessage() == null ? "" : getMessage().lines().findFirst().orElse("");
  }
}
