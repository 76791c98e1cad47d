// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.LOGISTICS;
import static portolan.contracts.settlement.Scene.OTHER_BANK;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.accepted;
import static portolan.contracts.settlement.Scene.assertRefused;

import java.util.List;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.instruction.AdviseNote;
import portolan.domain.settlement.instruction.ForgetNotes;

final class ForgetTest {
  private final Scene scene = new Scene();
  private final SettlementPlan plan = scene.fundE1();

  private List<ItemResult> forget(String member, String... notes) {
    return scene
        .channel
        .as(member)
        .endorsedBy(BANK, member)
        .group(CHAINCODE, "forget", new ForgetNotes(BANK, List.of(notes)).toJson());
  }

  private static void assertForgotten(List<ItemResult> results, int count) {
    assertThat(accepted(results).details().canonical()).isEqualTo("{\"forgotten\":" + count + "}");
  }

  private void advise(String noteId, NoteOpening opening) {
    accepted(
        scene
            .channel
            .as(PLATFORM)
            .endorsedBy(BANK, opening.owner())
            .sealed(AdviseNote.sealed(opening))
            .group(CHAINCODE, "advise", new AdviseNote(noteId, opening.owner()).toJson()));
  }

  private void deliver() {
    scene.releaseD1();
    accepted(scene.confirm("PlatformMSP/E1", "long secret of E1"));
  }

  @Test
  void theFundersRefundNoteIsForgottenAfterTheDelivery() {
    deliver();
    JsonObject before = scene.audit();

    assertForgotten(forget(PLATFORM, "PlatformMSP/E1.REFUNDED.1"), 1);

    assertThat(scene.channel.state(CHAINCODE, "note/PlatformMSP/E1.REFUNDED.1")).isEmpty();
    assertThat(scene.channel.sealed(CHAINCODE, PLATFORM, "note/PlatformMSP/E1.REFUNDED.1"))
        .isEmpty();
    assertThat(scene.audit().canonical())
        .as("two notes are left, and the money is the same")
        .isEqualTo(before.canonical().replace("\"notes\":3", "\"notes\":2"))
        .contains("\"findingCount\":0", "\"spendable\":\"1000\"");
    ItemResult.Accepted again = accepted(forget(PLATFORM, "PlatformMSP/E1.REFUNDED.1"));
    assertThat(again.existing()).isTrue();
  }

  @Test
  void aPayeesNoteIsForgottenWithItsAdviceAfterTheRefund() {
    NoteOpening suppliers = plan.escrows().getFirst().of(Outcome.DELIVERED).getFirst();
    advise("PlatformMSP/E1.DELIVERED.1", suppliers);
    scene.afterTheDeadline();
    accepted(scene.refund("PlatformMSP/E1"));

    assertForgotten(forget(SUPPLIER, "PlatformMSP/E1.DELIVERED.1"), 1);

    assertThat(scene.channel.state(CHAINCODE, "note/PlatformMSP/E1.DELIVERED.1")).isEmpty();
    assertThat(scene.channel.state(CHAINCODE, "advice/PlatformMSP/E1.DELIVERED.1")).isEmpty();
    assertThat(scene.channel.sealed(CHAINCODE, SUPPLIER, "note/PlatformMSP/E1.DELIVERED.1"))
        .isEmpty();
    assertThat(scene.audit().canonical()).contains("\"findingCount\":0", "\"spendable\":\"1000\"");
  }

  @Test
  void aNoteThatMayStillBeSpentIsNotForgotten() {
    assertRefused(
        forget(PLATFORM, "PlatformMSP/E1.REFUNDED.1"), "NOTE_NOT_VOID", "items[0].notes[0]");
    deliver();
    assertRefused(
        forget(SUPPLIER, "PlatformMSP/E1.REFUNDED.1", "PlatformMSP/E1.DELIVERED.1"),
        "NOTE_NOT_VOID",
        "items[0].notes[1]");
    assertThat(scene.state("PlatformMSP/E1.DELIVERED.1")).isEqualTo("SPENDABLE");
    assertRefused(
        scene
            .channel
            .as(PLATFORM)
            .endorsedBy(OTHER_BANK, PLATFORM)
            .group(
                CHAINCODE,
                "forget",
                new ForgetNotes(OTHER_BANK, List.of("PlatformMSP/E1.REFUNDED.1")).toJson()),
        "WRONG_BANK",
        "items[0].notes[0]");
  }

  @Test
  void nobodyHasAnotherMembersNoteForgotten() {
    deliver();
    ItemResult.Accepted nothing =
        accepted(forget(LOGISTICS, "PlatformMSP/E1.REFUNDED.1", "PlatformMSP/E9.REFUNDED.1"));
    assertThat(nothing.existing()).isTrue();
    assertThat(scene.state("PlatformMSP/E1.REFUNDED.1")).isEqualTo("VOID");
    assertThat(scene.channel.sealed(CHAINCODE, PLATFORM, "note/PlatformMSP/E1.REFUNDED.1"))
        .isPresent();
  }
}
