// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.provenance.Trade.accepted;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import portolan.contracts.customs.Clearing.Papers;
import portolan.contracts.fixture.Signatures;
import portolan.contracts.fixture.TestChannel;
import portolan.contracts.provenance.Trade;
import portolan.domain.encoding.Json;
import portolan.twin.CallRefusedException;

/** Who may call and who must sign, in customs and provenance, as the documentation has it. */
final class GeneratedCustomsTest {
  private static final Set<String> SUPPLIERS = Set.of("SupplierMSP", "SecondSupplierMSP");
  private static final Set<String> PLATFORMS = Set.of("PlatformMSP", "SecondCarrierMSP");
  private static final Set<String> AUTHORITIES = Set.of("CustomsMSP", "SecondCustomsMSP");
  private static final List<String> MEMBERS =
      List.of(
          "SupplierMSP",
          "LogisticsMSP",
          "PlatformMSP",
          "CustomsMSP",
          "BankMSP",
          "SecondSupplierMSP",
          "SecondCarrierMSP",
          "SecondCustomsMSP");

  @TestFactory
  Stream<DynamicTest> everyFunctionOfCustomsServesItsRolesAndNobodyElse() {
    return calls(
        "customs",
        Map.of(
            "publishRules", AUTHORITIES,
            "lodge", PLATFORMS,
            "attest", Set.of("LogisticsMSP", "SecondCarrierMSP", "PlatformMSP", "BankMSP"),
            "assess", AUTHORITIES,
            "release", AUTHORITIES,
            "hold", AUTHORITIES));
  }

  @TestFactory
  Stream<DynamicTest> everyFunctionOfProvenanceServesItsRolesAndNobodyElse() {
    return calls(
        "provenance",
        Map.of(
            "registerProducts", SUPPLIERS,
            "placeOrders", PLATFORMS,
            "capture",
                Set.of(
                    "SupplierMSP",
                    "SecondSupplierMSP",
                    "LogisticsMSP",
                    "SecondCarrierMSP",
                    "PlatformMSP")));
  }

  private static Stream<DynamicTest> calls(String chaincode, Map<String, Set<String>> callers) {
    TestChannel channel = Trade.channel();
    return callers.entrySet().stream()
        .flatMap(
            function ->
                Stream.concat(MEMBERS.stream(), Stream.of("UnknownMSP"))
                    .map(
                        member ->
                            DynamicTest.dynamicTest(
                                member + " calls " + function.getKey(),
                                () ->
                                    assertThat(
                                            isServed(channel, chaincode, member, function.getKey()))
                                        .isEqualTo(function.getValue().contains(member)))));
  }

  /** An empty item is refused as such only if the caller may call at all. */
  private static boolean isServed(
      TestChannel channel, String chaincode, String member, String function) {
    try {
      channel.as(member).endorse(chaincode, function, Json.object().build());
      return true;
    } catch (CallRefusedException e) {
      assertThat(e).hasMessageStartingWith("PERMISSION_DENIED|role|");
      return false;
    }
  }

  @TestFactory
  Stream<DynamicTest> aHoldNeedsTheSignatureOfAnAuthorityAndOfOneMore() {
    Clearing clearing = new Clearing().withRule();
    Papers papers = clearing.documented(new Papers("PlatformMSP/D-1"));
    accepted(clearing.assess(papers, 1));
    return Signatures.upToThreeOf(MEMBERS).stream()
        .map(
            endorsers ->
                DynamicTest.dynamicTest(
                    "signed by " + endorsers,
                    () ->
                        assertThat(
                                clearing
                                    .channel
                                    .as(Clearing.AUTHORITY)
                                    .endorsedBy(endorsers.toArray(String[]::new))
                                    .endorse(
                                        "customs",
                                        "hold",
                                        Json.object()
                                            .put("declarationId", "PlatformMSP/D-1")
                                            .put("reason", "by " + endorsers)
                                            .build())
                                    .isSignedByEnough())
                            .isEqualTo(
                                endorsers.size() > 1
                                    && endorsers.stream().anyMatch(AUTHORITIES::contains))));
  }

  @TestFactory
  Stream<DynamicTest> aFactNeedsTheSignaturesOfAnyTwo() {
    TestChannel channel = Trade.channel();
    accepted(
        channel
            .as("SupplierMSP")
            .group("provenance", "registerProducts", Trade.product(Trade.KETTLE)));
    return Signatures.upToThreeOf(MEMBERS).stream()
        .map(
            endorsers ->
                DynamicTest.dynamicTest(
                    "signed by " + endorsers,
                    () -> {
                      String serial = Integer.toHexString(endorsers.hashCode());
                      assertThat(
                              channel
                                  .as("SupplierMSP")
                                  .endorsedBy(endorsers.toArray(String[]::new))
                                  .endorse(
                                      "provenance",
                                      "capture",
                                      Trade.commissioning(serial, Trade.unit(serial)))
                                  .isSignedByEnough())
                          .isEqualTo(endorsers.size() > 1);
                    }));
  }
}
