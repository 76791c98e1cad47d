// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.OTHER_BANK;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.accepted;
import static portolan.contracts.settlement.Scene.assertRefused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import portolan.domain.group.ItemResult;
import portolan.domain.money.Currency;
import portolan.domain.settlement.MergePlan;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.instruction.MergeNotes;

final class MergeTest {
  private final Scene scene = new Scene();

  private static List<String> minted(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(n -> "BankMSP/M1." + n).toList();
  }

  private List<ItemResult> merge(String member, String id, List<String> inputs, MergePlan plan) {
    return merge(member, BANK, id, inputs, plan);
  }

  private List<ItemResult> merge(
      String member, String bank, String id, List<String> inputs, MergePlan plan) {
    return scene
        .channel
        .as(member)
        .endorsedBy(BANK, OTHER_BANK, member)
        .sealed(plan.toJson())
        .group(
            CHAINCODE,
            "merge",
            new MergeNotes(id, bank, inputs, Scene.commitments(plan.outputs())).toJson());
  }

  @Test
  void aHundredNotesBecomeOneOfTheSameWorth() {
    long[] units = new long[SettlementPlan.MAX_NOTES];
    Arrays.fill(units, 10);
    List<NoteOpening> inputs = scene.endow(units);
    NoteOpening merged = scene.note(PLATFORM, 1000);

    accepted(
        merge(
            PLATFORM,
            "PlatformMSP/G1",
            minted(units.length),
            new MergePlan(inputs, List.of(merged))));

    assertThat(scene.state("PlatformMSP/G1.MERGED.1")).isEqualTo("SPENDABLE");
    assertThat(scene.channel.sealed(CHAINCODE, PLATFORM, "note/PlatformMSP/G1.MERGED.1"))
        .hasValue(merged.toJson().canonical());
    assertThat(scene.channel.sealed(CHAINCODE, BANK, "note/PlatformMSP/G1.MERGED.1")).isPresent();
    for (String id : minted(units.length)) {
      assertThat(scene.channel.state(CHAINCODE, "note/" + id)).isEmpty();
      assertThat(scene.channel.sealed(CHAINCODE, PLATFORM, "note/" + id)).isEmpty();
    }
    assertThat(scene.channel.state(CHAINCODE, "merge/PlatformMSP/G1").orElseThrow())
        .contains(PLATFORM, BANK)
        .doesNotContain("1000", "\"10\"");
    assertThat(scene.audit().canonical())
        .contains("\"findingCount\":0", "\"minted\":\"1000\"", "\"spendable\":\"1000\"");
  }

  @Test
  void aMergeHappensOnce() {
    List<NoteOpening> inputs = scene.endow(300, 700, 5);
    MergePlan plan =
        new MergePlan(
            inputs.subList(0, 2), List.of(scene.note(PLATFORM, 900), scene.note(PLATFORM, 100)));
    List<String> ids = minted(2);

    assertThat(accepted(merge(PLATFORM, "PlatformMSP/G1", ids, plan)).existing()).isFalse();
    assertThat(accepted(merge(PLATFORM, "PlatformMSP/G1", ids, plan)).existing()).isTrue();
    assertRefused(merge(PLATFORM, "PlatformMSP/G2", ids, plan), "NOT_FOUND", "items[0].inputs[0]");
    assertRefused(
        merge(
            PLATFORM,
            "PlatformMSP/G1",
            List.of("BankMSP/M1.3"),
            new MergePlan(inputs.subList(2, 3), List.of(scene.note(PLATFORM, 5)))),
        "ALREADY_EXISTS",
        "items[0].mergeId");
  }

  @Test
  void aMergeMakesNoMoneyAndGivesNoneAway() {
    List<NoteOpening> inputs = scene.endow(300, 700);
    List<String> ids = minted(2);
    assertRefused(
        merge(
            PLATFORM,
            "PlatformMSP/G1",
            ids,
            new MergePlan(inputs, List.of(scene.note(PLATFORM, 1001)))),
        "NOT_CONSERVED",
        "items[0].outputs");
    assertRefused(
        merge(
            PLATFORM,
            "PlatformMSP/G1",
            ids,
            new MergePlan(inputs, List.of(scene.note(PLATFORM, 999)))),
        "NOT_CONSERVED",
        "items[0].outputs");
    assertRefused(
        merge(
            PLATFORM,
            "PlatformMSP/G1",
            ids,
            new MergePlan(inputs, List.of(scene.note(SUPPLIER, 1000)))),
        "NOT_OWNER",
        "items[0].outputs[0]");
    assertRefused(
        merge(
            PLATFORM,
            "PlatformMSP/G1",
            ids,
            new MergePlan(inputs, List.of(scene.note(PLATFORM, 1000, new Currency("EUR"))))),
        "WRONG_CURRENCY",
        "items[0].outputs[0]");
    assertRefused(
        merge(
            PLATFORM,
            OTHER_BANK,
            "PlatformMSP/G1",
            ids,
            new MergePlan(inputs, List.of(scene.note(PLATFORM, 1000)))),
        "WRONG_BANK",
        "items[0].inputs[0]");
    assertRefused(
        merge(
            SUPPLIER,
            "SupplierMSP/G1",
            ids,
            new MergePlan(
                List.of(scene.note(SUPPLIER, 300), scene.note(SUPPLIER, 700)),
                List.of(scene.note(SUPPLIER, 1000)))),
        "COMMITMENT_MISMATCH",
        "sealed.items[0].inputs[0]");
    List<NoteOpening> twice = new ArrayList<>(List.of(inputs.getFirst(), inputs.getFirst()));
    assertRefused(
        merge(
            PLATFORM,
            "PlatformMSP/G1",
            List.of("BankMSP/M1.1", "BankMSP/M1.1"),
            new MergePlan(twice, List.of(scene.note(PLATFORM, 600)))),
        "DUPLICATE_INPUT",
        "items[0].inputs[1]");
    assertThat(scene.state("BankMSP/M1.1")).isEqualTo("SPENDABLE");
  }

  @Test
  void aNoteWhoseEscrowHasNotEndedIsNotMerged() {
    SettlementPlan plan = scene.fundE1();
    assertRefused(
        merge(
            PLATFORM,
            "PlatformMSP/G1",
            List.of("PlatformMSP/E1.REFUNDED.1"),
            new MergePlan(
                plan.escrows().getFirst().of(portolan.domain.settlement.Outcome.REFUNDED),
                List.of(scene.note(PLATFORM, 1000)))),
        "NOTE_GATED",
        "items[0].inputs[0]");
  }
}
