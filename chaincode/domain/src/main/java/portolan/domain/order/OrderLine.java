// SPDX-License-Identifier: Apache-2.0
package portolan.domain.order;

import java.math.BigInteger;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.Gtin;

/**
 * A line of an order: {@code {"gtin","quantity","unitPrice"}}.
 *
 * @param quantity pieces, 1 to {@value #MAX_QUANTITY}
 * @param unitPrice minor units for one piece
 */
public record OrderLine(Gtin gtin, long quantity, long unitPrice) {
  /** Most pieces in a line. */
  public static final long MAX_QUANTITY = 1_000_000_000L;

  /** Most lines of an order or a declaration. */
  public static final int MAX_LINES = 999;

  private static final Format ANY = Format.of("a GTIN of 14 digits", ".{1,64}", 64);

  /** Reads a line. */
  public static OrderLine fromJson(Fields fields) {
    OrderLine line =
        new OrderLine(
            readGtin(fields),
            fields.integer("quantity", 1, MAX_QUANTITY),
            fields.amount("unitPrice"));
    fields.end();
    return line;
  }

  /** Reads the member {@code gtin} of a line. */
  public static Gtin readGtin(Fields fields) {
    return Gtin.of(fields.path("gtin"), fields.text("gtin", ANY));
  }

  /** Minor units for all pieces. */
  public BigInteger value() {
    return BigInteger.valueOf(unitPrice).multiply(BigInteger.valueOf(quantity));
  }

  /** The canonical form. */
  public JsonObject toJson() {
    return new Draft(gtin.digits(), quantity, unitPrice).toJson();
  }

  /**
   * A line as its author writes it; whether it is one, {@link OrderLine#fromJson} says.
   *
   * @param gtin as it was given
   * @param quantity as it was given
   * @param unitPrice minor units for one piece, not negative
   */
  public record Draft(String gtin, long quantity, long unitPrice) {
    /** The form that is read. */
    public JsonObject toJson() {
      return Json.object()
          .put("gtin", gtin)
          .put("quantity", quantity)
          .putAmount("unitPrice", unitPrice)
          .build();
    }
  }
}
