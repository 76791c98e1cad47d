// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.call;

import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import portolan.domain.encoding.RefusedException;

/** What to tell a caller of what failed. */
public final class Failures {
  private static final int REFERENCE_DIGITS = 8;
  private static final Logger LOG = Logger.getLogger(Failures.class.getName());

  private Failures() {}

  /** What to tell the caller of a method that failed; what is our fault is logged. */
  public static ApiException of(String method, Throwable why) {
    return switch (why) {
      case ApiException e -> e;
      case RefusedException e ->
          ApiException.refused(e.refusal().code(), e.refusal().field(), e.refusal().message());
      // A value that the domain's types cannot hold, such as a number that is too large.
      case IllegalArgumentException e when isOfDomain(e) -> ApiException.invalid("", said(e));
      case ArithmeticException e when isOfDomain(e) -> ApiException.invalid("", said(e));
      case InterruptedException e -> {
        Thread.currentThread().interrupt();
        yield ApiException.unavailable("the gateway is stopping");
      }
      default -> internal(method, why);
    };
  }

  /** A fault of ours: told by a reference to the log, where it stands in full. */
  public static ApiException internal(String what, Throwable why) {
    String reference = UUID.randomUUID().toString().substring(0, REFERENCE_DIGITS);
    LOG.log(Level.SEVERE, why, () -> what + " failed, reference " + reference);
    return ApiException.internal(reference);
  }

  /** Whether a rule of the domain's types said so, and not the JDK, a library or the gateway. */
  private static boolean isOfDomain(RuntimeException e) {
    for (StackTraceElement frame : e.getStackTrace()) {
      if (!frame.getClassName().startsWith("java.")) {
        return frame.getClassName().startsWith("portolan.domain.");
      }
    }
    return false;
  }

  private static String said(RuntimeException e) {
    return e.getMessage() == null ? "expected another value" : e.getMessage();
  }
}
