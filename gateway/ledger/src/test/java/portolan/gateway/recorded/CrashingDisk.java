// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.recorded;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.disk.FilePathDisk;

/**
 * The disk as H2 sees it. At one of its writes, when half of that is done, the files of a folder
 * are copied: that is what is there when the process is killed at that moment.
 */
final class CrashingDisk extends FilePathDisk {
  private static final Object LOCK = new Object();

  /** The one crash that is to come, of all files; guarded by the lock. */
  private static Optional<Crash> coming = Optional.empty();

  private CrashingDisk() {}

  /** Where it comes, and where the files go. */
  static final class Crash {
    private final Path folder;
    private final Path copy;
    private int left;

    private Crash(Path folder, Path copy, int left) {
      this.folder = folder;
      this.copy = copy;
      this.left = left;
    }

    boolean hasHappened() {
      synchronized (LOCK) {
        return left <= 0;
      }
    }
  }

  /** H2 has no other way to another disk for a file whose name says none. */
  static void install() throws ReflectiveOperationException {
    FilePath.get("any");
    Field provider = FilePath.class.getDeclaredField("defaultProvider");
    provider.setAccessible(true);
    provider.set(null, new CrashingDisk());
  }

  static void uninstall() throws ReflectiveOperationException {
    Field provider = FilePath.class.getDeclaredField("defaultProvider");
    provider.setAccessible(true);
    provider.set(null, new FilePathDisk());
  }

  /** At so many writes from now on. */
  static Crash at(int write, Path folder, Path copy) {
    synchronized (LOCK) {
      Crash crash = new Crash(folder, copy, write);
      coming = Optional.of(crash);
      return crash;
    }
  }

  @Override
  public FilePathDisk getPath(String path) {
    CrashingDisk its = new CrashingDisk();
    its.name = translateFileName(path);
    return its;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Channel(super.open(mode), Path.of(name));
  }

  private static void write(FileChannel its, Path file, ByteBuffer bytes, long position)
      throws IOException {
    synchronized (LOCK) {
      if (coming.isPresent() && file.startsWith(coming.get().folder)) {
        Crash crash = coming.get();
        crash.left--;
        if (crash.left == 0) {
          coming = Optional.empty();
          ByteBuffer half = bytes.duplicate();
          half.limit(half.position() + half.remaining() / 2);
          writeAll(its, half, position);
          copy(crash.folder, crash.copy);
        }
      }
    }
  }

  private static void writeAll(FileChannel its, ByteBuffer bytes, long position)
      throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += its.write(bytes, at);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName().toString()));
      }
    }
  }

  /** Hands everything on. */
  private static final class Channel extends FileBase {
    private final FileChannel its;
    private final Path file;

    Channel(FileChannel its, Path file) {
      this.its = its;
      this.file = file;
    }

    @Override
    public synchronized int write(ByteBuffer bytes, long position) throws IOException {
      CrashingDisk.write(its, file, bytes, position);
      return its.write(bytes, position);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      CrashingDisk.write(its, file, bytes, its.position());
      return its.write(bytes);
    }

    @Override
    public synchronized int read(ByteBuffer bytes, long position) throws IOException {
      return its.read(bytes, position);
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
      return its.read(bytes);
    }

    @Override
    public long position() throws IOException {
      return its.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      its.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return its.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      its.truncate(size);
      return this;
    }

    @Override
    public void force(boolean metadata) throws IOException {
      its.force(metadata);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
      return its.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return its.tryLock(position, size, shared);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
      return its.map(mode, position, size);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      its.close();
    }
  }
}
