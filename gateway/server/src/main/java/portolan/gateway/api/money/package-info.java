// SPDX-License-Identifier: Apache-2.0
/**
 * The MoneyService, and the wallet behind everything that spends notes: which notes this member
 * has, which are promised to whom, and how small ones become one.
 */
package portolan.gateway.api.money;
