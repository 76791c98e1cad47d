// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import static portolan.contracts.customs.CustomsStory.Party.ANOTHER_AUTHORITY;
import static portolan.contracts.customs.CustomsStory.Party.AUTHORITY;
import static portolan.contracts.customs.CustomsStory.Party.CARRIER;
import static portolan.contracts.customs.CustomsStory.Party.PLATFORM;
import static portolan.contracts.customs.CustomsStory.Standing.ASSESSED;
import static portolan.contracts.customs.CustomsStory.Standing.HELD;
import static portolan.contracts.customs.CustomsStory.Standing.LODGED;
import static portolan.contracts.customs.CustomsStory.Standing.RELEASED;
import static portolan.contracts.customs.CustomsStory.aDeclarationWithoutDocuments;
import static portolan.contracts.customs.CustomsStory.aHold;
import static portolan.contracts.customs.CustomsStory.aPaymentOfTooLittle;
import static portolan.contracts.customs.CustomsStory.aRelease;
import static portolan.contracts.customs.CustomsStory.anAssessment;
import static portolan.contracts.customs.CustomsStory.given;
import static portolan.contracts.customs.CustomsStory.matchingDocuments;
import static portolan.contracts.customs.CustomsStory.theDeclarationIs;
import static portolan.contracts.fixture.Answers.Reason.ALREADY_RELEASED;
import static portolan.contracts.fixture.Answers.Reason.DOCUMENT_MISSING;
import static portolan.contracts.fixture.Answers.Reason.NOT_ASSESSED;
import static portolan.contracts.fixture.Answers.Reason.PERMISSION_DENIED;
import static portolan.contracts.fixture.Answers.itIsDone;
import static portolan.contracts.fixture.Answers.itIsRefusedAs;
import static portolan.contracts.fixture.Answers.itLacksSignatures;
import static portolan.contracts.fixture.Answers.itWasDoneBefore;
import static portolan.contracts.fixture.Answers.onlyTheFirstCounts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import portolan.contracts.customs.CustomsStory.Party;
import portolan.contracts.fixture.Answers.Reason;

/** How goods come through customs. */
final class CustomsStoryTest {

  @Test
  void goodsWithMatchingDocumentsAreAssessedAndReleasedOnce() {
    given(matchingDocuments())
        .when(AUTHORITY.assessesTheDeclaration())
        .then(itIsDone(), theDeclarationIs(ASSESSED))
        .when(AUTHORITY.releasesTheGoods())
        .then(itIsDone(), theDeclarationIs(RELEASED))
        .when(AUTHORITY.releasesTheGoods())
        .then(itWasDoneBefore(), theDeclarationIs(RELEASED));
  }

  @Test
  void goodsThatWereNotPaidForAsDeclaredAreHeld() {
    given(aPaymentOfTooLittle())
        .when(AUTHORITY.assessesTheDeclaration())
        .then(itIsDone(), theDeclarationIs(HELD))
        .when(AUTHORITY.releasesTheGoods())
        .then(itIsRefusedAs(Reason.HELD), theDeclarationIs(HELD));
  }

  @Test
  void nothingIsAssessedBeforeItsDocumentsAreAttested() {
    given(aDeclarationWithoutDocuments())
        .when(AUTHORITY.assessesTheDeclaration())
        .then(itIsRefusedAs(DOCUMENT_MISSING), theDeclarationIs(LODGED));
  }

  @Test
  void nothingIsReleasedBeforeItIsAssessed() {
    given(matchingDocuments())
        .when(AUTHORITY.releasesTheGoods())
        .then(itIsRefusedAs(NOT_ASSESSED), theDeclarationIs(LODGED));
  }

  @Test
  void aHoldBlocksTheReleaseUntilTheNextAssessment() {
    given(matchingDocuments(), anAssessment(), aHold())
        .when(AUTHORITY.releasesTheGoods())
        .then(itIsRefusedAs(Reason.HELD), theDeclarationIs(HELD))
        .meanwhile(anAssessment())
        .when(AUTHORITY.releasesTheGoods())
        .then(itIsDone(), theDeclarationIs(RELEASED));
  }

  @Test
  void goodsThatAreReleasedAreNotHeldAnyMore() {
    given(matchingDocuments(), anAssessment(), aRelease())
        .when(AUTHORITY.holdsTheGoods())
        .then(itIsRefusedAs(ALREADY_RELEASED), theDeclarationIs(RELEASED));
  }

  @Test
  void ofAHoldAndAReleaseAtTheSameTimeTheFirstCounts() {
    given(matchingDocuments(), anAssessment())
        .whenAtOnce(AUTHORITY.holdsTheGoods(), AUTHORITY.releasesTheGoods())
        .then(onlyTheFirstCounts(), theDeclarationIs(HELD));
    given(matchingDocuments(), anAssessment())
        .whenAtOnce(AUTHORITY.releasesTheGoods(), AUTHORITY.holdsTheGoods())
        .then(onlyTheFirstCounts(), theDeclarationIs(RELEASED));
  }

  @ParameterizedTest
  @EnumSource(value = Party.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTHORITY")
  void nobodyButTheAuthorityThatIsNamedDecides(Party party) {
    given(matchingDocuments(), anAssessment())
        .when(party.releasesTheGoods())
        .then(itIsRefusedAs(PERMISSION_DENIED), theDeclarationIs(ASSESSED))
        .when(party.holdsTheGoods())
        .then(itIsRefusedAs(PERMISSION_DENIED), theDeclarationIs(ASSESSED))
        .when(party.assessesTheDeclaration())
        .then(itIsRefusedAs(PERMISSION_DENIED), theDeclarationIs(ASSESSED));
  }

  @Test
  void aReleaseThatNoAuthorityHasSignedIsNone() {
    given(matchingDocuments(), anAssessment())
        .when(PLATFORM.releasesTheGoodsBefore(CARRIER))
        .then(itLacksSignatures(), theDeclarationIs(ASSESSED))
        .when(ANOTHER_AUTHORITY.releasesTheGoodsBefore(CARRIER))
        .then(itIsDone(), theDeclarationIs(RELEASED));
  }
}
