// SPDX-License-Identifier: Apache-2.0
package portolan.credentials;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for a test. */
record TestAuthority(String name, KeyPair keys, X509Certificate certificate) {

  static TestAuthority named(String name) throws Exception {
    KeyPair keys = newKeys();
    return new TestAuthority(name, keys, certificate(name, keys, name, keys, true));
  }

  private static KeyPair newKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static X509Certificate certificate(
      String subject, KeyPair subjectKeys, String issuer, KeyPair issuerKeys, boolean authority)
      throws Exception {
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
                new X500Name("CN=" + issuer),
                new BigInteger(64, new SecureRandom()),
                Date.from(now.minus(1, ChronoUnit.HOURS)),
                Date.from(now.plus(1, ChronoUnit.DAYS)),
                new X500Name("CN=" + subject),
                subjectKeys.getPublic())
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    if (!authority) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate())));
  }

  /** Writes NAME.crt and NAME.key, signed by this authority, into the folder. */
  void issue(String who, Path folder) throws Exception {
    KeyPair own = newKeys();
    Files.writeString(
        folder.resolve(who + ".crt"), PemFiles.toPem(certificate(who, own, name, keys, false)));
    Files.writeString(
        folder.resolve(who + ".key"),
        PemFilesTest.pem("PRIVATE KEY", own.getPrivate().getEncoded()));
  }

  /** Writes NAME.crt of the authority itself. */
  Path write(Path folder) throws Exception {
    return Files.writeString(folder.resolve(name + ".crt"), PemFiles.toPem(certificate));
  }
}
