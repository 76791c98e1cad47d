// SPDX-License-Identifier: Apache-2.0
/** Evidence: Merkle trees over salted leaves, whose root says nothing until a leaf is shown. */
package portolan.domain.evidence;
