// SPDX-License-Identifier: Apache-2.0
/**
 * What a call of the public API is, whatever it is about and however it comes in: a method that
 * answers a request, its deadline, the errors and page tokens that callers see. Knows neither
 * Vert.x nor the ledger.
 */
package portolan.gateway.api.call;
