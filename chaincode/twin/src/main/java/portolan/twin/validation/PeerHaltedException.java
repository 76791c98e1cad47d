// SPDX-License-Identifier: Apache-2.0
package portolan.twin.validation;

/** A block on which a peer of Fabric would stop for good. The message says what to avoid. */
public final class PeerHaltedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the reason. */
  public PeerHaltedException(String message) {
    super(message);
  }
}
