// SPDX-License-Identifier: Apache-2.0
/**
 * The BankService: redemptions from the side of the bank that pays them, as payment orders,
 * statements and returns of ISO 20022.
 */
package portolan.gateway.api.bank;
