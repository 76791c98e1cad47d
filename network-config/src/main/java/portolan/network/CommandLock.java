// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Keeps two commands from working on one network at once. The system frees the lock when its holder
 * dies.
 */
final class CommandLock implements AutoCloseable {
  private final FileChannel channel;

  private CommandLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the lock, which must be had within the limit; closing it releases it. */
  static CommandLock take(Path file, Duration limit) {
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      boolean had = false;
      try {
        take(channel, file, System.nanoTime() + limit.toNanos());
        had = true;
      } finally {
        if (!had) {
          channel.close();
        }
      }
      return new CommandLock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does the work while holding the lock, which must be had within the limit. */
  static void holding(Path file, Duration limit, Runnable work) {
    CommandLock lock = take(file, limit);
    try {
      work.run();
    } finally {
      lock.close();
    }
  }

  private static void take(FileChannel channel, Path file, long end) throws IOException {
    while (tryLock(channel) == null) {
      if (System.nanoTime() > end) {
        throw new NetworkException(
            "another command is at work on this network (it holds "
                + file
                + "); wait for it or end it");
      }
      NodeProcesses.pause(50);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
