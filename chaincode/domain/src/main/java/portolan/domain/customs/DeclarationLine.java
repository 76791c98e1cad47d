// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.math.BigInteger;
import portolan.domain.encoding.Fields;
import portolan.domain.gs1.Gtin;
import portolan.domain.order.OrderLine;
import portolan.domain.registry.Country;
import portolan.domain.registry.HsCode;

/**
 * Goods of one kind in a declaration: {@code {"gtin","hsCode","originCountry","quantity","value"}}.
 *
 * @param value minor units for all pieces, above zero
 */
public record DeclarationLine(
    Gtin gtin, String hsCode, String originCountry, long quantity, long value) {

  static DeclarationLine fromJson(Fields fields) {
    DeclarationLine line =
        new DeclarationLine(
            OrderLine.readGtin(fields),
            fields.text("hsCode", HsCode.CODE),
            fields.text("originCountry", Country.CODE),
            fields.integer("quantity", 1, OrderLine.MAX_QUANTITY),
            fields.positiveAmount("value"));
    fields.end();
    return line;
  }

  BigInteger worth() {
    return BigInteger.valueOf(value);
  }
}
