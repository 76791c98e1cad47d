// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

/** Whether a note can be spent. */
public enum NoteState {
  /** Now. */
  SPENDABLE,
  /** When its escrow ends as its gate says. */
  GATED,
  /** Never: its escrow ended otherwise. */
  VOID,
  /** No longer: it was spent. */
  SPENT
}
