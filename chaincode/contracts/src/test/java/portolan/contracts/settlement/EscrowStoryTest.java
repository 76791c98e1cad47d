// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static portolan.contracts.fixture.Answers.Reason.NOTE_GATED;
import static portolan.contracts.fixture.Answers.Reason.NOTE_VOID;
import static portolan.contracts.fixture.Answers.Reason.NOT_CONSERVED;
import static portolan.contracts.fixture.Answers.Reason.NOT_FOUND;
import static portolan.contracts.fixture.Answers.Reason.NOT_FUNDED;
import static portolan.contracts.fixture.Answers.Reason.NOT_OWNER;
import static portolan.contracts.fixture.Answers.Reason.NOT_RELEASED;
import static portolan.contracts.fixture.Answers.Reason.NOT_YET_EXPIRED;
import static portolan.contracts.fixture.Answers.Reason.PERMISSION_DENIED;
import static portolan.contracts.fixture.Answers.Reason.WRONG_BANK;
import static portolan.contracts.fixture.Answers.Reason.WRONG_SECRET;
import static portolan.contracts.fixture.Answers.itIsDone;
import static portolan.contracts.fixture.Answers.itIsNotEndorsed;
import static portolan.contracts.fixture.Answers.itIsRefusedAs;
import static portolan.contracts.fixture.Answers.itLacksSignatures;
import static portolan.contracts.fixture.Answers.itWasDoneBefore;
import static portolan.contracts.fixture.Answers.onlyTheFirstCounts;
import static portolan.contracts.settlement.EscrowStory.Party.BANK;
import static portolan.contracts.settlement.EscrowStory.Party.CARRIER;
import static portolan.contracts.settlement.EscrowStory.Party.OTHER_BANK;
import static portolan.contracts.settlement.EscrowStory.Party.PLATFORM;
import static portolan.contracts.settlement.EscrowStory.Party.SUPPLIER;
import static portolan.contracts.settlement.EscrowStory.aBuildWithoutSecretsAt;
import static portolan.contracts.settlement.EscrowStory.aConfirmedDelivery;
import static portolan.contracts.settlement.EscrowStory.aFundedEscrow;
import static portolan.contracts.settlement.EscrowStory.everybodyIsPaid;
import static portolan.contracts.settlement.EscrowStory.given;
import static portolan.contracts.settlement.EscrowStory.goodsThatCustomsReleased;
import static portolan.contracts.settlement.EscrowStory.itIsBeforeTheDeadlineBy;
import static portolan.contracts.settlement.EscrowStory.nobodyIsPaid;
import static portolan.contracts.settlement.EscrowStory.onlyTheGoodsOfAnotherOrderReleased;
import static portolan.contracts.settlement.EscrowStory.theBankPaysOut;
import static portolan.contracts.settlement.EscrowStory.theDeadlineHasCome;
import static portolan.contracts.settlement.EscrowStory.theMoneyIsBack;
import static portolan.contracts.settlement.EscrowStory.timePasses;
import static portolan.domain.settlement.Outcome.DELIVERED;
import static portolan.domain.settlement.Outcome.REFUNDED;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import portolan.contracts.settlement.EscrowStory.Party;

/** What becomes of the money that the platform sets aside for an order. */
final class EscrowStoryTest {

  @Test
  void deliveryPaysEverybodyAtOnce() {
    given(aFundedEscrow(), goodsThatCustomsReleased())
        .when(CARRIER.confirmsTheDelivery())
        .then(itIsDone(), everybodyIsPaid());
  }

  @Test
  void aWrongSecretPaysNobody() {
    given(aFundedEscrow(), goodsThatCustomsReleased())
        .when(CARRIER.guessesTheSecret())
        .then(itIsRefusedAs(WRONG_SECRET), nobodyIsPaid());
  }

  @Test
  void aSecondConfirmationPaysNobodyTwice() {
    given(aFundedEscrow(), goodsThatCustomsReleased(), aConfirmedDelivery())
        .meanwhile(timePasses(Duration.ofMinutes(1)))
        .when(PLATFORM.confirmsTheDelivery())
        .then(itWasDoneBefore(), everybodyIsPaid())
        .when(CARRIER.guessesTheSecret())
        .then(itIsRefusedAs(WRONG_SECRET), everybodyIsPaid());
  }

  @Test
  void goodsThatCustomsHasNotReleasedAreNotPaid() {
    given(aFundedEscrow())
        .when(CARRIER.confirmsTheDelivery())
        .then(itIsRefusedAs(NOT_RELEASED), nobodyIsPaid())
        .meanwhile(goodsThatCustomsReleased())
        .when(CARRIER.confirmsTheDelivery())
        .then(itIsDone(), everybodyIsPaid());
  }

  @Test
  void theReleaseOfAnotherOrdersGoodsPaysNobody() {
    given(aFundedEscrow(), onlyTheGoodsOfAnotherOrderReleased())
        .when(CARRIER.confirmsTheDelivery())
        .then(itIsRefusedAs(NOT_RELEASED), nobodyIsPaid());
  }

  @ParameterizedTest
  @EnumSource(
      value = Party.class,
      names = {"SUPPLIER", "CUSTOMS", "BANK", "OTHER_BANK"})
  void onlyCarrierAndPlatformConfirmADelivery(Party party) {
    given(aFundedEscrow(), goodsThatCustomsReleased())
        .when(party.confirmsTheDelivery())
        .then(itIsRefusedAs(PERMISSION_DENIED), nobodyIsPaid());
  }

  @Test
  void untilTheDeadlineNothingGoesBack() {
    given(aFundedEscrow(), itIsBeforeTheDeadlineBy(Duration.ofMillis(1)))
        .when(PLATFORM.asksForTheRefund())
        .then(itIsRefusedAs(NOT_YET_EXPIRED), nobodyIsPaid())
        .meanwhile(timePasses(Duration.ofMillis(1)))
        .when(PLATFORM.asksForTheRefund())
        .then(itIsDone(), theMoneyIsBack());
  }

  @ParameterizedTest
  @EnumSource(Party.class)
  void anyMemberSendsTheMoneyBackAfterTheDeadlineAndOnlyOnce(Party party) {
    given(aFundedEscrow(), theDeadlineHasCome())
        .when(party.asksForTheRefund())
        .then(itIsDone(), theMoneyIsBack())
        .when(PLATFORM.asksForTheRefund())
        .then(itWasDoneBefore(), theMoneyIsBack());
  }

  @Test
  void whatWasRefundedIsNotDelivered() {
    given(aFundedEscrow(), goodsThatCustomsReleased(), theDeadlineHasCome())
        .when(PLATFORM.asksForTheRefund())
        .when(CARRIER.confirmsTheDelivery())
        .then(itIsRefusedAs(NOT_FUNDED), theMoneyIsBack());
  }

  @Test
  void whatWasDeliveredAfterTheDeadlineIsNotRefunded() {
    given(aFundedEscrow(), goodsThatCustomsReleased(), theDeadlineHasCome())
        .when(CARRIER.confirmsTheDelivery())
        .when(PLATFORM.asksForTheRefund())
        .then(itIsRefusedAs(NOT_FUNDED), everybodyIsPaid());
  }

  @Test
  void ofARefundAndADeliveryAtTheSameTimeTheFirstCounts() {
    given(aFundedEscrow(), goodsThatCustomsReleased(), theDeadlineHasCome())
        .whenAtOnce(PLATFORM.asksForTheRefund(), CARRIER.confirmsTheDelivery())
        .then(onlyTheFirstCounts(), theMoneyIsBack());
    given(aFundedEscrow(), goodsThatCustomsReleased(), theDeadlineHasCome())
        .whenAtOnce(CARRIER.confirmsTheDelivery(), PLATFORM.asksForTheRefund())
        .then(onlyTheFirstCounts(), everybodyIsPaid());
  }

  @Test
  void aDishonestCarrierIsNotPaidWithItsOwnSignatureAndThatOfAFriend() {
    given(aFundedEscrow(), aBuildWithoutSecretsAt(CARRIER, SUPPLIER))
        .when(CARRIER.guessesTheSecretBefore(CARRIER, SUPPLIER))
        .then(itLacksSignatures(), nobodyIsPaid());
  }

  @Test
  void aDishonestCarrierIsNotPaidWithItsOwnSignatureAlone() {
    given(aFundedEscrow(), aBuildWithoutSecretsAt(CARRIER))
        .when(CARRIER.guessesTheSecretBefore(CARRIER))
        .then(itLacksSignatures(), nobodyIsPaid());
  }

  @Test
  void anHonestBankDoesNotSignForADishonestCarrier() {
    given(aFundedEscrow(), goodsThatCustomsReleased(), aBuildWithoutSecretsAt(CARRIER, SUPPLIER))
        .when(CARRIER.guessesTheSecretBefore(CARRIER, BANK))
        .then(itIsNotEndorsed(), nobodyIsPaid());
  }

  @Test
  void aDishonestBankPaysNobodyAlone() {
    given(aFundedEscrow(), aBuildWithoutSecretsAt(BANK))
        .when(CARRIER.guessesTheSecretBefore(BANK))
        .then(itLacksSignatures(), nobodyIsPaid());
  }

  @Test
  void theOwnerOfAnOpenNoteRedeemsItOnce() {
    given(aFundedEscrow(), goodsThatCustomsReleased(), aConfirmedDelivery())
        .when(SUPPLIER.redeemsTheNoteFor(DELIVERED))
        .then(itIsDone(), theBankPaysOut(900))
        .when(SUPPLIER.redeemsTheNoteFor(DELIVERED))
        .then(itIsRefusedAs(NOT_FOUND), theBankPaysOut(900));
  }

  @Test
  void anOpenNoteThatIsRedeemedTwiceAtTheSameTimeIsPaidOutOnce() {
    given(aFundedEscrow(), goodsThatCustomsReleased(), aConfirmedDelivery())
        .whenAtOnce(SUPPLIER.redeemsTheNoteFor(DELIVERED), SUPPLIER.redeemsTheNoteFor(DELIVERED))
        .then(onlyTheFirstCounts(), theBankPaysOut(900));
  }

  @Test
  void aNoteIsRedeemedForWhatItIsWorth() {
    given(aFundedEscrow(), goodsThatCustomsReleased(), aConfirmedDelivery())
        .when(SUPPLIER.redeemsTheNoteForTooMuch(DELIVERED))
        .then(itIsRefusedAs(NOT_CONSERVED), everybodyIsPaid());
  }

  @Test
  void nobodyRedeemsTheNoteOfAnother() {
    given(aFundedEscrow(), goodsThatCustomsReleased(), aConfirmedDelivery())
        .when(CARRIER.redeemsTheNoteFor(DELIVERED))
        .then(itIsRefusedAs(NOT_OWNER), everybodyIsPaid());
  }

  @Test
  void aNoteIsRedeemedAtTheBankThatIssuedIt() {
    given(aFundedEscrow(), goodsThatCustomsReleased(), aConfirmedDelivery())
        .when(SUPPLIER.redeemsTheNoteFor(DELIVERED, OTHER_BANK))
        .then(itIsRefusedAs(WRONG_BANK), everybodyIsPaid());
  }

  @Test
  void aNoteBehindAGateIsNotRedeemedAndAVoidOneNever() {
    given(aFundedEscrow(), goodsThatCustomsReleased())
        .when(SUPPLIER.redeemsTheNoteFor(DELIVERED))
        .then(itIsRefusedAs(NOTE_GATED), nobodyIsPaid())
        .meanwhile(aConfirmedDelivery())
        .when(PLATFORM.redeemsTheNoteFor(REFUNDED))
        .then(itIsRefusedAs(NOTE_VOID), everybodyIsPaid());
  }
}
