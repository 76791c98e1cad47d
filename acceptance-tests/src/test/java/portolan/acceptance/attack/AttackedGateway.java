// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.attack;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import portolan.credentials.MutualTls;
import portolan.credentials.PemFiles;

/**
 * The gateway that is attacked, and the certificate of a client of its own organisation that has
 * turned against it.
 *
 * @param host where it listens
 * @param port where it listens
 * @param authority what its server certificate chains to
 * @param certificate the hostile client's
 * @param key the hostile client's
 * @param folder where it keeps its stores
 */
record AttackedGateway(
    String host, int port, Path authority, Path certificate, Path key, Path folder) {

  /** A certificate of that authority for a hostile client, and its key, in a folder. */
  static void issue(Path authorityCertificate, Path authorityKey, Path folder, String name)
      throws Exception {
    X509Certificate issuer = PemFiles.certificate(authorityCertificate);
    PrivateKey issuerKey = PemFiles.privateKey(authorityKey);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair own = generator.generateKeyPair();
    Instant now = Instant.now();
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()),
                        new BigInteger(64, new SecureRandom()),
                        Date.from(now.minus(1, ChronoUnit.HOURS)),
                        Date.from(now.plus(1, ChronoUnit.DAYS)),
                        new X500Name("CN=" + name),
                        own.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey)));
    Files.writeString(folder.resolve(name + ".crt"), PemFiles.toPem(certificate));
    Files.writeString(
        folder.resolve(name + ".key"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(own.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
  }

  /** The same for a client with another certificate of that folder, which has limits of its own. */
  AttackedGateway by(String name) {
    return new AttackedGateway(
        host,
        port,
        authority,
        certificate.resolveSibling(name + ".crt"),
        key.resolveSibling(name + ".key"),
        folder);
  }

  /** A connection of the hostile client. */
  ManagedChannel connect() throws IOException {
    return Grpc.newChannelBuilderForAddress(
            host,
            port,
            TlsChannelCredentials.newBuilder()
                .trustManager(authority.toFile())
                .keyManager(certificate.toFile(), key.toFile())
                .build())
        .maxInboundMessageSize(16 << 20)
        .build();
  }

  /** The same for a plain socket. */
  SSLContext tls() throws Exception {
    MutualTls tls = MutualTls.of(certificate, key, authority);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(tls.keyManagers(), tls.trustManagers(), null);
    return context;
  }

  /** Bytes of all that it keeps. */
  long stored() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
    }
  }
}
