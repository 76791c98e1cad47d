// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import portolan.domain.money.Currency;

/**
 * What one member can spend of one bank's money in one currency.
 *
 * @param owner the member
 * @param bank whose money it is
 * @param currency of the amount
 */
record Purse(String owner, String bank, Currency currency) {}
