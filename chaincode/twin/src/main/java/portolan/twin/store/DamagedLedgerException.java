// SPDX-License-Identifier: Apache-2.0
package portolan.twin.store;

/** What is stored is not what was written; the message says where. */
public final class DamagedLedgerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says of what it is, in one line. */
  public DamagedLedgerException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A block that is not the one that was written. */
  public static DamagedLedgerException block(long number, String why) {
    return new DamagedLedgerException("block " + number + ": " + why, null);
  }
}
