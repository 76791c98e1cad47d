// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import portolan.client.PortolanClient;
import portolan.command.ledger.TwinNetwork;
import portolan.credentials.PemFiles;
import portolan.gateway.MemberGateway;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Progress;

/** The bank's gateway on a ledger twin of its own, with nobody else's. */
final class BankAlone implements AutoCloseable {
  private static final String BANK = "Bank";

  private final TwinNetwork twin;
  private final GatewayConfiguration configuration;
  private final MemberGateway gateway;

  private BankAlone(TwinNetwork twin) throws Exception {
    this.twin = twin;
    configuration = GatewayConfiguration.read(twin.gatewayConfiguration(BANK));
    gateway = MemberGateway.start(configuration, twin.peers());
  }

  /** Starts it with this base port. */
  static BankAlone start(Path folder, int basePort) throws Exception {
    TwinNetwork twin = TwinNetwork.of(consortium(basePort), folder);
    twin.up(Progress.silent());
    return new BankAlone(twin);
  }

  static Consortium consortium(int basePort) throws IOException {
    Path file = Path.of("..", "network-config", "consortium.yaml");
    return ConsortiumFile.parse(
        file.toString(),
        Files.readString(file).replaceFirst("(?m)^basePort: \\d+", "basePort: " + basePort));
  }

  int port() {
    return configuration.listen().port();
  }

  Path credentials() {
    return twin.clientCredentials(BANK);
  }

  /** A client of the gateway by way of this port, with its usual credentials. */
  PortolanClient client(int port) throws IOException {
    return client(port, credentials(), credentials().resolve("ca.crt"));
  }

  /** The same with other ones. */
  static PortolanClient client(int port, Path credentials, Path authority) throws IOException {
    return PortolanClient.newBuilder("127.0.0.1", port)
        .authority(authority)
        .identity(credentials.resolve("client.crt"), credentials.resolve("client.key"))
        .build();
  }

  /** Has the bank's own authority issue a client's certificate that was good until an hour ago. */
  void issueExpired(Path to) throws Exception {
    Path bank = twin.folder().resolve("credentials").resolve("members").resolve("bank");
    X509Certificate authority = PemFiles.certificate(bank.resolve("tlsca.crt"));
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair keys = generator.generateKeyPair();
    Instant now = Instant.now();
    X509Certificate expired =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        authority,
                        new BigInteger(64, new SecureRandom()),
                        Date.from(now.minus(Duration.ofDays(2))),
                        Date.from(now.minus(Duration.ofHours(1))),
                        new X500Name("CN=late"),
                        keys.getPublic())
                    .build(
                        new JcaContentSignerBuilder("SHA256withECDSA")
                            .build(PemFiles.privateKey(bank.resolve("tlsca.key")))));
    Files.createDirectories(to);
    Files.writeString(to.resolve("client.crt"), PemFiles.toPem(expired));
    Files.writeString(
        to.resolve("client.key"),
        "-----BEGIN PRIVATE KEY-----\n"
            + java.util.Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
  }

  @Override
  public void close() {
    gateway.close();
    twin.close();
  }
}
