// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A file system of its own with little space. Only root can make one: elsewhere the test is left
 * out, but not where {@code CI} is set.
 */
public final class SmallDisk implements BeforeEachCallback, AfterEachCallback {
  private final int megabytes;
  private Path folder;

  public SmallDisk(int megabytes) {
    this.megabytes = megabytes;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    folder = Files.createTempDirectory("small-disk");
    String why =
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
    if (!why.isEmpty()) {
      Files.delete(folder);
      folder = null;
      if (System.getenv("CI") != null) {
        throw new AssertionError("expected to be able to mount a small file system: " + why);
      }
      System.err.println("LEFT OUT " + context.getDisplayName() + ": no small disk: " + why);
      Assumptions.abort("no small disk: " + why);
    }
  }

  /** Its root. */
  public Path folder() {
    return folder;
  }

  /** Takes all the space that is left. */
  public void fill() throws IOException {
    try (FileChannel file =
        FileChannel.open(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.allocate(4096);
      while (true) {
        file.write(bytes.clear());
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space")) {
        throw e;
      }
    }
  }

  /** Gives it back. */
  public void free() throws IOException {
    Files.deleteIfExists(ballast());
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    if (folder != null) {
      String why = run("umount", folder.toString());
      if (!why.isEmpty()) {
        run("umount", "--lazy", folder.toString());
      }
      Files.deleteIfExists(folder);
    }
  }

  /** What it said if it failed. */
  private static String run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return e.getMessage();
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : said.strip() + " (" + command[0] + ")";
  }
}
