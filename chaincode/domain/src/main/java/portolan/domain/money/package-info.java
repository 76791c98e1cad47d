// SPDX-License-Identifier: Apache-2.0
/** Money: ISO 4217 currencies, exact amounts in minor units, division into shares. */
package portolan.domain.money;
