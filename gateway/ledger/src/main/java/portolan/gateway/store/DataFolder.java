// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The folder of one gateway: nobody else's to read, one gateway's at a time, and watched while it
 * is in use so that an operator hears of a disk that is filling up before it is full.
 */
public final class DataFolder implements AutoCloseable {
  /** Says which process has the folder. */
  private static final String LOCK = "gateway.lock";

  /** Below this much free space the log has a warning. */
  static final long LOW_MEGABYTES = 500;

  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  /** Set on folders that belong to everybody, such as {@code /tmp}. */
  private static final int STICKY = 01000;

  private static final Logger LOG = Logger.getLogger(DataFolder.class.getName());

  /** How much space is free. */
  @FunctionalInterface
  interface FreeSpace {
    /** In bytes, for this process. */
    long bytes() throws IOException;
  }

  private final Path directory;
  private final FileChannel lock;
  private final Thread watch;
  private final FreeSpace free;
  private long toldMegabytes = Long.MAX_VALUE;

  /**
   * Takes the folder, and makes it if there is none.
   *
   * @throws IOException if another gateway has it; the message says which process
   */
  public static DataFolder take(Path directory) throws IOException {
    protect(directory);
    return new DataFolder(
        directory, lock(directory), () -> Files.getFileStore(directory).getUsableSpace());
  }

  DataFolder(Path directory, FileChannel lock, FreeSpace free) {
    this.directory = directory;
    this.lock = lock;
    this.free = free;
    watch = Thread.ofVirtual().name("free space of " + directory).start(this::watch);
  }

  private static void protect(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      return;
    }
    Set<String> views = directory.getFileSystem().supportedFileAttributeViews();
    if (!views.contains("unix")) {
      return;
    }
    int mode = (Integer) Files.getAttribute(directory, "unix:mode");
    if ((mode & STICKY) != 0) {
      throw new IOException(
          "%s belongs to everybody: expected a folder of the gateway's own".formatted(directory));
    }
    if (!Files.getPosixFilePermissions(directory).equals(OWNER_ONLY)) {
      try {
        Files.setPosixFilePermissions(directory, OWNER_ONLY);
      } catch (IOException e) {
        throw new IOException(
            "%s can be read by others, and that cannot be changed (%s): expected a folder of the gateway's own"
                .formatted(directory, e.getMessage()),
            e);
      }
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    Path file = directory.resolve(LOCK);
    FileAttribute<?>[] ownerOnly =
        file.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS),
            ownerOnly);
    boolean had = false;
    try {
      if (tryLock(channel) == null) {
        throw new IOException(
            "%s is in use by another gateway (%s): end that one, or give this one a dataDirectory of its own"
                .formatted(directory, holder(channel)));
      }
      had = true;
      sign(channel);
      return channel;
    } finally {
      if (!had) {
        channel.close();
      }
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(1_000);
    channel.read(content, 0);
    String text = StandardCharsets.UTF_8.decode(content.flip()).toString().strip();
    return text.isEmpty() ? "which does not say who it is" : text;
  }

  /** Only tells a person who has the folder; a disk that is full may leave it empty. */
  private static void sign(FileChannel channel) {
    String text =
        "process %d on %s, since %s%n"
            .formatted(
                ProcessHandle.current().pid(),
                host(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException e) {
      LOG.log(Level.FINE, "the lock cannot be signed", e);
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "this host";
    }
  }

  private void watch() {
    try {
      while (true) {
        look();
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Warns when space becomes low, and each time that half of the rest is gone. */
  synchronized void look() {
    long megabytes;
    try {
      megabytes = free.bytes() >> 20;
    } catch (IOException e) {
      LOG.log(Level.FINE, e, () -> "the free space of " + directory + " is not known");
      return;
    }
    if (megabytes >= LOW_MEGABYTES) {
      if (toldMegabytes != Long.MAX_VALUE) {
        toldMegabytes = Long.MAX_VALUE;
        LOG.log(Level.WARNING, "{0} has space again", directory);
      }
    } else if (toldMegabytes == Long.MAX_VALUE
        || (2 * megabytes <= toldMegabytes && megabytes < toldMegabytes)) {
      toldMegabytes = megabytes;
      LOG.log(
          Level.WARNING,
          "{0} has {1} MB left: the gateway refuses what it cannot store when it is full",
          new Object[] {directory, Long.toString(megabytes)});
    }
  }

  /** Gives the folder to whoever wants it next. */
  @Override
  public void close() {
    watch.interrupt();
    try {
      lock.close();
    } catch (IOException e) {
      LOG.log(Level.FINE, e, () -> "the lock of " + directory + " was not released tidily");
    }
  }
}
