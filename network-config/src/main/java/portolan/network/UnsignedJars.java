// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Copies of signed jars without their signatures. The JVM keeps no class of a signed jar in its
 * cache of classes, and digests each one that it loads.
 */
final class UnsignedJars {
  private static final String META_INF = "META-INF/";
  private final Path folder;

  UnsignedJars(Path folder) {
    this.folder = folder;
  }

  /** The jar itself, unless it is signed. */
  Path of(Path jar) {
    try {
      if (!isSigned(jar)) {
        return jar;
      }
      String name =
          "%d-%d-%s"
              .formatted(
                  Files.size(jar), Files.getLastModifiedTime(jar).toMillis(), jar.getFileName());
      Path copy = folder.resolve(name);
      if (!Files.isRegularFile(copy)) {
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(folder, "copy-", ".jar");
        copy(jar, fresh);
        NetworkFolder.move(fresh, copy);
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Signatures are among the first entries, else a reader could not check what follows. */
  static boolean isSigned(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        String name = entries.nextElement().getName();
        if (!name.startsWith(META_INF)) {
          return false;
        }
        if (isSignature(name)) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean isSignature(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
  }

  private static void copy(Path from, Path to) throws IOException {
    Manifest manifest = new Manifest();
    try (JarFile jar = new JarFile(from.toFile(), false)) {
      // The other attributes are the digests.
      manifest.getMainAttributes().putAll(jar.getManifest().getMainAttributes());
      manifest.getMainAttributes().putIfAbsent(Attributes.Name.MANIFEST_VERSION, "1.0");
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to), manifest)) {
        Enumeration<? extends ZipEntry> entries = jar.entries();
        while (entries.hasMoreElements()) {
          ZipEntry entry = entries.nextElement();
          if (entry.isDirectory()
              || isSignature(entry.getName())
              || entry.getName().equals(JarFile.MANIFEST_NAME)) {
            continue;
          }
          ZipEntry same = new ZipEntry(entry.getName());
          same.setTime(entry.getTime());
          out.putNextEntry(same);
          jar.getInputStream(entry).transferTo(out);
          out.closeEntry();
        }
      }
    }
  }
}
