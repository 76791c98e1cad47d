// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

/**
 * What a key other than SGTIN and SSCC names.
 *
 * @param key the value of its AI, without the serial number
 * @param serial the serial number, empty where there is none
 */
public record KeyedEpc(KeyType type, String key, String serial) implements Epc {

  /** Checks key and serial number. */
  public KeyedEpc {
    type.require(key, serial);
  }

  @Override
  public String canonical() {
    return type.canonical(key, serial);
  }

  @Override
  public String toString() {
    return canonical();
  }
}
