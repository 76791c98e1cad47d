// SPDX-License-Identifier: Apache-2.0
/** What a peer decides about the transactions of a block, and what the block then changes. */
package portolan.twin.validation;
