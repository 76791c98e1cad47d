// SPDX-License-Identifier: Apache-2.0
package portolan.twin.identity;

import java.security.Provider;
import java.security.Security;
import java.util.concurrent.FutureTask;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.conscrypt.Conscrypt;

/**
 * Loads the native signatures on a thread of their own: Java verifies their signed jar and unpacks
 * a library from it, which is most of what the first ledger of a process waits for.
 */
final class NativeProvider {
  private static final Logger LOG = Logger.getLogger(NativeProvider.class.getName());
  private static final FutureTask<Provider> LOADING = new FutureTask<>(NativeProvider::load);

  static {
    Thread.ofPlatform().name("twin-native-signatures").daemon(true).start(LOADING);
  }

  private NativeProvider() {}

  /** Has this class initialised, and with it the loading begun. */
  static void begin() {}

  static Provider await() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return LOADING.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (java.util.concurrent.ExecutionException e) {
          throw new IllegalStateException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Provider load() {
    try {
      return Conscrypt.newProvider();
    } catch (UnsatisfiedLinkError e) {
      LOG.log(Level.FINE, "no native signatures on this platform, signing with the JDK", e);
      return Security.getProvider("SunEC");
    }
  }
}
