// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.LOGISTICS;
import static portolan.contracts.settlement.Scene.OTHER_BANK;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.accepted;
import static portolan.contracts.settlement.Scene.assertRefused;
import static portolan.contracts.settlement.Scene.terms;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonNumber;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.ItemResult;
import portolan.domain.money.Currency;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.FundedPlan;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.Rulebook;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.instruction.FundEscrow;

final class FundTest {
  private final Scene scene = new Scene();

  private SettlementPlan simple(List<NoteOpening> inputs, long delivered, long refunded) {
    return scene.plan(
        inputs,
        List.of(scene.note(SUPPLIER, delivered)),
        List.of(scene.note(PLATFORM, refunded)),
        List.of());
  }

  private static FundEscrow e1(SettlementPlan plan, String... inputs) {
    return FundEscrow.of(terms("PlatformMSP/E1"), List.of(inputs), plan);
  }

  @Test
  void fundingSpendsTheInputsAndCommitsEveryOutcome() {
    List<NoteOpening> inputs = scene.endow(700, 400);
    SettlementPlan plan =
        scene.plan(
            inputs,
            List.of(scene.note(SUPPLIER, 900), scene.note(LOGISTICS, 100)),
            List.of(scene.note(PLATFORM, 1000)),
            List.of(scene.note(PLATFORM, 100)));
    ItemResult.Accepted funded =
        accepted(scene.fund(e1(plan, "BankMSP/M1.1", "BankMSP/M1.2"), plan));
    assertThat(funded.details().canonical())
        .isEqualTo(
            "{\"change\":[\"PlatformMSP/E1.CHANGE.1\"],\"escrows\":[{\"escrowId\":\"PlatformMSP/E1\",\"outcomes\":{"
                + "\"DELIVERED\":[\"PlatformMSP/E1.DELIVERED.1\",\"PlatformMSP/E1.DELIVERED.2\"],"
                + "\"REFUNDED\":[\"PlatformMSP/E1.REFUNDED.1\"]}}]}");
    assertThat(scene.channel.state(CHAINCODE, "note/BankMSP/M1.1")).isEmpty();
    assertThat(scene.channel.state(CHAINCODE, "note/BankMSP/M1.2")).isEmpty();
    assertThat(scene.state("PlatformMSP/E1.DELIVERED.1")).isEqualTo("GATED");
    assertThat(scene.state("PlatformMSP/E1.REFUNDED.1")).isEqualTo("GATED");
    assertThat(scene.state("PlatformMSP/E1.CHANGE.1")).isEqualTo("SPENDABLE");
    assertThat(scene.gate("PlatformMSP/E1").text("state", 16)).isEqualTo("FUNDED");
  }

  @Test
  void theBankSeesAllOpeningsTheFunderItsOwnAndOthersNone() {
    SettlementPlan plan = scene.fundE1();
    assertThat(scene.channel.sealed(CHAINCODE, PLATFORM, "note/PlatformMSP/E1.REFUNDED.1"))
        .isPresent();
    assertThat(scene.channel.sealed(CHAINCODE, PLATFORM, "note/PlatformMSP/E1.DELIVERED.1"))
        .isEmpty();
    assertThat(scene.channel.sealed(CHAINCODE, SUPPLIER, "note/PlatformMSP/E1.DELIVERED.1"))
        .isEmpty();
    for (String member : List.of(BANK, PLATFORM)) {
      assertThat(scene.channel.sealed(CHAINCODE, member, "plan/PlatformMSP/E1"))
          .hasValue(FundedPlan.of(plan, 0).toJson().canonical());
    }
    assertThat(scene.channel.sealed(CHAINCODE, SUPPLIER, "plan/PlatformMSP/E1")).isEmpty();
    assertThat(scene.channel.state(CHAINCODE, "escrow/PlatformMSP/E1").orElseThrow())
        .doesNotContain("\"900\"", "\"1000\"", "long secret of E1");
  }

  @Test
  void aPlanThatPaysOutMoreOrLessIsRefused() {
    List<NoteOpening> inputs = scene.endow(1000);
    SettlementPlan more = simple(inputs, 1001, 1000);
    assertRefused(
        scene.fund(e1(more, "BankMSP/M1.1"), more),
        "NOT_CONSERVED",
        "items[0].escrows[0].DELIVERED");
    SettlementPlan less = simple(inputs, 1000, 999);
    assertRefused(
        scene.fund(e1(less, "BankMSP/M1.1"), less),
        "NOT_CONSERVED",
        "items[0].escrows[0].DELIVERED");
    SettlementPlan change =
        scene.plan(
            inputs,
            List.of(scene.note(SUPPLIER, 1000)),
            List.of(scene.note(PLATFORM, 1000)),
            List.of(scene.note(PLATFORM, 1)));
    assertRefused(
        scene.fund(e1(change, "BankMSP/M1.1"), change), "NOT_CONSERVED", "items[0].escrows");
    assertThat(scene.state("BankMSP/M1.1")).isEqualTo("SPENDABLE");
    assertThat(scene.channel.state(CHAINCODE, "escrow/PlatformMSP/E1")).isEmpty();
  }

  @Test
  void refusalsOfAPlanShowNoAmounts() {
    List<NoteOpening> inputs = scene.endow(4711);
    SettlementPlan plan = simple(inputs, 4712, 4711);
    String result = scene.fund(e1(plan, "BankMSP/M1.1"), plan).getFirst().toJson().canonical();
    assertThat(result).contains("NOT_CONSERVED").doesNotContain("4711", "4712");
  }

  @Test
  void currenciesAreNotMixed() {
    List<NoteOpening> inputs = scene.endow(1000);
    SettlementPlan plan =
        scene.plan(
            inputs,
            List.of(scene.note(SUPPLIER, 1000, new Currency("EUR"))),
            List.of(scene.note(PLATFORM, 1000)),
            List.of());
    assertRefused(
        scene.fund(e1(plan, "BankMSP/M1.1"), plan),
        "WRONG_CURRENCY",
        "items[0].escrows[0].DELIVERED[0]");
  }

  @Test
  void anInputThatDoesNotExistOrWasSpentIsRefused() {
    SettlementPlan funded = scene.fundE1();
    SettlementPlan again = simple(funded.inputs(), 1000, 1000);
    assertRefused(
        scene.fund(FundEscrow.of(terms("PlatformMSP/E2"), List.of("BankMSP/M1.1"), again), again),
        "NOT_FOUND",
        "items[0].inputs[0]");
  }

  @Test
  void anInputIsSpentOnceWithinAGroup() {
    List<NoteOpening> inputs = scene.endow(1000);
    SettlementPlan one = simple(inputs, 1000, 1000);
    SettlementPlan two = simple(inputs, 1000, 1000);
    List<ItemResult> results =
        scene
            .as(PLATFORM)
            .sealed(one.toJson(), two.toJson())
            .group(
                CHAINCODE,
                "fund",
                FundEscrow.of(terms("PlatformMSP/E1"), List.of("BankMSP/M1.1"), one).toJson(),
                FundEscrow.of(terms("PlatformMSP/E2"), List.of("BankMSP/M1.1"), two).toJson());
    accepted(results.subList(0, 1));
    assertRefused(results.subList(1, 2), "NOT_FOUND", "items[1].inputs[0]");
    assertThat(scene.channel.state(CHAINCODE, "escrow/PlatformMSP/E2")).isEmpty();
    assertThat(scene.channel.sealed(CHAINCODE, BANK, "note/PlatformMSP/E2.DELIVERED.1")).isEmpty();
  }

  @Test
  void anInputIsSpentOnceByTransactionsThatWereEndorsedTogether() {
    List<NoteOpening> inputs = scene.endow(1000);
    SettlementPlan one = simple(inputs, 1000, 1000);
    SettlementPlan two = simple(inputs, 1000, 1000);
    var first =
        scene
            .as(PLATFORM)
            .sealed(one.toJson())
            .endorse(CHAINCODE, "fund", e1(one, "BankMSP/M1.1").toJson());
    var second =
        scene
            .as(PLATFORM)
            .sealed(two.toJson())
            .endorse(
                CHAINCODE,
                "fund",
                FundEscrow.of(terms("PlatformMSP/E2"), List.of("BankMSP/M1.1"), two).toJson());
    assertThat(scene.channel.commit(first)).isTrue();
    assertThat(scene.channel.commit(second)).isFalse();
  }

  @Test
  void theSameInputTwiceInAPlanIsRefused() {
    List<NoteOpening> inputs = scene.endow(1000);
    SettlementPlan plan = simple(List.of(inputs.getFirst(), inputs.getFirst()), 2000, 2000);
    assertRefused(
        scene.fund(e1(plan, "BankMSP/M1.1", "BankMSP/M1.1"), plan),
        "DUPLICATE_INPUT",
        "items[0].inputs[1]");
  }

  @Test
  void aNoteOfAnotherOwnerCannotBeSpent() {
    // The platform knows the supplier's opening, since it made the plan.
    SettlementPlan plan = scene.fundE1();
    scene.releaseD1();
    accepted(scene.confirm("PlatformMSP/E1", "long secret of E1"));
    NoteOpening suppliers = plan.escrows().getFirst().of(Outcome.DELIVERED).getFirst();
    SettlementPlan theft = simple(List.of(suppliers), 900, 900);
    assertRefused(
        scene.fund(
            FundEscrow.of(terms("PlatformMSP/E2"), List.of("PlatformMSP/E1.DELIVERED.1"), theft),
            theft),
        "NOT_OWNER",
        "items[0].inputs[0]");
    SettlementPlan lie =
        simple(List.of(new NoteOpening(suppliers.amount(), PLATFORM, suppliers.salt())), 900, 900);
    assertRefused(
        scene.fund(
            FundEscrow.of(terms("PlatformMSP/E2"), List.of("PlatformMSP/E1.DELIVERED.1"), lie),
            lie),
        "COMMITMENT_MISMATCH",
        "sealed.items[0].inputs[0]");
  }

  @Test
  void aGatedNoteCannotBeSpentAndAVoidOneNever() {
    SettlementPlan plan = scene.fundE1();
    NoteOpening refund = plan.escrows().getFirst().of(Outcome.REFUNDED).getFirst();
    SettlementPlan early = simple(List.of(refund), 1000, 1000);
    FundEscrow item =
        FundEscrow.of(terms("PlatformMSP/E2"), List.of("PlatformMSP/E1.REFUNDED.1"), early);
    assertRefused(scene.fund(item, early), "NOTE_GATED", "items[0].inputs[0]");
    scene.releaseD1();
    accepted(scene.confirm("PlatformMSP/E1", "long secret of E1"));
    assertRefused(scene.fund(item, early), "NOTE_VOID", "items[0].inputs[0]");
    assertThat(scene.state("PlatformMSP/E1.REFUNDED.1")).isEqualTo("VOID");
  }

  @Test
  void moneyOfAnotherBankDoesNotCount() {
    List<NoteOpening> inputs = scene.endow(1000);
    SettlementPlan plan = simple(inputs, 1000, 1000);
    FundEscrow item =
        FundEscrow.of(
            new EscrowTerms(
                "PlatformMSP/E1",
                "PlatformMSP/O1",
                "PlatformMSP/D1",
                "CustomsMSP",
                OTHER_BANK,
                Scene.USD,
                Sha256.hex("long secret of E1"),
                60),
            List.of("BankMSP/M1.1"),
            plan);
    List<ItemResult> results =
        scene
            .channel
            .as(PLATFORM)
            .endorsedBy(OTHER_BANK, PLATFORM)
            .sealed(plan.toJson())
            .group(CHAINCODE, "fund", item.toJson());
    assertRefused(results, "WRONG_BANK", "items[0].inputs[0]");
  }

  @Test
  void theBankIsABankAndPayoutsGoToMembers() {
    List<NoteOpening> inputs = scene.endow(1000);
    SettlementPlan plan = simple(inputs, 1000, 1000);
    FundEscrow item =
        FundEscrow.of(
            new EscrowTerms(
                "PlatformMSP/E1",
                "PlatformMSP/O1",
                "PlatformMSP/D1",
                "CustomsMSP",
                LOGISTICS,
                Scene.USD,
                Sha256.hex("long secret of E1"),
                60),
            List.of("BankMSP/M1.1"),
            plan);
    assertRefused(scene.fund(item, plan), "NOT_FOUND", "items[0].escrows[0].bank");
    SettlementPlan stranger =
        scene.plan(
            inputs,
            List.of(scene.note("StrangerMSP", 1000)),
            List.of(scene.note(PLATFORM, 1000)),
            List.of());
    assertRefused(
        scene.fund(e1(stranger, "BankMSP/M1.1"), stranger),
        "NOT_FOUND",
        "items[0].escrows[0].outcomes.DELIVERED[0]");
  }

  @Test
  void changeGoesToTheFunderOnly() {
    List<NoteOpening> inputs = scene.endow(1000);
    SettlementPlan plan =
        scene.plan(
            inputs,
            List.of(scene.note(SUPPLIER, 900)),
            List.of(scene.note(PLATFORM, 900)),
            List.of(scene.note(SUPPLIER, 100)));
    assertRefused(scene.fund(e1(plan, "BankMSP/M1.1"), plan), "NOT_OWNER", "items[0].change[0]");
  }

  @Test
  void aDeliverySecretBelongsToOneEscrow() {
    List<NoteOpening> inputs = scene.endow(1000, 1000);
    SettlementPlan one = simple(inputs.subList(0, 1), 1000, 1000);
    accepted(scene.fund(e1(one, "BankMSP/M1.1"), one));
    SettlementPlan two = simple(inputs.subList(1, 2), 1000, 1000);
    EscrowTerms same =
        new EscrowTerms(
            "PlatformMSP/E2",
            "PlatformMSP/O2",
            "PlatformMSP/D2",
            "CustomsMSP",
            BANK,
            Scene.USD,
            Sha256.hex("long secret of E1"),
            60);
    assertRefused(
        scene.fund(FundEscrow.of(same, List.of("BankMSP/M1.2"), two), two),
        "SECRET_HASH_USED",
        "items[0].escrows[0].secretHash");
  }

  @Test
  void commitmentsAndOpeningsAgreeOneByOne() {
    List<NoteOpening> inputs = scene.endow(1000);
    SettlementPlan plan = simple(inputs, 1000, 1000);
    SettlementPlan other = simple(inputs, 1000, 1000);
    assertRefused(
        scene.fund(e1(plan, "BankMSP/M1.1"), other),
        "COMMITMENT_MISMATCH",
        "sealed.items[0].escrows[0].DELIVERED[0]");
    NoteOpening twice = scene.note(PLATFORM, 1000);
    SettlementPlan duplicate = scene.plan(inputs, List.of(twice), List.of(twice), List.of());
    assertRefused(
        scene.fund(e1(duplicate, "BankMSP/M1.1"), duplicate),
        "DUPLICATE_COMMITMENT",
        "items[0].escrows");
    assertRefused(
        scene
            .as(PLATFORM)
            .sealed(plan.toJson().toBuilder().remove("salt").build())
            .group(CHAINCODE, "fund", e1(plan, "BankMSP/M1.1").toJson()),
        "INVALID_ARGUMENT",
        "sealed.items[0].salt");
  }

  @Test
  void fundingTwiceChangesNothingAndAnotherPayloadIsRefused() {
    List<NoteOpening> inputs = scene.endow(1000, 1000);
    SettlementPlan plan = simple(inputs.subList(0, 1), 1000, 1000);
    ItemResult.Accepted first = accepted(scene.fund(e1(plan, "BankMSP/M1.1"), plan));
    assertThat(accepted(scene.fund(e1(plan, "BankMSP/M1.1"), plan)))
        .isEqualTo(ItemResult.Accepted.before(first.details()));
    SettlementPlan other = simple(inputs.subList(1, 2), 1000, 1000);
    FundEscrow later =
        FundEscrow.of(
            new EscrowTerms(
                "PlatformMSP/E1",
                "PlatformMSP/O9",
                "PlatformMSP/D1",
                "CustomsMSP",
                BANK,
                Scene.USD,
                Sha256.hex("long secret of E1"),
                Scene.HOUR),
            List.of("BankMSP/M1.2"),
            other);
    assertRefused(scene.fund(later, other), "ALREADY_EXISTS", "items[0].escrows[0].escrowId");
    assertThat(scene.state("BankMSP/M1.2")).isEqualTo("SPENDABLE");
  }

  @Test
  void theTermsAreChecked() {
    List<NoteOpening> inputs = scene.endow(1000);
    SettlementPlan plan = simple(inputs, 1000, 1000);
    assertThat(refused(plan, terms -> terms.replace("expiresAfterSeconds", Json.text("1"))))
        .isEqualTo("expiresAfterSeconds");
    assertThat(
            refused(plan, terms -> terms.replace("expiresAfterSeconds", JsonNumber.of(31_536_001))))
        .isEqualTo("expiresAfterSeconds");
    assertThat(refused(plan, terms -> terms.replace("secretHash", Json.text("ABC"))))
        .isEqualTo("secretHash");
    assertThat(refused(plan, terms -> terms.remove("secretHash"))).isEqualTo("secretHash");
    assertThat(refused(plan, terms -> terms.put("signedBy", LOGISTICS))).isEqualTo("secretHash");
    assertThat(refused(plan, terms -> terms.remove("secretHash").put("signedBy", LOGISTICS)))
        .as("a carrier's word without an inspection")
        .isEqualTo("rulebook");
    assertThat(refused(plan, terms -> terms.put("carrier", LOGISTICS))).isEqualTo("rulebook");
    assertThat(refused(plan, terms -> terms.replace("escrowId", Json.text("E.1"))))
        .isEqualTo("escrowId");
    assertThat(refused(plan, terms -> terms.remove("bank"))).isEqualTo("bank");
    assertThat(refused(plan, terms -> terms.put("expires", 1))).isEqualTo("expires");
  }

  /** The field of the terms that is to blame. */
  private String refused(SettlementPlan plan, UnaryOperator<JsonObject.Builder> change) {
    Fields good = Fields.of("item", e1(plan, "BankMSP/M1.1").toJson());
    JsonObject terms =
        change.apply(good.objects("escrows", 1, 1).getFirst().json().toBuilder()).build();
    JsonObject item =
        good.json().toBuilder().replace("escrows", JsonArray.of(List.of(terms))).build();
    ItemResult result =
        scene.as(PLATFORM).sealed(plan.toJson()).group(CHAINCODE, "fund", item).getFirst();
    assertThat(result).isInstanceOf(ItemResult.Refused.class);
    return ((ItemResult.Refused) result).refusal().field().replace("items[0].escrows[0].", "");
  }

  @Test
  void onlyAPlatformFunds() {
    List<NoteOpening> inputs = scene.endow(1000);
    SettlementPlan plan = simple(inputs, 1000, 1000);
    assertThatThrownBy(
            () ->
                scene
                    .as(SUPPLIER)
                    .sealed(plan.toJson())
                    .group(CHAINCODE, "fund", e1(plan, "BankMSP/M1.1").toJson()))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
  }

  /** If it were held, its own officers would decide, or nobody could. */
  @Test
  void aBankThatIsThePayeeOfAnEscrowDoesNotKeepIt() {
    SettlementPlan plan =
        scene.plan(
            scene.endow(1000),
            List.of(scene.note(BANK, 1000)),
            List.of(scene.note(PLATFORM, 1000)),
            List.of());
    EscrowTerms terms =
        Scene.terms("PlatformMSP/E1").under(new Rulebook(BANK, 60, 60, 60, Outcome.DELIVERED));
    assertRefused(
        scene.fund(FundEscrow.of(terms, List.of("BankMSP/M1.1"), plan), plan),
        "INVALID_ARGUMENT",
        "items[0].escrows[0].bank");
  }

  /** A bank may be paid for keeping the money: its fee, and no more. */
  @Test
  void aBankIsPaidAtMostTwentiethOfWhatItKeepsWhateverTheOutcome() {
    List<NoteOpening> inputs = scene.endow(1019);
    for (boolean refund : List.of(false, true)) {
      SettlementPlan greedy = fee(inputs, refund ? 0 : 51, refund ? 51 : 0);
      assertRefused(
          scene.fund(e1(greedy, "BankMSP/M1.1"), greedy),
          "INVALID_ARGUMENT",
          "items[0].escrows[0].outcomes." + (refund ? Outcome.REFUNDED : Outcome.DELIVERED));
    }
    SettlementPlan modest = fee(inputs, 50, 50);
    accepted(scene.fund(e1(modest, "BankMSP/M1.1"), modest));
  }

  /** Of 1,019, a twentieth of which is 50.95. */
  private SettlementPlan fee(List<NoteOpening> inputs, long delivered, long refunded) {
    return scene.plan(
        inputs,
        delivered == 0
            ? List.of(scene.note(SUPPLIER, 1019))
            : List.of(scene.note(SUPPLIER, 1019 - delivered), scene.note(BANK, delivered)),
        refunded == 0
            ? List.of(scene.note(PLATFORM, 1019))
            : List.of(scene.note(PLATFORM, 1019 - refunded), scene.note(BANK, refunded)),
        List.of());
  }
}
