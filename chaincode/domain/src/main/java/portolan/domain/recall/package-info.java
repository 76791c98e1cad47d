// SPDX-License-Identifier: Apache-2.0
/**
 * Recalls: who calls back what, which objects that reaches as of a block, and for which orders they
 * travel. What a recall does to goods is in {@link portolan.domain.custody}.
 */
package portolan.domain.recall;
