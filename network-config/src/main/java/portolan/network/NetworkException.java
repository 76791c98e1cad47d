// SPDX-License-Identifier: Apache-2.0
package portolan.network;

/**
 * Something about the network went wrong that a person has to know; the message says what and what
 * to do.
 */
public final class NetworkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NetworkException(String message) {
    super(message);
  }

  public NetworkException(String message, Throwable cause) {
    super(message, cause);
  }
}
