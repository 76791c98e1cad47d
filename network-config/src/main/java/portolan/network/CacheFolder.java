// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Where things that are made once and used by every network lie, outside the source tree. */
record CacheFolder(Path root) {

  /** {@code PORTOLAN_CACHE}, or {@code ~/.cache/portolan}. */
  static CacheFolder of(Map<String, String> environment) {
    String named = environment.get("PORTOLAN_CACHE");
    return new CacheFolder(
        (named == null || named.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "portolan")
                : Path.of(named))
            .toAbsolutePath());
  }

  /** Something that is made while the lock is held. */
  @FunctionalInterface
  interface Making {
    void run() throws IOException;
  }

  /** Makes something while no other process makes the same. */
  void alone(String name, Progress progress, Making making) throws IOException {
    Files.createDirectories(root);
    synchronized (CacheFolder.class) {
      try (FileChannel channel =
          FileChannel.open(
              root.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        if (channel.tryLock() == null) {
          progress.note("another process is making " + name + "; waiting for it");
          channel.lock();
        }
        // Closing the channel releases the lock.
        making.run();
      }
    }
  }

  static String hash(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
