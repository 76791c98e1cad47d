// SPDX-License-Identifier: Apache-2.0
package portolan.credentials;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFilesTest {
  @TempDir Path folder;

  private static KeyPair keyPair(String algorithm) throws Exception {
    return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
  }

  static String pem(String type, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            type, Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der), type);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519", "Ed448"})
  void aKeyIsReadWhateverItsAlgorithm(String algorithm) throws Exception {
    KeyPair pair = keyPair(algorithm);
    Path file = write("a.key", pem("PRIVATE KEY", pair.getPrivate().getEncoded()));

    assertThat(PemFiles.privateKey(file)).isEqualTo(pair.getPrivate());
  }

  @Test
  void aKeyIsReadWithWindowsLinesAndTextAroundIt() throws Exception {
    KeyPair pair = keyPair("EC");
    String pem = pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    Path file = write("a.key", "Key of the gateway\n\n" + pem.replace("\n", "\r\n") + "\n# end\n");

    assertThat(PemFiles.privateKey(file)).isEqualTo(pair.getPrivate());
  }

  @Test
  void whatIsNotAnUnencryptedPkcs8KeyIsRefusedWithTheFile() throws Exception {
    byte[] key = keyPair("EC").getPrivate().getEncoded();
    for (String text :
        new String[] {
          "",
          "not a key",
          pem("EC PRIVATE KEY", key),
          pem("ENCRYPTED PRIVATE KEY", key),
          pem("PRIVATE KEY", "not DER".getBytes(US_ASCII)),
          pem("PRIVATE KEY", keyPair("X25519").getPrivate().getEncoded()),
          pem("PRIVATE KEY", key).replace("END", "BEGIN")
        }) {
      Path file = write("broken.key", text);
      assertThatThrownBy(() -> PemFiles.privateKey(file))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(file + ": expected");
    }
  }

  @Test
  void certificatesAreReadInTheirOrderAndWrittenBackTheSame() throws Exception {
    X509Certificate first = TestAuthority.named("first").certificate();
    X509Certificate second = TestAuthority.named("second").certificate();
    Path file = write("ca.crt", PemFiles.toPem(first) + "\n" + PemFiles.toPem(second));

    assertThat(PemFiles.certificates(file)).containsExactly(first, second);
    assertThat(PemFiles.certificate(file)).isEqualTo(first);
    assertThat(PemFiles.toPem(first)).isEqualTo(pem("CERTIFICATE", first.getEncoded()));
  }

  @Test
  void aFileWithoutACertificateIsRefusedWithItsName() throws Exception {
    for (String text :
        new String[] {
          "",
          "not a certificate",
          pem("CERTIFICATE", "not DER".getBytes(US_ASCII)),
          "-----BEGIN CERTIFICATE-----\n"
        }) {
      Path file = write("broken.crt", text);
      assertThatThrownBy(() -> PemFiles.certificates(file))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(file + ": expected");
    }
    Path missing = folder.resolve("missing.crt");
    assertThatThrownBy(() -> PemFiles.certificate(missing))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("missing.crt");
  }
}
