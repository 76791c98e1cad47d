// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

/**
 * An input file of a trade that cannot be used; the message names the file, the field and what was
 * expected.
 */
public final class TradeFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TradeFileException(String message) {
    super(message);
  }
}
