// SPDX-License-Identifier: Apache-2.0
package portolan.twin.peer;

/** A peer refuses a proposal before it runs any chaincode. The message is Fabric's. */
public final class EndorsementRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean byFilter;

  /** Refused because of what the proposal is. */
  public EndorsementRefusedException(String message) {
    this(message, false);
  }

  private EndorsementRefusedException(String message, boolean byFilter) {
    super(message);
    this.byFilter = byFilter;
  }

  /** Refused before anybody looked: an old certificate, a wrong clock, a peer that is away. */
  static EndorsementRefusedException byFilter(String message) {
    return new EndorsementRefusedException(message, true);
  }

  /** Whether a gateway takes this for an unavailable peer. */
  public boolean isByFilter() {
    return byFilter;
  }
}
