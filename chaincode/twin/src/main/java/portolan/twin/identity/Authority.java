// SPDX-License-Identifier: Apache-2.0
package portolan.twin.identity;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.json.JSONObject;

/**
 * A certificate authority of one organisation, made for one run of the twin. Subjects carry the
 * organisational unit (peer, client, admin, orderer) from which Fabric takes the role.
 */
public final class Authority {
  /** Where Fabric's certificate authority puts attributes: JSON, not ASN.1. */
  private static final ByteString ATTRIBUTES = Der.objectIdentifier(0x2a, 3, 4, 5, 6, 7, 8, 1);

  private static final Duration VALIDITY = Duration.ofDays(3650);
  private static final Duration CLOCK_ALLOWANCE = Duration.ofMinutes(5);

  // RFC 5280 and RFC 5758
  private static final BigInteger VERSION_3 = BigInteger.TWO;
  private static final ByteString COMMON_NAME = Der.objectIdentifier(0x55, 4, 3);
  private static final ByteString ORGANISATION = Der.objectIdentifier(0x55, 4, 10);
  private static final ByteString UNIT = Der.objectIdentifier(0x55, 4, 11);
  private static final ByteString KEY_USAGE = Der.objectIdentifier(0x55, 0x1d, 15);
  private static final ByteString BASIC_CONSTRAINTS = Der.objectIdentifier(0x55, 0x1d, 19);
  private static final ByteString ECDSA_WITH_SHA256 =
      Der.sequence(Der.objectIdentifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));
  private static final ByteString SIGNS_CERTIFICATES =
      Der.bits(ByteString.copyFrom(new byte[] {0x06}), 1);
  private static final ByteString SIGNS =
      Der.bits(ByteString.copyFrom(new byte[] {(byte) 0x80}), 7);

  private final String mspId;
  private final Instant now;
  private final Function<String, SigningKey> newKey;
  private final SigningKey key;
  private final X509Certificate certificate;
  private int serial;

  private Authority(String mspId, Instant now, Function<String, SigningKey> newKey) {
    this.mspId = mspId;
    this.now = now;
    this.newKey = newKey;
    this.key = newKey.apply("ca");
    this.certificate = issue(subject("ca", "ca"), key, true, Map.of());
  }

  /** An authority with one key for everybody, for what does not depend on keys. */
  Authority(String mspId, Instant now, SigningKey key) {
    this(mspId, now, purpose -> key);
  }

  /** Has the native signatures loaded while the caller does something else. */
  public static void prepare() {
    NativeProvider.begin();
  }

  /** An authority with random keys. */
  public static Authority create(String mspId, Instant now) {
    Rehearsal.once();
    return new Authority(mspId, now, purpose -> NativeKey.create());
  }

  /** An authority whose keys and certificates depend on the seed alone. */
  static Authority reproducible(String mspId, Instant now, long seed) {
    return new Authority(
        mspId,
        now,
        purpose ->
            new ReproducibleKey(ByteString.copyFromUtf8(seed + "/" + mspId + "/" + purpose)));
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
    SigningKey own = newKey.apply(unit + "/" + commonName);
    return new Signatory(mspId, issue(subject(commonName, unit), own, false, attributes), own);
  }

  private ByteString subject(String commonName, String unit) {
    return Der.sequence(
        attribute(ORGANISATION, mspId), attribute(UNIT, unit), attribute(COMMON_NAME, commonName));
  }

  private static ByteString attribute(ByteString type, String value) {
    return Der.set(Der.sequence(type, Der.utf8(value)));
  }

  private X509Certificate issue(
      ByteString subject,
      SigningKey subjectKey,
      boolean authority,
      Map<String, String> attributes) {
    ByteString extensions =
        critical(BASIC_CONSTRAINTS, authority ? Der.sequence(Der.yes()) : Der.sequence())
            .concat(critical(KEY_USAGE, authority ? SIGNS_CERTIFICATES : SIGNS));
    if (!attributes.isEmpty()) {
      JSONObject json = new JSONObject().put("attrs", new JSONObject(attributes));
      extensions =
          extensions.concat(
              Der.sequence(ATTRIBUTES, Der.octets(ByteString.copyFromUtf8(json.toString()))));
    }
    ByteString certified =
        Der.sequence(
            Der.explicit(0, Der.integer(VERSION_3)),
            Der.integer(BigInteger.valueOf(++serial)),
            ECDSA_WITH_SHA256,
            subject("ca", "ca"),
            Der.sequence(Der.time(now.minus(CLOCK_ALLOWANCE)), Der.time(now.plus(VALIDITY))),
            subject,
            ByteString.copyFrom(subjectKey.publicKey().getEncoded()),
            Der.explicit(3, Der.sequence(extensions)));
    ByteString signed =
        Der.sequence(certified, ECDSA_WITH_SHA256, Der.bits(key.sign(certified), 0));
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509").generateCertificate(signed.newInput());
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ByteString critical(ByteString type, ByteString value) {
    return Der.sequence(type, Der.yes(), Der.octets(value));
  }
}
