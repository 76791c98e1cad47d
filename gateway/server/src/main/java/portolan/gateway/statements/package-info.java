// SPDX-License-Identifier: Apache-2.0
/**
 * What a bank's gateway keeps about its own account: bookings that were read, those that wait for a
 * person, payment orders that were handed out. No other member may see them, so they are not on the
 * ledger.
 */
package portolan.gateway.statements;
