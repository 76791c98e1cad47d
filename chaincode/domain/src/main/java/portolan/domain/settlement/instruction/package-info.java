// SPDX-License-Identifier: Apache-2.0
/**
 * What members tell the settlement contract: one record for the item of each function, and one for
 * its sealed part where it has one. Gateways write them, the contract reads them.
 */
package portolan.domain.settlement.instruction;
