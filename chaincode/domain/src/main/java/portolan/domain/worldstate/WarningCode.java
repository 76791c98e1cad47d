// SPDX-License-Identifier: Apache-2.0
package portolan.domain.worldstate;

/**
 * What contracts say of an item that they accepted. The name is what the ledger's answer carries
 * and what callers of the API see: it is never changed.
 */
public enum WarningCode {
  /** The event is older than the last change of what it names: it is kept and changes nothing. */
  LATE,

  /**
   * Something happened to the objects since the event that is declared wrong, or they are in other
   * hands: the declaration is kept and changes nothing.
   */
  SUPERSEDED
}
