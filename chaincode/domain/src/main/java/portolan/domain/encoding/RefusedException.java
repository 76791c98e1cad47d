// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

/** Carries a {@link Refusal} to where it is reported. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  /** Wraps a refusal; no stack trace, since refusing is everyday work. */
  public RefusedException(Refusal refusal) {
    super(refusal.toErrorMessage(), null, false, false);
    this.refusal = refusal;
  }

  /** What was refused and why. */
  public Refusal refusal() {
    return refusal;
  }
}
