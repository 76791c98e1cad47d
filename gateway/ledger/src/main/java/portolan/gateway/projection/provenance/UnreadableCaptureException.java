// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

/** A transaction that says to have captured what this release cannot read. */
final class UnreadableCaptureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableCaptureException(String message) {
    super(message);
  }
}
