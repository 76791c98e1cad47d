// SPDX-License-Identifier: Apache-2.0
/**
 * What all contracts share: a call with its checks (arguments, caller's role, timestamp), the view
 * of the ledger that sees its own writes, sealed documents, groups of items.
 */
package portolan.contracts.transaction;
