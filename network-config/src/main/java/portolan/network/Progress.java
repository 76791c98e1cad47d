// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.time.Duration;

/** Hears what a long operation is doing. Calls come from one thread at a time. */
public interface Progress {

  /** A phase began. */
  void started(String phase);

  /** The phase that began last is done. */
  void finished(String phase, Duration took);

  /** Something worth knowing within a phase: a count, a file that is being made. */
  void note(String text);

  /** Hears nothing. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void started(String phase) {}

      @Override
      public void finished(String phase, Duration took) {}

      @Override
      public void note(String text) {}
    };
  }

  /** Runs a phase between {@link #started} and {@link #finished}. */
  default void phase(String phase, Runnable work) {
    started(phase);
    long begin = System.nanoTime();
    work.run();
    finished(phase, Duration.ofNanos(System.nanoTime() - begin));
  }
}
