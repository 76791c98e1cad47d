// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.membership.MemberSignature;
import portolan.domain.settlement.escrow.Hold;
import portolan.domain.settlement.escrow.HoldDecision;
import portolan.domain.settlement.escrow.Holds.Vote;
import portolan.domain.settlement.instruction.DecideHold;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/**
 * {@code decideHold}: an officer of the bank decides about a payment that is held. The officer
 * signs the decision; the bank's call only carries it. The vote of somebody who is no officer any
 * more, or signs with another key now, does not count.
 */
final class DecideHoldFunction extends HoldFunction<DecideHoldFunction.Request> {

  record Request(Item item, DecideHold decision) {}

  DecideHoldFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Request read(Item item) {
    return new Request(item, DecideHold.fromJson(item.fields()));
  }

  @Override
  String escrowId(Request request) {
    return request.decision().escrowId();
  }

  @Override
  protected List<String> keys(Request request) {
    return Stream.concat(
            super.keys(request).stream(),
            Stream.of(SettlementKeys.officer(transaction.caller(), request.decision().officer())))
        .toList();
  }

  @Override
  protected Accepted apply(Request request) {
    Standing at = standing(request);
    at.requireJudge();
    Hold before = payment(request, at);
    before.requireHeld();
    DecideHold item = request.decision();
    X509Certificate officer = officer(item.officer());
    Vote vote = new Vote(item.officer(), key(officer), item.verdict(), item.number());
    if (!before.holds().count(vote)) {
      before.holds().requireNumber(item.number());
    }
    item.signature()
        .verify(
            request.item().fields().path(),
            new HoldDecision(
                    item.escrowId(),
                    before.holds().open(),
                    item.number(),
                    item.officer(),
                    item.verdict())
                .signedBytes(),
            officer,
            "the certificate of the officer");
    Hold counted = new Hold(before.free(), before.holds().counting(this::isOfOfficer));
    Hold after = counted.decide(vote, transaction.caller(), transaction.timestamp());
    boolean known = after.equals(counted);
    JsonObject result =
        result(after).put("decided", !known && after.holds().votes().isEmpty()).build();
    if (known) {
      return Accepted.before(result);
    }
    write(at, before, after);
    return Accepted.now(result);
  }

  private boolean isOfOfficer(Vote vote) {
    return appointed(vote.officer())
        .filter(certificate -> key(certificate).equals(vote.key()))
        .isPresent();
  }

  private X509Certificate officer(String name) {
    return appointed(name)
        .orElseThrow(
            () ->
                new Refusal(
                        RefusalCode.NOT_FOUND, "officer", "expected an officer that was appointed")
                    .toException());
  }

  private Optional<X509Certificate> appointed(String name) {
    return transaction
        .ledger()
        .find(SettlementKeys.officer(transaction.caller(), name))
        .map(fields -> fields.text("certificate", MemberSignature.PEM))
        .map(pem -> MemberSignature.certificate("officer", pem));
  }

  /** Hash of the public key: a person with two certificates for one key is one person. */
  private static String key(X509Certificate certificate) {
    return Sha256.hex(certificate.getPublicKey().getEncoded());
  }
}
