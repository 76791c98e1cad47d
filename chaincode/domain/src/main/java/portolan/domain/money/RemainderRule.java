// SPDX-License-Identifier: Apache-2.0
package portolan.domain.money;

/**
 * Who gets the units that are left over when an amount is divided into shares. Every share is
 * rounded down first; both rules give each of the left units to another share. Both are used in
 * practice, so terms have to say which one it is.
 */
public enum RemainderRule {
  /** The first shares: 15 by 80, 8, 12 is 13, 1, 1. */
  FIRST,
  /**
   * The shares that lost most by the rounding, of equal ones the first: 15 by 80, 8, 12 is 12, 1,
   * 2.
   */
  LARGEST
}
