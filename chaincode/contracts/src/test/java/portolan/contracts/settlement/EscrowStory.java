// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.HOUR;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import portolan.contracts.fixture.Call;
import portolan.contracts.fixture.Story;
import portolan.contracts.fixture.Story.Circumstance;
import portolan.contracts.fixture.Story.Consequence;
import portolan.contracts.fixture.Story.Deed;
import portolan.contracts.fixture.TestChannel;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.Peer;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.money.Money;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.Iban;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.TrialBalance;
import portolan.domain.settlement.escrow.Delivered;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.instruction.ConfirmDelivery;
import portolan.domain.settlement.instruction.RedeemNotes;
import portolan.domain.settlement.instruction.RefundEscrow;
import portolan.domain.worldstate.SettlementKeys;

/**
 * Words for stories about one escrow: the platform sets 1000 aside, 900 for the supplier and 100
 * for the carrier once the consignee has the goods, all back to itself otherwise.
 */
final class EscrowStory implements Story.World {
  private static final String ESCROW = "PlatformMSP/E1";
  private static final String SECRET = "long secret of E1";

  private final Scene scene = new Scene();
  private SettlementPlan plan;
  private int redemptions;

  private EscrowStory() {}

  @Override
  public TestChannel channel() {
    return scene.channel;
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // handed on and only read
  static Story<EscrowStory> given(Circumstance<? super EscrowStory>... circumstances) {
    return Story.given(new EscrowStory(), circumstances);
  }

  // ---- given

  static Circumstance<EscrowStory> aFundedEscrow() {
    return story -> story.plan = story.scene.fundE1();
  }

  static Circumstance<EscrowStory> goodsThatCustomsReleased() {
    return story -> story.scene.releaseD1();
  }

  static Circumstance<EscrowStory> onlyTheGoodsOfAnotherOrderReleased() {
    return story -> story.scene.releaseD1For("PlatformMSP/O2");
  }

  static Circumstance<EscrowStory> aConfirmedDelivery() {
    return story -> Scene.accepted(story.scene.confirm(ESCROW, SECRET));
  }

  static Circumstance<EscrowStory> itIsBeforeTheDeadlineBy(Duration time) {
    return story -> story.channel().setNow(story.channel().now().plusSeconds(HOUR).minus(time));
  }

  static Circumstance<EscrowStory> theDeadlineHasCome() {
    return itIsBeforeTheDeadlineBy(Duration.ZERO);
  }

  static Circumstance<EscrowStory> timePasses(Duration time) {
    return story -> story.channel().setNow(story.channel().now().plus(time));
  }

  /** The members' peers run a build of the contract that asks nobody for a secret. */
  static Circumstance<EscrowStory> aBuildWithoutSecretsAt(Party... members) {
    return story ->
        Stream.of(members)
            .forEach(
                m -> story.channel().serve(m.mspId, CHAINCODE, "confirm", PaysWithoutSecret::new));
  }

  private static final class PaysWithoutSecret extends Contract {
    private PaysWithoutSecret(Peer peer) {
      super(peer);
      submit(
          "confirm",
          (transaction, argument) -> {
            EscrowState paid =
                new Delivered(
                    new Evidence.Secret(SECRET), transaction.caller(), transaction.timestamp());
            assertThat(transaction.ledger().has(SettlementKeys.gate(ESCROW))).isTrue();
            transaction.ledger().write(SettlementKeys.gate(ESCROW), paid.toJson());
            return ItemResult.toJson(List.of(ItemResult.Accepted.now()));
          });
    }
  }

  // ---- when

  /** Who takes part. */
  enum Party {
    SUPPLIER(Scene.SUPPLIER),
    CARRIER(Scene.LOGISTICS),
    PLATFORM(Scene.PLATFORM),
    CUSTOMS(Scene.CUSTOMS),
    BANK(Scene.BANK),
    OTHER_BANK(Scene.OTHER_BANK);

    private final String mspId;

    Party(String mspId) {
      this.mspId = mspId;
    }

    private Call in(EscrowStory story) {
      return story.scene.as(mspId);
    }

    Deed<EscrowStory> confirmsTheDelivery() {
      return story -> in(story).endorse(CHAINCODE, "confirm", confirmation(SECRET));
    }

    Deed<EscrowStory> guessesTheSecret() {
      return story -> in(story).endorse(CHAINCODE, "confirm", confirmation("guess of somebody"));
    }

    /** Chooses itself whose peers are asked for their signatures. */
    Deed<EscrowStory> guessesTheSecretBefore(Party... endorsers) {
      return story ->
          story
              .channel()
              .as(mspId)
              .endorsedBy(Stream.of(endorsers).map(e -> e.mspId).toArray(String[]::new))
              .endorse(CHAINCODE, "confirm", confirmation("guess of somebody"));
    }

    Deed<EscrowStory> asksForTheRefund() {
      return story -> in(story).endorse(CHAINCODE, "refund", new RefundEscrow(ESCROW).toJson());
    }

    /** Redeems the first note of an outcome at a bank, whoever owns it. */
    Deed<EscrowStory> redeemsTheNoteFor(Outcome outcome, Party bank) {
      return story -> story.redemption(this, outcome, bank, 0);
    }

    Deed<EscrowStory> redeemsTheNoteFor(Outcome outcome) {
      return redeemsTheNoteFor(outcome, BANK);
    }

    /** Asks for more than the note is worth. */
    Deed<EscrowStory> redeemsTheNoteForTooMuch(Outcome outcome) {
      return story -> story.redemption(this, outcome, BANK, 1);
    }
  }

  private static JsonObject confirmation(String secret) {
    return new ConfirmDelivery(ESCROW, secret).toJson();
  }

  private static String note(Outcome outcome) {
    return ESCROW + "." + outcome + ".1";
  }

  private TestChannel.Endorsed redemption(Party caller, Outcome outcome, Party bank, long surplus) {
    NoteOpening opening = plan.escrows().getFirst().of(outcome).getFirst();
    RedemptionOrder order =
        new RedemptionOrder(
            new Money(Scene.USD, opening.amount().minorUnits() + surplus),
            "Creditor",
            new Iban("DE89370400440532013000"),
            scene.salt());
    return channel()
        .as(caller.mspId)
        .endorsedBy(bank.mspId, caller.mspId)
        .sealed(RedeemNotes.sealed(List.of(opening), order))
        .endorse(
            CHAINCODE,
            "redeem",
            new RedeemNotes(
                    caller.mspId + "/R" + ++redemptions,
                    bank.mspId,
                    List.of(note(outcome)),
                    order.commitment(),
                    scene.uetr())
                .toJson());
  }

  // ---- then

  /** Supplier and carrier can spend what they were promised; nothing can go back. */
  static Consequence<EscrowStory> everybodyIsPaid() {
    return (story, answers) -> story.requireNotes(NoteState.SPENDABLE, NoteState.VOID, 1000, 0);
  }

  /** The money is where it was: set aside. */
  static Consequence<EscrowStory> nobodyIsPaid() {
    return (story, answers) -> story.requireNotes(NoteState.GATED, NoteState.GATED, 0, 1000);
  }

  /** The platform can spend its money again; nobody else gets any. */
  static Consequence<EscrowStory> theMoneyIsBack() {
    return (story, answers) -> story.requireNotes(NoteState.VOID, NoteState.SPENDABLE, 1000, 0);
  }

  private void requireNotes(
      NoteState delivered, NoteState refunded, long spendable, long inEscrow) {
    assertThat(Stream.of(1, 2).map(i -> scene.state(ESCROW + "." + Outcome.DELIVERED + "." + i)))
        .as("notes of supplier and carrier")
        .containsOnly(delivered.name());
    assertThat(scene.state(note(Outcome.REFUNDED)))
        .as("note of the platform")
        .isEqualTo(refunded.name());
    requireBooks(0, spendable, inEscrow);
  }

  /** The bank owes the creditor this much outside of the ledger. */
  static Consequence<EscrowStory> theBankPaysOut(long units) {
    return (story, answers) -> story.requireBooks(units, 1000 - units, 0);
  }

  private void requireBooks(long redeemed, long spendable, long inEscrow) {
    Fields audit = Fields.of("audit", scene.audit());
    assertThat(audit.flag("balanced")).isTrue();
    assertThat(TrialBalance.Line.fromJson(audit.objects("currencies", 1, 1).getFirst()))
        .isEqualTo(
            new TrialBalance.Line(usd(1000), usd(redeemed), usd(spendable), usd(inEscrow), usd(0)));
  }

  private static Money usd(long units) {
    return new Money(Scene.USD, units);
  }
}
