// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.CUSTOMS;
import static portolan.contracts.settlement.Scene.LOGISTICS;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.accepted;
import static portolan.contracts.settlement.Scene.terms;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.JsonBoolean;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.ItemResult;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.Rulebook;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.instruction.AcceptGoods;
import portolan.domain.settlement.instruction.ClaimDefect;
import portolan.domain.settlement.instruction.ExpirePhase;
import portolan.domain.settlement.instruction.FundEscrow;

/**
 * A scene with the escrow E1 of 1000 under a rulebook: 900 to the supplier and 100 to the carrier,
 * or all back, or, if the goods are lost, 40 to the carrier and the rest back.
 */
final class InspectedScene {
  static final int DAY = 86_400;
  static final Rulebook RULES =
      new Rulebook(SUPPLIER, 30 * DAY, 3 * DAY, 7 * DAY, 14 * DAY, Outcome.REFUNDED);
  static final Commitment BROKEN = new Commitment(Sha256.hex("two of ten are broken, salted"));

  final Scene scene;
  final SettlementPlan plan;

  /** With E1 funded, its terms changed like this. */
  InspectedScene(UnaryOperator<EscrowTerms> change) {
    this(new Scene(), change);
  }

  /** In that scene, where no money was minted yet. */
  InspectedScene(Scene scene, UnaryOperator<EscrowTerms> change) {
    this.scene = scene;
    EscrowTerms terms = change.apply(withCarrier(terms("PlatformMSP/E1").under(RULES)));
    // A carrier whose word is the evidence is not paid by it.
    String payee = terms.trigger().equals(new Trigger.Signature(LOGISTICS)) ? CUSTOMS : LOGISTICS;
    List<NoteOpening> inputs = scene.endow(1000);
    plan =
        new SettlementPlan(
            inputs,
            List.of(
                new PayoutPlan(
                    Map.of(
                        Outcome.DELIVERED,
                        List.of(scene.note(SUPPLIER, 900), scene.note(payee, 100)),
                        Outcome.REFUNDED,
                        List.of(scene.note(PLATFORM, 1000)),
                        Outcome.LOST,
                        List.of(scene.note(payee, 40), scene.note(PLATFORM, 960))))),
            List.of(),
            scene.salt());
    accepted(scene.fund(FundEscrow.of(terms, List.of("BankMSP/M1.1"), plan), plan));
    scene.releaseD1();
  }

  private static EscrowTerms withCarrier(EscrowTerms t) {
    return new EscrowTerms(
        t.escrowId(),
        t.orderId(),
        t.declarationId(),
        t.authority(),
        t.bank(),
        t.currency(),
        t.trigger(),
        t.expiresAfterSeconds(),
        t.rulebook(),
        Optional.of(LOGISTICS),
        t.screener());
  }

  List<ItemResult> call(String member, String function, JsonObject item) {
    return scene.as(member).group(CHAINCODE, function, item);
  }

  void deliver() {
    accepted(scene.confirm("PlatformMSP/E1", "long secret of E1"));
  }

  List<ItemResult> accept() {
    return call(PLATFORM, "accept", new AcceptGoods("PlatformMSP/E1").toJson());
  }

  List<ItemResult> claim() {
    return call(PLATFORM, "claim", new ClaimDefect("PlatformMSP/E1", BROKEN).toJson());
  }

  List<ItemResult> expire() {
    return call(LOGISTICS, "expire", new ExpirePhase("PlatformMSP/E1").toJson());
  }

  void afterDays(long days) {
    scene.channel.setNow(scene.channel.now().plus(Duration.ofDays(days)));
  }

  String state() {
    return scene.gate("PlatformMSP/E1").text("state", 16);
  }

  /** Whether every unit of the bank's money is accounted for. */
  boolean balanced() {
    return new JsonBoolean(true).equals(scene.audit().members().get("balanced"));
  }

  /** The call of a bank that another than the supplier endorses too. */
  List<ItemResult> bank(String function, JsonObject item) {
    return call(BANK, function, item);
  }
}
