// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

/** The idempotency key is in use with another request; this one was not accepted. */
public final class KeyInUseException extends Exception {
  private static final long serialVersionUID = 1L;

  KeyInUseException(String key) {
    super(key + " was used before with another content");
  }
}
