// SPDX-License-Identifier: Apache-2.0
/**
 * Messages of ISO 20022: payment orders to the bank rails, and what the bank rails say of an
 * account. Plain conversions, which know neither the ledger nor the API.
 */
package portolan.gateway.iso20022;
