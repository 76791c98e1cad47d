// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

/**
 * A trade item with a serial number: application identifiers 01 and 21.
 *
 * @param gtin the product
 * @param serial 1 to 20 characters of GS1 AI encodable character set 82, decoded
 */
public record Sgtin(Gtin gtin, String serial) implements Epc {

  /** Checks the serial number. */
  public Sgtin {
    AiTable.get(KeyType.SERIAL).require(serial);
  }

  @Override
  public String canonical() {
    return DigitalLink.CANONICAL_STEM + "/01/" + gtin.digits() + "/21/" + Escapes.escape(serial);
  }

  @Override
  public String toString() {
    return canonical();
  }
}
