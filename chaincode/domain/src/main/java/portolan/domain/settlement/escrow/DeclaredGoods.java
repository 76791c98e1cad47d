// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import portolan.domain.encoding.Commitment;

/**
 * Goods that customs assessed, or has released.
 *
 * @param orderId of which they are
 * @param declarant the member that declared them
 * @param authority the member that assessed them
 * @param due commitment to the tax that was assessed for them
 */
public record DeclaredGoods(String orderId, String declarant, String authority, Commitment due) {}
