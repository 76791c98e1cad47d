// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.health;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Something that is tried again when it fails, and says so once for each reason. */
public final class Recurring implements HealthSource {
  private final Logger log;
  private final String name;
  private volatile String trouble = "";

  /** Of this name in the log's sentences. */
  public Recurring(Logger log, String name) {
    this.log = log;
    this.name = name;
  }

  /** It failed. */
  public void fails(Throwable failure) {
    boolean told = failure instanceof UncheckedIOException;
    fails(told ? failure.getCause().getMessage() : failure.toString());
    log.log(Level.FINE, name + " failed", failure);
  }

  /** It failed, for a reason that is a sentence. */
  public void fails(String why) {
    if (!why.equals(trouble)) {
      trouble = why;
      log.log(Level.WARNING, "{0} failed and is tried again: {1}", new Object[] {name, why});
    }
  }

  /** It did not fail. */
  public void works() {
    if (!trouble.isEmpty()) {
      trouble = "";
      log.log(Level.WARNING, "{0} works again", name);
    }
  }

  @Override
  public Optional<String> trouble() {
    return Optional.of(trouble).filter(why -> !why.isEmpty());
  }
}
