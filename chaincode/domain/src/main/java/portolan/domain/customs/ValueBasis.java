// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

/** What the customs value contains (WTO Customs Valuation Agreement, article 8.2). */
public enum ValueBasis {
  /** Goods, freight and insurance up to the border. */
  CIF,
  /** Goods alone. */
  FOB
}
