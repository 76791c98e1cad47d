// SPDX-License-Identifier: Apache-2.0
package portolan.network.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import portolan.network.Progress;

/** Writes a line when a phase is done; notes of long phases in between. */
public final class ConsoleProgress implements Progress {
  private final PrintWriter out;

  public ConsoleProgress(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void started(String phase) {
    if (phase.endsWith("once")) {
      out.println(phase + " ...");
      out.flush();
    }
  }

  @Override
  public void finished(String phase, Duration took) {
    out.println(String.format(Locale.ROOT, "%-60s %6.2f s", phase, took.toMillis() / 1000.0));
    out.flush();
  }

  @Override
  public void note(String text) {
    out.println("  " + text);
    out.flush();
  }
}
