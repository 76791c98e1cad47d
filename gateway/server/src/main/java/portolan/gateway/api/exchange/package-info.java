// SPDX-License-Identifier: Apache-2.0
/** The ExchangeService: reference rates, quotes and locks of two currencies. */
package portolan.gateway.api.exchange;
