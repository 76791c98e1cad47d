// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

/**
 * The text is not the JSON that this project reads; the message says where and what was expected.
 */
public final class MalformedJsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedJsonException(String message) {
    super(message);
  }
}
