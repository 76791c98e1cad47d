// SPDX-License-Identifier: Apache-2.0
/**
 * An escrow from its funding to its end. {@link EscrowState} is where it stands, one file a state;
 * what moves it is told by story: {@link Delivery}, {@link Dispute}, {@link Loss}, {@link Hold} and
 * {@link Expiry}.
 */
package portolan.domain.settlement.escrow;
