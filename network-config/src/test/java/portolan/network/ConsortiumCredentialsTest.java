// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.credentials.PemFiles;
import portolan.network.Consortium.Member;
import portolan.network.NetworkFolder.OrganisationFolder;

class ConsortiumCredentialsTest {
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_CERT_SIGN = 5;
  private static final String SERVER = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT = "1.3.6.1.5.5.7.3.2";

  @TempDir static Path root;
  private static NetworkFolder folder;
  private static Consortium consortium;
  private static Member bank;
  private static OrganisationFolder own;

  @BeforeAll
  static void generate() {
    consortium = ConsortiumFile.byDefault();
    folder = new NetworkFolder(root.resolve("net"));
    new ConsortiumCredentials(consortium, folder).generate(Clock.systemUTC());
    bank = consortium.member("Bank");
    own = folder.member(bank);
  }

  @ParameterizedTest
  @CsvSource({"peer,peer", "admin,admin", "gateway,client"})
  void anIdentityChainsToItsAuthorityAndSaysWhatItIs(String who, String unit) throws Exception {
    X509Certificate certificate = PemFiles.certificate(own.identityCertificate(who));

    assertThat(validates(certificate, own.root().resolve("ca.crt"))).isTrue();
    assertThat(validates(certificate, own.tlsAuthority())).isFalse();
    assertThat(certificate.getSubjectX500Principal().getName())
        .contains("OU=" + unit)
        .contains("O=Bank");
    assertThat(certificate.getKeyUsage()[DIGITAL_SIGNATURE]).isTrue();
    assertThat(certificate.getKeyUsage()[KEY_CERT_SIGN]).isFalse();
    assertThat(certificate.getExtendedKeyUsage()).isNull();
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
  }

  @Test
  void anOrdererHasTheOrderersUnit() throws Exception {
    assertThat(
            PemFiles.certificate(folder.ordering().identityCertificate("orderer2"))
                .getSubjectX500Principal()
                .getName())
        .contains("OU=orderer");
  }

  @ParameterizedTest
  @CsvSource({
    "peer, " + SERVER + " " + CLIENT,
    "chaincode, " + SERVER,
    "listener, " + SERVER,
    "gateway, " + CLIENT,
    "admin, " + CLIENT
  })
  void aTlsCertificateServesItsPurposeOnly(String who, String purposes) throws Exception {
    X509Certificate certificate = PemFiles.certificate(own.tlsCertificate(who));

    assertThat(validates(certificate, own.tlsAuthority())).isTrue();
    assertThat(certificate.getExtendedKeyUsage())
        .containsExactlyInAnyOrder(purposes.split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource({"peer", "chaincode", "listener"})
  void aServerAnswersToTheNamesOfThisMachine(String who) throws Exception {
    Collection<List<?>> names =
        PemFiles.certificate(own.tlsCertificate(who)).getSubjectAlternativeNames();

    assertThat(names).containsExactlyInAnyOrder(List.of(2, "localhost"), List.of(7, "127.0.0.1"));
  }

  @Test
  void aCallersCertificateChainsToItsOwnMemberOnly() throws Exception {
    X509Certificate caller =
        PemFiles.certificate(folder.clientCredentials(bank).resolve("client.crt"));

    assertThat(validates(caller, own.tlsAuthority())).isTrue();
    assertThat(validates(caller, folder.member(consortium.member("Supplier")).tlsAuthority()))
        .isFalse();
    assertThat(folder.clientCredentials(bank).resolve("ca.crt"))
        .hasSameBinaryContentAs(own.tlsAuthority());
  }

  @Test
  void authoritiesLastTenYearsAndWhatTheyIssueOne() throws Exception {
    assertThat(validity(own.root().resolve("ca.crt")))
        .isEqualTo(CertificateAuthority.AUTHORITY_VALIDITY);
    assertThat(validity(own.identityCertificate("peer")))
        .isEqualTo(CertificateAuthority.LEAF_VALIDITY);
    X509Certificate authority = PemFiles.certificate(own.root().resolve("ca.crt"));
    assertThat(authority.getBasicConstraints()).isZero();
    assertThat(authority.getKeyUsage()[KEY_CERT_SIGN]).isTrue();
  }

  private static Duration validity(Path file) throws Exception {
    X509Certificate certificate = PemFiles.certificate(file);
    return Duration.between(
            certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant())
        .minus(Duration.ofMinutes(5));
  }

  @Test
  void everyKeyIsPkcs8AndForItsOwnerOnly() throws IOException {
    try (Stream<Path> files = Files.walk(folder.root())) {
      List<Path> keys = files.filter(f -> f.toString().endsWith(".key")).toList();

      assertThat(keys).hasSizeGreaterThan(50);
      for (Path key : keys) {
        assertThat(key).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void aKeyFitsItsCertificate() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(new byte[] {1, 2, 3});
    LowSSigner signer = new LowSSigner(PemFiles.privateKey(own.identityKey("gateway")));
    for (int i = 0; i < 50; i++) {
      byte[] signature = signer.sign(digest);

      Signature verifier = Signature.getInstance("NONEwithECDSA");
      verifier.initVerify(PemFiles.certificate(own.identityCertificate("gateway")).getPublicKey());
      verifier.update(digest);
      assertThat(verifier.verify(signature)).isTrue();
      int s = 4 + signature[3];
      assertThat(
              new java.math.BigInteger(
                  1, java.util.Arrays.copyOfRange(signature, s + 2, signature.length)))
          .isLessThanOrEqualTo(LowSSigner.HALF_ORDER);
    }
  }

  @Test
  void everyFileThatAGatewayIsToldOfIsThere() throws IOException {
    JsonNode json = new ObjectMapper().readTree(folder.gatewayConfiguration(bank).toFile());

    assertThat(json.path("mspId").asText()).isEqualTo("BankMSP");
    assertThat(json.path("channel").asText()).isEqualTo("trade");
    assertThat(json.at("/peer/port").asInt()).isEqualTo(bank.peerPort());
    assertThat(json.at("/listen/port").asInt()).isEqualTo(bank.gatewayPort());
    for (String file :
        List.of(
            "/peer/tlsCaFile",
            "/identity/certFile",
            "/identity/keyFile",
            "/peerTls/certFile",
            "/peerTls/keyFile",
            "/listen/certFile",
            "/listen/keyFile",
            "/listen/clientCaFile")) {
      assertThat(Path.of(json.at(file).asText())).isAbsolute().isRegularFile();
    }
  }

  private static boolean validates(X509Certificate certificate, Path authority)
      throws GeneralSecurityException, IOException {
    PKIXParameters parameters =
        new PKIXParameters(Set.of(new TrustAnchor(PemFiles.certificate(authority), null)));
    parameters.setRevocationEnabled(false);
    try {
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)),
              parameters);
      return true;
    } catch (java.security.cert.CertPathValidatorException e) {
      return false;
    }
  }
}
