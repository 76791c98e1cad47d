// SPDX-License-Identifier: Apache-2.0
/**
 * The one encoding of everything that is stored, hashed or passed to a contract: canonical JSON.
 *
 * <p>UTF-8, members sorted by UTF-16 code unit, no white space, strings escaped as RFC 8785 section
 * 3.2.2.2. What this code writes holds whole numbers below 2^53 only; amounts of money are decimal
 * strings of minor units.
 */
package portolan.domain.encoding;
