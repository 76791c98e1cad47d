// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.provenance.Trade.accepted;

import portolan.contracts.customs.Clearing.Papers;
import portolan.contracts.fixture.Story;
import portolan.contracts.fixture.Story.Circumstance;
import portolan.contracts.fixture.Story.Consequence;
import portolan.contracts.fixture.Story.Deed;
import portolan.contracts.fixture.TestChannel;
import portolan.domain.encoding.Json;

/** Words for stories about one declaration and the goods that it is for. */
final class CustomsStory implements Story.World {
  private final Clearing clearing = new Clearing().withRule();
  private final Papers papers = new Papers("PlatformMSP/D-1");
  private int assessments;

  private CustomsStory() {}

  @Override
  public TestChannel channel() {
    return clearing.channel;
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // handed on and only read
  static Story<CustomsStory> given(Circumstance<? super CustomsStory>... circumstances) {
    return Story.given(new CustomsStory(), circumstances);
  }

  // ---- given

  static Circumstance<CustomsStory> matchingDocuments() {
    return story -> story.clearing.documented(story.papers);
  }

  /** Everything is lodged and attested, but the buyer has paid less than the goods cost. */
  static Circumstance<CustomsStory> aPaymentOfTooLittle() {
    return story -> {
      story.papers.payment = Clearing.with(story.papers.payment, "amountPaid", "\"11249\"");
      story.clearing.documented(story.papers);
    };
  }

  static Circumstance<CustomsStory> aDeclarationWithoutDocuments() {
    return story ->
        accepted(
            story.clearing.lodge(Clearing.lodgement(story.papers, 1), story.papers.declaration));
  }

  static Circumstance<CustomsStory> anAssessment() {
    return story -> accepted(story.clearing.assess(story.papers, story.nextReference()));
  }

  static Circumstance<CustomsStory> aRelease() {
    return story -> accepted(story.clearing.release(Clearing.AUTHORITY, story.papers.id));
  }

  static Circumstance<CustomsStory> aHold() {
    return story -> accepted(story.clearing.hold(Clearing.AUTHORITY, story.papers.id, "X-ray"));
  }

  private int nextReference() {
    return ++assessments;
  }

  // ---- when

  /** Who might decide. */
  enum Party {
    AUTHORITY(Clearing.AUTHORITY),
    ANOTHER_AUTHORITY("SecondCustomsMSP"),
    SUPPLIER("SupplierMSP"),
    CARRIER("LogisticsMSP"),
    PLATFORM("PlatformMSP"),
    BANK("BankMSP"),
    A_STRANGER("UnknownMSP");

    private final String mspId;

    Party(String mspId) {
      this.mspId = mspId;
    }

    Deed<CustomsStory> assessesTheDeclaration() {
      return story ->
          story
              .channel()
              .as(mspId)
              .endorsedBy(Clearing.AUTHORITY, "PlatformMSP")
              .sealed(Clearing.dossier(story.papers))
              .endorse(
                  "customs", "assess", Clearing.assessment(story.papers, story.nextReference()));
    }

    Deed<CustomsStory> releasesTheGoods() {
      return story ->
          story
              .channel()
              .as(mspId)
              .endorse(
                  "customs",
                  "release",
                  Json.object().put("declarationId", story.papers.id).build());
    }

    Deed<CustomsStory> holdsTheGoods() {
      return story ->
          story
              .channel()
              .as(mspId)
              .endorse(
                  "customs",
                  "hold",
                  Json.object()
                      .put("declarationId", story.papers.id)
                      .put("reason", "X-ray")
                      .build());
    }

    /** Asks nobody but itself and a friend to sign. */
    Deed<CustomsStory> releasesTheGoodsBefore(Party friend) {
      return story ->
          story
              .channel()
              .as(Clearing.AUTHORITY)
              .endorsedBy(mspId, friend.mspId)
              .endorse(
                  "customs",
                  "release",
                  Json.object().put("declarationId", story.papers.id).build());
    }
  }

  // ---- then

  /** Where the declaration stands. */
  enum Standing {
    LODGED,
    ASSESSED,
    HELD,
    RELEASED
  }

  static Consequence<CustomsStory> theDeclarationIs(Standing standing) {
    return (story, answers) ->
        assertThat(story.clearing.status(story.papers.id)).isEqualTo(standing.name());
  }
}
