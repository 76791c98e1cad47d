// SPDX-License-Identifier: Apache-2.0
/**
 * Clearance of goods: dated rules that the authority signed, a declaration, the three documents
 * that are matched with it, and an assessment whose every step can be replayed. All amounts are
 * minor units of one currency; all arithmetic is exact.
 */
package portolan.domain.customs;
