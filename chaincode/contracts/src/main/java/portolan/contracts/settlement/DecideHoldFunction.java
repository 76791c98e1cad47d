package portolan.contracts.settlement;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.membership.MemberSignature;
import portolan.domain.settlement.EscrowState;
import portolan.domain.settlement.HoldDecision;
import portolan.domain.settlement.instruction.DecideHold;

/**
 * {@code decideHold}: an officer of the bank decides about a payment that is held. The officer
 * signs the decision; the bank's call only carries it.
 */
final class DecideHoldFunction extends PhaseFunction<DecideHoldFunction.Request> {

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
            Stream.of(Keys.officer(transaction.caller(), request.decision().officer())))
        .toList();
  }

  @Override
  protected Accepted apply(Request request) {
    Standing at = standing(request);
    at.requireJudge();
    if (!(at.gate() instanceof EscrowState.Held held)) {
      throw new Refusal(
              EscrowState.WRONG_STATE,
              "escrowId",
              "expected a payment that is held; this escrow is " + at.gate().name())
          .toException();
    }
    DecideHold item = request.decision();
    X509Certificate officer = officer(item.officer());
    item.signature()
        .verify(
            request.item().fields().path(),
            new HoldDecision(item.escrowId(), held.heldAt(), item.officer(), item.verdict())
                .signedBytes(),
            officer,
            "the certificate of the officer");
    EscrowState after =
        held.decide(
            new EscrowState.Vote(item.officer(), key(officer), item.verdict()),
            transaction.caller(),
            transaction.timestamp());
    JsonObject result = Json.object().put("state", after.name().name()).build();
    if (after.equals(held)) {
      return Accepted.before(result);
    }
    write(at, after);
    return Accepted.now(result);
  }

  private X509Certificate officer(String name) {
    String pem =
        transaction
            .ledger()
            .find(Keys.officer(transaction.caller(), name))
            .map(fields -> fields.text("certificate", MemberSignature.PEM))
            .orElseThrow(
                () ->
                    new Refusal(
                            Refusal.NOT_FOUND, "officer", "expected an officer that was appointed")
                        .toException());
    return MemberSignature.certificate("officer", pem);
  }

  /** Hash of the public key: a person with two certificates for one key is one person. */
  private static String key(X509Certificate certificate) {
    return Sha256.hex(certificate.getPublicKey().getEncoded());
  }
}
