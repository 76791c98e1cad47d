// SPDX-License-Identifier: Apache-2.0
/**
 * Which booking on a bank's account statement is which redemption's payment. Whatever leaves a
 * doubt waits in suspense for a person; nothing there moves by itself.
 */
package portolan.domain.settlement.reconciliation;
