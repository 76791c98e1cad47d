// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.CUSTOMS;
import static portolan.contracts.settlement.Scene.HOUR;
import static portolan.contracts.settlement.Scene.LOGISTICS;
import static portolan.contracts.settlement.Scene.OTHER_BANK;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.USD;
import static portolan.contracts.settlement.Scene.terms;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import portolan.contracts.fixture.Signatures;
import portolan.domain.encoding.Json;
import portolan.domain.group.ItemResult;
import portolan.domain.money.Money;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.instruction.AttestReserves;
import portolan.domain.settlement.instruction.FundEscrow;
import portolan.twin.CallRefusedException;

/** Settlement in many variations, each against an expectation that does not ask the contract. */
final class GeneratedSettlementTest {
  private static final List<String> MEMBERS =
      List.of(SUPPLIER, LOGISTICS, PLATFORM, CUSTOMS, BANK, OTHER_BANK);

  /** A plan is accepted when every way it can end pays out what goes in, and not otherwise. */
  @TestFactory
  Stream<DynamicTest> aPlanIsFundedExactlyWhenItConservesTheMoney() {
    return IntStream.range(0, 250)
        .mapToObj(seed -> DynamicTest.dynamicTest("plan of seed " + seed, () -> plan(seed)));
  }

  private static void plan(long seed) {
    Random random = new Random(seed);
    Scene scene = new Scene();
    long[] inputs = random.longs(1 + random.nextInt(3), 1, 500).toArray();
    long sum = LongStream.of(inputs).sum();
    long change = random.nextInt((int) sum);
    int wrong = random.nextInt(6);
    List<Long> delivered = split(random, sum - change + (wrong == 0 ? 1 : 0));
    List<Long> refunded = split(random, sum - change + (wrong == 1 ? 1 : 0));
    List<Long> kept = change == 0 ? List.of() : split(random, change + (wrong == 2 ? 1 : 0));
    boolean conserved = sum(delivered) + sum(kept) == sum && sum(refunded) + sum(kept) == sum;
    List<NoteOpening> minted = scene.endow(inputs);
    SettlementPlan plan =
        scene.plan(
            minted,
            delivered.stream().map(units -> scene.note(SUPPLIER, units)).toList(),
            refunded.stream().map(units -> scene.note(PLATFORM, units)).toList(),
            kept.stream().map(units -> scene.note(PLATFORM, units)).toList());
    List<String> ids =
        IntStream.rangeClosed(1, inputs.length).mapToObj(i -> "BankMSP/M1." + i).toList();
    ItemResult result =
        scene.fund(FundEscrow.of(terms("PlatformMSP/E1"), ids, plan), plan).getFirst();
    assertThat(result instanceof ItemResult.Accepted)
        .as(result.toJson().canonical())
        .isEqualTo(conserved);
    for (String id : ids) {
      assertThat(scene.channel.state(CHAINCODE, "note/" + id).isPresent()).isEqualTo(!conserved);
    }
  }

  private static List<Long> split(Random random, long units) {
    if (units < 2 || random.nextBoolean()) {
      return List.of(units);
    }
    long first = 1 + random.nextLong(units - 1);
    return List.of(first, units - first);
  }

  private static long sum(List<Long> units) {
    return units.stream().mapToLong(Long::longValue).sum();
  }

  /** Who may call what, as the documentation has it. */
  @TestFactory
  Stream<DynamicTest> everyFunctionServesItsRolesAndNobodyElse() {
    Set<String> everybody = Set.copyOf(MEMBERS);
    Map<String, Set<String>> callers =
        Map.ofEntries(
            Map.entry("attestReserves", Set.of(BANK, OTHER_BANK)),
            Map.entry("mint", Set.of(BANK, OTHER_BANK)),
            Map.entry("fund", Set.of(PLATFORM)),
            Map.entry("advise", Set.of(PLATFORM, BANK, OTHER_BANK)),
            Map.entry("confirm", Set.of(LOGISTICS, PLATFORM)),
            Map.entry("refund", everybody),
            Map.entry("accept", everybody),
            Map.entry("claim", everybody),
            Map.entry("offer", everybody),
            Map.entry("agree", everybody),
            Map.entry("award", Set.of(BANK, OTHER_BANK)),
            Map.entry("expire", everybody),
            Map.entry("confirmMilestone", everybody),
            Map.entry("agreeToReturn", everybody),
            Map.entry("confirmReturn", everybody),
            Map.entry("escalate", everybody),
            Map.entry("reportLoss", everybody),
            Map.entry("reportIncident", everybody),
            Map.entry("holdRecalled", everybody),
            Map.entry("screen", everybody),
            Map.entry("offerReceivable", everybody),
            Map.entry("buyReceivable", everybody),
            Map.entry("hold", Set.of(BANK, OTHER_BANK)),
            Map.entry("decideHold", Set.of(BANK, OTHER_BANK)),
            Map.entry("appointOfficer", Set.of(BANK, OTHER_BANK)),
            Map.entry("setLimit", Set.of(BANK, OTHER_BANK)),
            Map.entry("redeem", everybody),
            Map.entry("confirmRedemptions", Set.of(BANK, OTHER_BANK)),
            Map.entry("returnRedemptions", Set.of(BANK, OTHER_BANK)));
    Scene scene = new Scene();
    return callers.entrySet().stream()
        .flatMap(
            function ->
                Stream.concat(MEMBERS.stream(), Stream.of("StrangerMSP"))
                    .map(
                        member ->
                            DynamicTest.dynamicTest(
                                member + " calls " + function.getKey(),
                                () ->
                                    assertThat(isServed(scene, member, function.getKey()))
                                        .isEqualTo(function.getValue().contains(member)))));
  }

  /** An empty item is refused as such only if the caller may call at all. */
  private static boolean isServed(Scene scene, String member, String function) {
    try {
      scene
          .channel
          .as(member)
          .endorsedBy(BANK, SUPPLIER)
          .endorse(CHAINCODE, function, Json.object().build());
      return true;
    } catch (CallRefusedException e) {
      assertThat(e).hasMessageStartingWith("PERMISSION_DENIED|role|");
      return false;
    }
  }

  /** A bank and somebody else, whoever they are. */
  @TestFactory
  Stream<DynamicTest> moneyNeedsTheSignatureOfABankAndOfOneMore() {
    Scene scene = new Scene();
    return Signatures.upToThreeOf(MEMBERS).stream()
        .map(
            endorsers ->
                DynamicTest.dynamicTest(
                    "signed by " + endorsers,
                    () ->
                        assertThat(
                                scene
                                    .channel
                                    .as(BANK)
                                    .endorsedBy(endorsers.toArray(String[]::new))
                                    .endorse(
                                        CHAINCODE,
                                        "attestReserves",
                                        new AttestReserves(
                                                "BankMSP/A" + endorsers.hashCode(),
                                                new Money(USD, 1))
                                            .toJson())
                                    .isSignedByEnough())
                            .isEqualTo(
                                endorsers.size() > 1
                                    && (endorsers.contains(BANK)
                                        || endorsers.contains(OTHER_BANK)))));
  }

  /** Milliseconds around the deadline, and any time before and after. */
  @TestFactory
  Stream<DynamicTest> aRefundIsForTheTimeAfterTheDeadline() {
    Random random = new Random(60);
    return Stream.concat(
            LongStream.rangeClosed(-5, 5).boxed(),
            Stream.generate(() -> random.nextLong(-HOUR * 1000L, HOUR * 1000L)).limit(49))
        .map(
            millis ->
                DynamicTest.dynamicTest(
                    millis + " ms after the deadline",
                    () -> {
                      Scene scene = new Scene();
                      scene.fundE1();
                      scene.channel.setNow(
                          scene.channel.now().plusSeconds(HOUR).plusMillis(millis));
                      assertThat(
                              scene.refund("PlatformMSP/E1").getFirst()
                                  instanceof ItemResult.Accepted)
                          .isEqualTo(millis >= 0);
                      assertThat(scene.state("PlatformMSP/E1.REFUNDED.1"))
                          .isEqualTo(millis >= 0 ? "SPENDABLE" : "GATED");
                    }));
  }
}
