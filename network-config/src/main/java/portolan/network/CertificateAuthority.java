// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues the certificates of one organisation: ECDSA on P-256 with SHA-256, profile of RFC 5280,
 * subjects as Fabric's node organisational units want them.
 */
final class CertificateAuthority {
  /** How long a certificate authority is valid. */
  static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);

  /** How long a node's or person's certificate is valid. */
  static final Duration LEAF_VALIDITY = Duration.ofDays(365);

  // Clocks of members differ a little; a certificate must not be "not yet valid" at the neighbour.
  private static final Duration CLOCK_ALLOWANCE = Duration.ofMinutes(5);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Credentials credentials;
  private final String organisation;
  private final Clock clock;

  /** A certificate and its private key. */
  record Credentials(X509Certificate certificate, KeyPair keys) {}

  /** What a certificate may be used for. */
  enum Purpose {
    /** Signs proposals and blocks; the subject's OU says as what. */
    IDENTITY,
    /** Both sides of a TLS connection: nodes that serve and also connect. */
    TLS_NODE,
    TLS_SERVER,
    TLS_CLIENT
  }

  /** Makes a new authority that signs itself. */
  CertificateAuthority(String commonName, String organisation, Clock clock) {
    this.organisation = organisation;
    this.clock = clock;
    KeyPair keys = newKeys();
    X500Name name = subject(commonName, organisation, null);
    try {
      JcaX509v3CertificateBuilder builder = builder(name, name, keys, AUTHORITY_VALIDITY);
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          extensions.createSubjectKeyIdentifier(keys.getPublic()));
      this.credentials = new Credentials(sign(builder, keys), keys);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Credentials credentials() {
    return credentials;
  }

  /**
   * Issues a certificate with a new key.
   *
   * @param unit the subject's OU: peer, admin, client or orderer
   * @param hosts DNS names and IP addresses of a server; none for a client
   */
  Credentials issue(String commonName, String unit, Purpose purpose, List<String> hosts) {
    KeyPair keys = newKeys();
    X509Certificate issuer = credentials.certificate();
    X500Name issuerName = X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded());
    try {
      JcaX509v3CertificateBuilder builder =
          builder(issuerName, subject(commonName, organisation, unit), keys, LEAF_VALIDITY);
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      KeyPurposeId[] purposes =
          switch (purpose) {
            case IDENTITY -> new KeyPurposeId[0];
            case TLS_NODE ->
                new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
            case TLS_SERVER -> new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth};
            case TLS_CLIENT -> new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth};
          };
      if (purposes.length > 0) {
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
      }
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          extensions.createSubjectKeyIdentifier(keys.getPublic()));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions.createAuthorityKeyIdentifier(credentials.keys().getPublic()));
      if (!hosts.isEmpty()) {
        GeneralName[] names =
            hosts.stream().map(CertificateAuthority::name).toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      }
      return new Credentials(sign(builder, credentials.keys()), keys);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static GeneralName name(String host) {
    boolean address = host.matches("[0-9.]+") || host.contains(":");
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }

  private static X500Name subject(String commonName, String organisation, String unit) {
    X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.O, organisation);
    if (unit != null) {
      name.addRDN(BCStyle.OU, unit);
    }
    return name.addRDN(BCStyle.CN, commonName).build();
  }

  private JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair keys, Duration validity) {
    Instant now = clock.instant();
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(127, RANDOM).add(BigInteger.ONE),
        Date.from(now.minus(CLOCK_ALLOWANCE)),
        Date.from(now.plus(validity)),
        subject,
        keys.getPublic());
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Signs until S is in the lower half: Fabric rewrites certificates whose S is not, and their
   * bytes would differ.
   */
  private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair issuer)
      throws GeneralSecurityException {
    try {
      while (true) {
        ContentSigner signer =
            new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate());
        X509CertificateHolder holder = builder.build(signer);
        ASN1Sequence signature = ASN1Sequence.getInstance(holder.getSignature());
        if (ASN1Integer.getInstance(signature.getObjectAt(1))
                .getPositiveValue()
                .compareTo(LowSSigner.HALF_ORDER)
            <= 0) {
          return new JcaX509CertificateConverter().getCertificate(holder);
        }
      }
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /** The private key as PEM of PKCS#8. */
  static String keyPem(KeyPair keys) {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  static String certificatePem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            label,
            java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der),
            label);
  }
}
