// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnsignedJarsTest {
  @TempDir private Path folder;
  private UnsignedJars copies;

  @BeforeEach
  void beginWithoutCopies() {
    copies = new UnsignedJars(folder.resolve("unsigned"));
  }

  private Path jar(String name, String... entries) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest.getMainAttributes().putValue("Multi-Release", "true");
    java.util.jar.Attributes digest = new java.util.jar.Attributes();
    digest.putValue("SHA-256-Digest", "AAAA");
    manifest.getEntries().putAll(Map.of("a/B.class", digest));
    Path file = folder.resolve(name);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
      for (String entry : entries) {
        out.putNextEntry(new ZipEntry(entry));
        out.write(entry.getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return file;
  }

  @Test
  void aJarWithoutSignatureIsUsedItself() throws IOException {
    Path jar = jar("plain.jar", "META-INF/services/x", "a/B.class", "a/data.SF");

    assertThat(copies.of(jar)).isEqualTo(jar);
  }

  @Test
  void aSignedJarIsCopiedWithoutSignatureAndDigests() throws IOException {
    Path jar = jar("signed.jar", "META-INF/KEY.SF", "META-INF/KEY.RSA", "META-INF/x", "a/B.class");
    Path copy = copies.of(jar);

    assertThat(UnsignedJars.isSigned(jar)).isTrue();
    assertThat(UnsignedJars.isSigned(copy)).isFalse();
    try (JarFile read = new JarFile(copy.toFile())) {
      assertThat(read.stream().map(ZipEntry::getName))
          .containsExactly("META-INF/MANIFEST.MF", "META-INF/x", "a/B.class");
      assertThat(read.getManifest().getEntries()).isEmpty();
      assertThat(read.isMultiRelease()).isTrue();
      assertThat(read.getInputStream(read.getEntry("a/B.class")).readAllBytes())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("a/B.class");
    }
  }

  @Test
  void theCopyIsMadeOnceForAJarAndAnewForAnother() throws IOException {
    Path jar = jar("signed.jar", "META-INF/KEY.SF", "a/B.class");
    Path copy = copies.of(jar);
    var made = Files.getLastModifiedTime(copy);

    assertThat(copies.of(jar)).isEqualTo(copy);
    assertThat(Files.getLastModifiedTime(copy)).isEqualTo(made);
    jar("signed.jar", "META-INF/KEY.SF", "a/B.class", "a/C.class");
    assertThat(copies.of(jar)).isNotEqualTo(copy);
  }
}
