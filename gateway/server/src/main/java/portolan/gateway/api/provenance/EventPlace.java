// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.provenance;

/**
 * Where a page of events ended: all pages are as of one block.
 *
 * @param block at whose end they are
 * @param number of the last event in the order of the ledger
 */
record EventPlace(long block, long number) {
  /** The text in a page token. */
  String text() {
    return block + "." + number;
  }

  /**
   * Reads {@link #text}.
   *
   * @throws IllegalArgumentException if it is another one
   */
  static EventPlace parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException("expected a place");
    }
    return new EventPlace(
        Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
  }
}
