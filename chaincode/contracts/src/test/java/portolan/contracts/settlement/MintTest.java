// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.OTHER_BANK;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.accepted;
import static portolan.contracts.settlement.Scene.assertRefused;
import static portolan.contracts.settlement.Scene.commitments;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Json;
import portolan.domain.group.ItemResult;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Iban;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.instruction.AttestReserves;
import portolan.domain.settlement.instruction.MintNotes;
import portolan.domain.settlement.instruction.RedeemNotes;

final class MintTest {
  private final Scene scene = new Scene();

  private static MintNotes mint(String id, long amount, List<NoteOpening> notes) {
    return new MintNotes(id, "BankMSP/A1", PLATFORM, amount, commitments(notes));
  }

  @Test
  void mintedNotesAreSpendableAndSealedToOwnerAndBank() {
    List<NoteOpening> notes = List.of(scene.note(PLATFORM, 600), scene.note(PLATFORM, 400));
    scene.attest(BANK, "BankMSP/A1", 1500);
    ItemResult.Accepted minted = accepted(scene.mint(BANK, mint("BankMSP/M1", 1000, notes), notes));
    assertThat(minted.details().canonical())
        .isEqualTo("{\"notes\":[\"BankMSP/M1.1\",\"BankMSP/M1.2\"]}");
    assertThat(scene.state("BankMSP/M1.1")).isEqualTo("SPENDABLE");
    String opening = notes.get(1).toJson().canonical();
    assertThat(scene.channel.sealed(CHAINCODE, PLATFORM, "note/BankMSP/M1.2")).hasValue(opening);
    assertThat(scene.channel.sealed(CHAINCODE, BANK, "note/BankMSP/M1.2")).hasValue(opening);
    assertThat(scene.channel.state(CHAINCODE, "note/BankMSP/M1.2").orElseThrow())
        .doesNotContain("400", PLATFORM, notes.get(1).salt());
  }

  @Test
  void whatIsLeftOfAnAllowanceIsASmallerOne() {
    List<NoteOpening> first = List.of(scene.note(PLATFORM, 1000));
    scene.attest(BANK, "BankMSP/A1", 1500);
    accepted(scene.mint(BANK, mint("BankMSP/M1", 1000, first), first));
    assertThat(
            scene
                .channel
                .as(SUPPLIER)
                .evaluate(CHAINCODE, "allowances", Json.object().build())
                .json()
                .canonical())
        .isEqualTo(
            "{\"allowances\":[{\"allowanceId\":\"BankMSP/M1.rest\",\"amount\":\"500\",\"currency\":\"USD\","
                + "\"issuer\":\"BankMSP\",\"validUntil\":\"2026-12-22T09:00:00.000Z\"}]}");
    List<NoteOpening> rest = List.of(scene.note(PLATFORM, 500));
    accepted(
        scene.mint(
            BANK,
            new MintNotes("BankMSP/M2", "BankMSP/M1.rest", PLATFORM, 500, commitments(rest)),
            rest));
    List<NoteOpening> more = List.of(scene.note(PLATFORM, 1));
    assertRefused(
        scene.mint(
            BANK,
            new MintNotes("BankMSP/M3", "BankMSP/M2.rest", PLATFORM, 1, commitments(more)),
            more),
        "NOT_FOUND",
        "items[0].allowanceId");
  }

  @Test
  void mintingMoreThanTheAllowanceIsRefused() {
    List<NoteOpening> notes = List.of(scene.note(PLATFORM, 1001));
    scene.attest(BANK, "BankMSP/A1", 1000);
    assertRefused(
        scene.mint(BANK, mint("BankMSP/M1", 1001, notes), notes),
        "EXCEEDS_ALLOWANCE",
        "items[0].amount");
    assertThat(scene.channel.state(CHAINCODE, "note/BankMSP/M1.1")).isEmpty();
    assertThat(scene.channel.state(CHAINCODE, "allowance/BankMSP/A1")).isPresent();
  }

  @Test
  void aStaleAttestationStopsMintingButNoRedemption() {
    List<NoteOpening> notes = List.of(scene.note(PLATFORM, 400));
    scene.attest(BANK, "BankMSP/A1", 1000);
    accepted(scene.mint(BANK, mint("BankMSP/M1", 400, notes), notes));
    scene.channel.setNow(scene.channel.now().plus(Duration.ofDays(31)));
    List<NoteOpening> more = List.of(scene.note(PLATFORM, 600));
    assertRefused(
        scene.mint(
            BANK,
            new MintNotes("BankMSP/M2", "BankMSP/M1.rest", PLATFORM, 600, Scene.commitments(more)),
            more),
        "STALE_ATTESTATION",
        "items[0].allowanceId");
    RedemptionOrder order =
        new RedemptionOrder(
            notes.getFirst().amount(),
            "Creditor",
            new Iban("DE89370400440532013000"),
            scene.salt());
    accepted(
        scene
            .as(PLATFORM)
            .sealed(RedeemNotes.sealed(notes, order))
            .group(
                CHAINCODE,
                "redeem",
                new RedeemNotes(
                        "PlatformMSP/R1",
                        BANK,
                        List.of("BankMSP/M1.1"),
                        order.commitment(),
                        scene.uetr())
                    .toJson()));
  }

  @Test
  void anAllowanceIsUsedOnceEvenByTwoMintsThatWereEndorsedTogether() {
    scene.attest(BANK, "BankMSP/A1", 1000);
    List<NoteOpening> notes = List.of(scene.note(PLATFORM, 1000));
    var first =
        scene
            .as(BANK)
            .endorsedBy(BANK, PLATFORM)
            .sealed(MintNotes.sealed(notes))
            .endorse(CHAINCODE, "mint", mint("BankMSP/M1", 1000, notes).toJson());
    var second =
        scene
            .as(BANK)
            .endorsedBy(BANK, PLATFORM)
            .sealed(MintNotes.sealed(notes))
            .endorse(CHAINCODE, "mint", mint("BankMSP/M2", 1000, notes).toJson());
    assertThat(scene.channel.commit(first)).isTrue();
    assertThat(scene.channel.commit(second)).isFalse();
  }

  @Test
  void anAllowanceIsUsedOnceWithinAGroup() {
    scene.attest(BANK, "BankMSP/A1", 1000);
    List<NoteOpening> one = List.of(scene.note(PLATFORM, 1000));
    List<NoteOpening> two = List.of(scene.note(PLATFORM, 1000));
    List<ItemResult> results =
        scene
            .as(BANK)
            .endorsedBy(BANK, PLATFORM)
            .sealed(MintNotes.sealed(one), MintNotes.sealed(two))
            .group(
                CHAINCODE,
                "mint",
                mint("BankMSP/M1", 1000, one).toJson(),
                mint("BankMSP/M2", 1000, two).toJson());
    accepted(results.subList(0, 1));
    assertRefused(results.subList(1, 2), "NOT_FOUND", "items[1].allowanceId");
  }

  @Test
  void notesThatDoNotAddUpAreRefused() {
    scene.attest(BANK, "BankMSP/A1", 1000);
    List<NoteOpening> notes = List.of(scene.note(PLATFORM, 300), scene.note(PLATFORM, 300));
    assertRefused(
        scene.mint(BANK, mint("BankMSP/M1", 601, notes), notes),
        "NOT_CONSERVED",
        "items[0].amount");
    List<NoteOpening> huge =
        List.of(
            scene.note(PLATFORM, Money.MAX_MINOR_UNITS),
            scene.note(PLATFORM, Money.MAX_MINOR_UNITS));
    assertRefused(
        scene.mint(BANK, mint("BankMSP/M1", 600, huge), huge),
        "NOT_CONSERVED",
        "items[0].commitments[1]");
  }

  @Test
  void anotherOwnerAnotherCurrencyAndAStrangerAreRefused() {
    scene.attest(BANK, "BankMSP/A1", 1000);
    List<NoteOpening> foreign = List.of(scene.note(SUPPLIER, 300));
    assertRefused(
        scene.mint(BANK, mint("BankMSP/M1", 300, foreign), foreign),
        "NOT_OWNER",
        "items[0].commitments[0]");
    List<NoteOpening> euros = List.of(scene.note(PLATFORM, 300, new Currency("EUR")));
    assertRefused(
        scene.mint(BANK, mint("BankMSP/M1", 300, euros), euros),
        "WRONG_CURRENCY",
        "items[0].commitments[0]");
    List<NoteOpening> strange = List.of(scene.note("StrangerMSP", 300));
    assertRefused(
        scene
            .as(BANK)
            .sealed(MintNotes.sealed(strange))
            .group(
                CHAINCODE,
                "mint",
                new MintNotes("BankMSP/M1", "BankMSP/A1", "StrangerMSP", 300, commitments(strange))
                    .toJson()),
        "NOT_FOUND",
        "items[0].owner");
  }

  @Test
  void anOpeningThatDoesNotGiveTheCommitmentIsRefusedWithoutShowingIt() {
    scene.attest(BANK, "BankMSP/A1", 1000);
    List<NoteOpening> notes = List.of(scene.note(PLATFORM, 777));
    List<ItemResult> results =
        scene.mint(BANK, mint("BankMSP/M1", 777, notes), List.of(scene.note(PLATFORM, 777)));
    assertRefused(results, "COMMITMENT_MISMATCH", "sealed.items[0].notes[0]");
    assertThat(results.getFirst().toJson().canonical()).doesNotContain("777");
  }

  @Test
  void missingSurplusAndMalformedOpeningsAreRefused() {
    scene.attest(BANK, "BankMSP/A1", 1000);
    List<NoteOpening> notes = List.of(scene.note(PLATFORM, 10));
    assertRefused(
        scene.as(BANK).group(CHAINCODE, "mint", mint("BankMSP/M1", 10, notes).toJson()),
        "INVALID_ARGUMENT",
        "sealed.items[0]");
    assertRefused(
        scene.mint(
            BANK, mint("BankMSP/M1", 10, notes), List.of(notes.getFirst(), notes.getFirst())),
        "INVALID_ARGUMENT",
        "sealed.items[0].notes");
    assertRefused(
        scene
            .as(BANK)
            .sealed(
                Json.object()
                    .putAll(
                        "notes",
                        List.of(notes.getFirst().toJson().toBuilder().put("extra", 1).build()))
                    .build())
            .group(CHAINCODE, "mint", mint("BankMSP/M1", 10, notes).toJson()),
        "INVALID_ARGUMENT",
        "sealed.items[0].notes[0].extra");
  }

  @Test
  void aCommitmentThatOccursTwiceIsRefused() {
    scene.attest(BANK, "BankMSP/A1", 1000);
    NoteOpening note = scene.note(PLATFORM, 10);
    List<NoteOpening> notes = List.of(note, note);
    assertRefused(
        scene.mint(BANK, mint("BankMSP/M1", 20, notes), notes),
        "DUPLICATE_COMMITMENT",
        "items[0].commitments[1]");
  }

  @Test
  void aBankMintsOnlyAgainstItsOwnReserves() {
    scene.attest(OTHER_BANK, "OtherBankMSP/A1", 1000);
    List<NoteOpening> notes = List.of(scene.note(PLATFORM, 10));
    assertRefused(
        scene.mint(
            BANK,
            new MintNotes("BankMSP/M1", "OtherBankMSP/A1", PLATFORM, 10, Scene.commitments(notes)),
            notes),
        "PERMISSION_DENIED",
        "items[0].allowanceId");
  }

  @Test
  void sayingItTwiceMintsOnce() {
    scene.attest(BANK, "BankMSP/A1", 1000);
    List<NoteOpening> notes = List.of(scene.note(PLATFORM, 1000));
    ItemResult.Accepted first = accepted(scene.mint(BANK, mint("BankMSP/M1", 1000, notes), notes));
    ItemResult.Accepted again = accepted(scene.mint(BANK, mint("BankMSP/M1", 1000, notes), notes));
    assertThat(first.existing()).isFalse();
    assertThat(again).isEqualTo(ItemResult.Accepted.before(first.details()));
  }

  @Test
  void theSameIdWithAnotherAmountIsRefusedNamingTheField() {
    scene.attest(BANK, "BankMSP/A1", 1000);
    List<NoteOpening> notes = List.of(scene.note(PLATFORM, 500));
    accepted(scene.mint(BANK, mint("BankMSP/M1", 500, notes), notes));
    List<NoteOpening> other = List.of(scene.note(PLATFORM, 400));
    assertRefused(
        scene.mint(BANK, mint("BankMSP/M1", 400, other), other),
        "ALREADY_EXISTS",
        "items[0].amount");
    List<NoteOpening> fresh = List.of(scene.note(PLATFORM, 500));
    assertRefused(
        scene.mint(BANK, mint("BankMSP/M1", 500, fresh), fresh),
        "ALREADY_EXISTS",
        "items[0].mintId");
  }

  @Test
  void anAttestationCountsOnceEvenAfterItsAllowanceIsUsed() {
    List<NoteOpening> notes = List.of(scene.note(PLATFORM, 1000));
    accepted(scene.attest(BANK, "BankMSP/A1", 1000));
    accepted(scene.mint(BANK, mint("BankMSP/M1", 1000, notes), notes));
    assertThat(accepted(scene.attest(BANK, "BankMSP/A1", 1000)).existing()).isTrue();
    assertThat(scene.channel.state(CHAINCODE, "allowance/BankMSP/A1")).isEmpty();
    assertRefused(scene.attest(BANK, "BankMSP/A1", 2000), "ALREADY_EXISTS", "items[0].amount");
  }

  @Test
  void onlyABankAttestsAndMints() {
    assertThatThrownBy(() -> scene.attest(PLATFORM, "PlatformMSP/A1", 1000))
        .hasMessage(
            "PERMISSION_DENIED|role|expected a caller with the role bank; PlatformMSP is platform");
    List<NoteOpening> notes = List.of(scene.note(PLATFORM, 1000));
    assertThatThrownBy(() -> scene.mint(SUPPLIER, mint("BankMSP/M1", 1000, notes), notes))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
    assertThatThrownBy(() -> scene.attest("StrangerMSP", "BankMSP/A1", 1000))
        .hasMessageEndingWith("StrangerMSP is not registered");
  }

  @Test
  void reservesAreStatedInACurrencyThatExists() {
    assertRefused(
        scene
            .as(BANK)
            .group(
                CHAINCODE,
                "attestReserves",
                new AttestReserves("BankMSP/A1", new Money(Scene.USD, 1))
                    .toJson().toBuilder().replace("currency", Json.text("HRK")).build()),
        "INVALID_ARGUMENT",
        "items[0].currency");
  }
}
