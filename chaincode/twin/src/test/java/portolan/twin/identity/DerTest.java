// SPDX-License-Identifier: Apache-2.0
package portolan.twin.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DerTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65_535, 65_536})
  void bytesOfAnyLengthAreEncodedAsByBouncyCastle(int length) throws IOException {
    byte[] bytes = new byte[length];
    assertThat(Der.octets(ByteString.copyFrom(bytes)).toByteArray())
        .isEqualTo(new DEROctetString(bytes).getEncoded());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 255, 256, 32_767, 32_768, Long.MAX_VALUE})
  void integersAreEncodedAsByBouncyCastle(long number) throws IOException {
    assertThat(Der.integer(BigInteger.valueOf(number)).toByteArray())
        .isEqualTo(new ASN1Integer(number).getEncoded());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "3000",
        "3003020101",
        "3006020101020200",
        "3006020100020101",
        "30060201ff020101",
        "300602010102010100",
        "3007020101020101",
        "3106020101020101",
        "300602010102017f02"
      })
  void whatIsNoPairOfPositiveIntegersIsNoSignature(String hex) {
    assertThat(Der.pair(ByteString.copyFrom(HexFormat.of().parseHex(hex)))).isEmpty();
  }

  @Test
  void aPairIsReadAsItWasWritten() {
    BigInteger large = BigInteger.ONE.shiftLeft(255).add(BigInteger.TWO);
    assertThat(Der.pair(Der.sequence(Der.integer(large), Der.integer(BigInteger.ONE))))
        .hasValue(new Der.Pair(large, BigInteger.ONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-21T09:00:00Z", "2038-01-01T00:00:00Z", "2060-06-30T23:59:59Z"})
  void certificatesSayWhatFabricLooksFor(String now) {
    Authority authority = Authority.create("AMSP", Instant.parse(now));
    X509Certificate peer = authority.issue("peer0", "peer").certificate();
    assertThat(peer.getSubjectX500Principal().getName()).isEqualTo("CN=peer0,OU=peer,O=AMSP");
    assertThat(peer.getIssuerX500Principal())
        .isEqualTo(authority.certificate().getSubjectX500Principal());
    assertThat(peer.getNotBefore().toInstant()).isEqualTo(Instant.parse(now).minusSeconds(300));
    assertThat(peer.getKeyUsage()[0]).as("signs").isTrue();
    assertThat(peer.getBasicConstraints()).as("is no authority").isNegative();
    assertThat(authority.certificate().getKeyUsage()[5]).as("signs certificates").isTrue();
    assertThat(authority.certificate().getBasicConstraints()).isNotNegative();
  }
}
