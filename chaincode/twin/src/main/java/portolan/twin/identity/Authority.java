package portolan.twin.identity;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.ContentSigner;
import org.json.JSONObject;

/**
 * A certificate authority of one organisation, made for one run of the twin. Subjects carry the
 * organisational unit (peer, client, admin, orderer) from which Fabric takes the role.
 */
public final class Authority {
  /** Where Fabric's certificate authority puts attributes: JSON, not ASN.1. */
  private static final ASN1ObjectIdentifier ATTRIBUTES =
      new ASN1ObjectIdentifier("1.2.3.4.5.6.7.8.1");

  private static final Duration VALIDITY = Duration.ofDays(3650);
  private static final Duration CLOCK_ALLOWANCE = Duration.ofMinutes(5);

  private final String mspId;
  private final Instant now;
  private final Optional<Long> seed;
  private final SigningKey key;
  private final X509Certificate certificate;
  private int serial;

  private Authority(String mspId, Instant now, Optional<Long> seed) {
    this.mspId = mspId;
    this.now = now;
    this.seed = seed;
    this.key = newKey("ca");
    this.certificate = issue(subject("ca", "ca"), key, true, Map.of());
  }

  /** An authority with random keys. */
  public static Authority create(String mspId, Instant now) {
    return new Authority(mspId, now, Optional.empty());
  }

  /** An authority whose keys and certificates depend on the seed alone. */
  static Authority reproducible(String mspId, Instant now, long seed) {
    return new Authority(mspId, now, Optional.of(seed));
  }

  /** An authority with random keys, or with those of a seed. */
  public static Authority create(String mspId, Instant now, Optional<Long> seed) {
    return seed.map(s -> reproducible(mspId, now, s)).orElseGet(() -> create(mspId, now));
  }

  /** The authority's own certificate, the root of all it issues. */
  public X509Certificate certificate() {
    return certificate;
  }

  /**
   * Issues an identity with a new key.
   *
   * @param commonName of the subject
   * @param unit peer, client, admin or orderer
   */
  public Signatory issue(String commonName, String unit) {
    return issue(commonName, unit, Map.of());
  }

  /**
   * Issues an identity with attributes, which chaincode reads with the shim's {@code
   * ClientIdentity}.
   */
  public Signatory issue(String commonName, String unit, Map<String, String> attributes) {
    SigningKey own = newKey(unit + "/" + commonName);
    return new Signatory(mspId, issue(subject(commonName, unit), own, false, attributes), own);
  }

  private SigningKey newKey(String purpose) {
    return seed.<SigningKey>map(
            s -> new ReproducibleKey(ByteString.copyFromUtf8(s + "/" + mspId + "/" + purpose)))
        .orElseGet(NativeKey::create);
  }

  private X500Name subject(String commonName, String unit) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.O, mspId)
        .addRDN(BCStyle.OU, unit)
        .addRDN(BCStyle.CN, commonName)
        .build();
  }

  private X509Certificate issue(
      X500Name subject, SigningKey subjectKey, boolean authority, Map<String, String> attributes) {
    X500Name issuer =
        authority
            ? subject
            : X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            issuer,
            BigInteger.valueOf(++serial),
            Date.from(now.minus(CLOCK_ALLOWANCE)),
            Date.from(now.plus(VALIDITY)),
            subject,
            SubjectPublicKeyInfo.getInstance(subjectKey.publicKey().getEncoded()));
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(
              authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
      if (!attributes.isEmpty()) {
        builder.addExtension(
            ATTRIBUTES,
            false,
            new JSONObject()
                .put("attrs", new JSONObject(attributes))
                .toString()
                .getBytes(StandardCharsets.UTF_8));
      }
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer()));
    } catch (IOException | CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  private ContentSigner signer() {
    ByteString.Output content = ByteString.newOutput();
    return new ContentSigner() {
      @Override
      public AlgorithmIdentifier getAlgorithmIdentifier() {
        return new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
      }

      @Override
      public OutputStream getOutputStream() {
        return content;
      }

      @Override
      public byte[] getSignature() {
        return key.sign(content.toByteString()).toByteArray();
      }
    };
  }
}
