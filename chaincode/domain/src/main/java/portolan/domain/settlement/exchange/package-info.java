// SPDX-License-Identifier: Apache-2.0
/**
 * Exchange of two currencies: a provider's signed quote, reference rates that bound it, and the
 * lock that holds both amounts until both change hands or both go back.
 */
package portolan.domain.settlement.exchange;
