// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.exchange;

/** Which amount the buyer of a quote fixes; the other one follows from the rate. */
public enum Side {
  /** What the buyer pays. */
  FIX_SOURCE,
  /** What the buyer gets. */
  FIX_TARGET
}
