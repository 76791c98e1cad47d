// SPDX-License-Identifier: Apache-2.0
package portolan.twin.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.twin.identity.Authority;
import portolan.twin.identity.Identity;
import portolan.twin.identity.Membership;
import portolan.twin.identity.Signatory;

class SignaturePoliciesTest {
  private static final Map<String, Authority> AUTHORITIES = authorities();
  private static final Membership MEMBERSHIP = membership();
  private static final PolicyEvaluator EVALUATOR = new PolicyEvaluator(MEMBERSHIP);
  private static final ByteString MESSAGE = ByteString.copyFromUtf8("what is signed");

  private static Map<String, Authority> authorities() {
    Map<String, Authority> authorities = new LinkedHashMap<>();
    for (String mspId : List.of("A", "B", "C")) {
      authorities.put(mspId, Authority.create(mspId, Instant.now()));
    }
    return authorities;
  }

  private static Membership membership() {
    Map<String, java.security.cert.X509Certificate> roots = new LinkedHashMap<>();
    AUTHORITIES.forEach((mspId, authority) -> roots.put(mspId, authority.certificate()));
    return new Membership(roots);
  }

  private static SignedData signedBy(Signatory who) {
    return new SignedData(MESSAGE, who.serialized(), who.sign(MESSAGE));
  }

  private static List<Identity> signers(String names) {
    List<SignedData> signatures = new ArrayList<>();
    for (String name : names.isEmpty() ? new String[0] : names.split(" ")) {
      int dot = name.indexOf('.');
      signatures.add(
          signedBy(
              AUTHORITIES.get(name.substring(0, dot)).issue("somebody", name.substring(dot + 1))));
    }
    return EVALUATOR.signers(signatures);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OR('A.peer')                                  | A.peer          | true",
        "OR('A.peer')                                  | A.client        | false",
        "OR('A.member')                                | A.client        | true",
        "OR('A.peer', 'B.peer')                        | C.peer          | false",
        "AND('A.peer', 'B.peer')                       | A.peer B.peer   | true",
        "AND('A.peer', 'B.peer')                       | A.peer          | false",
        "and('A.admin', 'B.orderer')                   | B.orderer A.admin | true",
        "OutOf(2, 'A.peer', 'B.peer', 'C.peer')        | A.peer C.peer   | true",
        "OutOf(2, 'A.peer', 'B.peer', 'C.peer')        | B.peer          | false",
        "OutOf(0, 'A.peer')                            | B.peer          | true",
        "AND('A.peer', OutOf(1, 'B.peer', 'C.peer'))   | A.peer C.peer   | true",
        "AND('A.peer', OutOf(1, 'B.peer', 'C.peer'))   | B.peer C.peer   | false",
        "AND('A.peer', 'A.peer')                       | A.peer          | false",
        "AND('A.peer', 'A.peer')                       | A.peer A.peer   | true",
      })
  void countsSignaturesAsFabricDoes(String policy, String signers, boolean fulfilled) {
    assertThat(PolicyEvaluator.fulfils(SignaturePolicies.parse(policy), signers(signers)))
        .isEqualTo(fulfilled);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "A.peer",
        "'A.peer' 'B.peer'",
        "XOR('A.peer')",
        "AND('A.peer'",
        "AND()",
        "OutOf('A.peer')",
        "OutOf(3, 'A.peer', 'B.peer')",
        "OR('A.janitor')",
        "OR('peer')",
      })
  void saysWhatIsWrongWithAPolicy(String policy) {
    assertThatThrownBy(() -> SignaturePolicies.parse(policy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void oneSignatureRepeatedCountsOnce() {
    SignedData signed = signedBy(AUTHORITIES.get("A").issue("peer0", "peer"));
    assertThat(EVALUATOR.signers(List.of(signed, signed))).hasSize(1);
  }

  @Test
  void aSignatureOfAnotherMessageDoesNotCount() {
    Signatory peer = AUTHORITIES.get("A").issue("peer0", "peer");
    SignedData wrong =
        new SignedData(
            ByteString.copyFromUtf8("something else"), peer.serialized(), peer.sign(MESSAGE));
    assertThat(EVALUATOR.signers(List.of(wrong))).isEmpty();
  }

  @Test
  void aCertificateOfAStrangerDoesNotCount() {
    Signatory stranger = Authority.create("A", Instant.now()).issue("peer0", "peer");
    assertThat(EVALUATOR.signers(List.of(signedBy(stranger)))).isEmpty();
    assertThat(MEMBERSHIP.identity(ByteString.copyFromUtf8("nonsense"))).isEmpty();
  }

  @Test
  void aSignatureWithItsHighTwinIsRefusedAsFabricRefusesIt() throws Exception {
    Signatory peer = AUTHORITIES.get("B").issue("peer0", "peer");
    var pair = org.bouncycastle.asn1.ASN1Sequence.getInstance(peer.sign(MESSAGE).toByteArray());
    var order =
        ((java.security.interfaces.ECPublicKey) peer.certificate().getPublicKey())
            .getParams()
            .getOrder();
    var s = org.bouncycastle.asn1.ASN1Integer.getInstance(pair.getObjectAt(1)).getValue();
    ByteString high =
        ByteString.copyFrom(
            new org.bouncycastle.asn1.DERSequence(
                    new org.bouncycastle.asn1.ASN1Encodable[] {
                      pair.getObjectAt(0), new org.bouncycastle.asn1.ASN1Integer(order.subtract(s))
                    })
                .getEncoded());
    assertThat(EVALUATOR.signers(List.of(new SignedData(MESSAGE, peer.serialized(), high))))
        .isEmpty();
  }
}
