// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.escrow;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import portolan.api.v1.BuyReceivableRequest;
import portolan.api.v1.BuyReceivableResponse;
import portolan.api.v1.GetReceivableRequest;
import portolan.api.v1.OfferReceivableRequest;
import portolan.api.v1.OfferReceivableResponse;
import portolan.api.v1.Receivable;
import portolan.api.v1.ReceivableProto;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.money.Money;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.ReceivableOffer;
import portolan.domain.settlement.ReceivablePlan;
import portolan.domain.settlement.escrow.Escrow;
import portolan.domain.settlement.instruction.BuyReceivable;
import portolan.domain.settlement.instruction.OfferReceivable;
import portolan.domain.settlement.journal.OwnNote;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Deadline;
import portolan.gateway.api.ledger.Amounts;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.ledger.Randomness;
import portolan.gateway.api.money.Wallet;
import portolan.gateway.api.transport.ServiceBinding;
import portolan.gateway.outbox.Submission;
import portolan.gateway.projection.journal.NoteIndex;
import portolan.gateway.projection.journal.NotePlace;

/** Claims on deliveries that sellers offer and financiers buy. */
public final class Receivables {
  /** More than one member has of one escrow: its payouts of every end, and of an offer. */
  private static final int MOST_NOTES = 1_000;

  private final Membership members;
  private final LedgerAccess ledger;
  private final Wallet wallet;
  private final SettlementCalls calls;

  /** With the wallet that pays for claims. */
  public Receivables(
      Membership members, LedgerAccess ledger, Wallet wallet, SettlementCalls calls) {
    this.members = members;
    this.ledger = ledger;
    this.wallet = wallet;
    this.calls = calls;
  }

  /** The ReceivableService of the public API. */
  public ServiceBinding binding() {
    return new ServiceBinding(
            ReceivableProto.getDescriptor().findServiceByName("ReceivableService"), members.own())
        .method("OfferReceivable", OfferReceivableRequest.getDefaultInstance(), this::offer)
        .method("BuyReceivable", BuyReceivableRequest.getDefaultInstance(), this::buy)
        .method("GetReceivable", GetReceivableRequest.getDefaultInstance(), (q, t) -> get(q));
  }

  OfferReceivableResponse offer(OfferReceivableRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    members.requireMember("financier", request.getFinancier());
    Deadline deadline = Deadline.in(remaining);
    LedgerAccess.Written written =
        ledger.write(
            "receivable:" + request.getReceivableId(),
            request,
            (key, hash) -> {
              OwnNote claim = claim(request.getEscrowId(), deadline);
              ReceivableOffer offer =
                  new ReceivableOffer(
                      claim.opening(),
                      Amounts.money(
                          "price", claim.amount().currency().code(), request.getPriceMinorUnits()),
                      Randomness.hex());
              return LedgerAccess.of(
                      SettlementFunction.OFFER_RECEIVABLE,
                      new OfferReceivable(
                              request.getReceivableId(),
                              request.getEscrowId(),
                              claim.noteId(),
                              request.getFinancier(),
                              offer.commitment())
                          .toJson(),
                      Optional.of(offer.toJson()),
                      members.exactly(claim.issuer(), members.own(), request.getFinancier()))
                  .make(key, hash);
            },
            remaining);
    return OfferReceivableResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  /** This member's payout behind the delivery of an escrow. */
  private OwnNote claim(String escrowId, Deadline deadline)
      throws ApiException, InterruptedException {
    Gate gate = Gate.of(escrowId, Outcome.DELIVERED);
    NoteIndex.Filter ofEscrow =
        new NoteIndex.Filter(Optional.empty(), Optional.empty(), Optional.of(gate.subject()));
    return wallet.page(ofEscrow, NotePlace.FIRST, MOST_NOTES, deadline).stream()
        .filter(note -> note.gate().equals(Optional.of(gate)))
        .findFirst()
        .orElseThrow(
            () ->
                ApiException.refused(
                    "NOT_FOUND",
                    "escrowId",
                    "expected an escrow that has a payout for this member"));
  }

  BuyReceivableResponse buy(BuyReceivableRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    String id = request.getReceivableId();
    LedgerAccess.Written written =
        wallet.pay(
            "buy:" + id,
            request,
            (purse, key, hash) -> {
              Fields receivable = receivable(id);
              ReceivableOffer offer = sealed(receivable);
              if (offer.price().minorUnits() != request.getPriceMinorUnits()) {
                throw ApiException.invalid(
                    "priceMinorUnits", "expected the price that the seller wants");
              }
              String bank =
                  Escrow.fromJson(calls.escrow(receivable.text("escrowId", Format.QUALIFIED)))
                      .terms()
                      .bank();
              List<OwnNote> inputs = purse.take(offer.price(), bank);
              return submissions(id, receivable, offer, bank, inputs, key, hash);
            },
            remaining);
    return BuyReceivableResponse.newBuilder()
        .setReceipt(written.receipt())
        .setNoteId(Note.assignedId(id))
        .build();
  }

  private List<Submission> submissions(
      String id,
      Fields receivable,
      ReceivableOffer offer,
      String bank,
      List<OwnNote> inputs,
      String key,
      String hash)
      throws ApiException {
    String seller = receivable.text("seller", Format.MEMBER);
    Money left =
        Money.sum(offer.price().currency(), inputs.stream().map(OwnNote::amount).toList())
            .minus(offer.price());
    ReceivablePlan plan =
        new ReceivablePlan(
            offer,
            inputs.stream().map(OwnNote::opening).toList(),
            new NoteOpening(offer.claim().amount(), members.own(), Randomness.hex()),
            new NoteOpening(offer.price(), seller, Randomness.hex()),
            left.isZero()
                ? List.of()
                : List.of(new NoteOpening(left, members.own(), Randomness.hex())));
    BuyReceivable item =
        new BuyReceivable(
            id,
            inputs.stream().map(OwnNote::noteId).toList(),
            plan.claim().commitment(),
            plan.price().commitment(),
            plan.change().stream().map(NoteOpening::commitment).toList());
    return LedgerAccess.of(
            SettlementFunction.BUY_RECEIVABLE,
            item.toJson(),
            Optional.of(plan.toJson()),
            members.exactly(bank, members.own(), seller))
        .make(key, hash);
  }

  Receivable get(GetReceivableRequest request) throws ApiException {
    Fields stored = receivable(request.getReceivableId());
    Receivable.Builder shown =
        Receivable.newBuilder()
            .setReceivableId(request.getReceivableId())
            .setEscrowId(stored.text("escrowId", Format.QUALIFIED))
            .setSeller(stored.text("seller", Format.MEMBER))
            .setFinancier(stored.text("financier", Format.MEMBER))
            .setSold(stored.flag("sold"));
    if (stored.has("offer")) {
      ReceivableOffer offer = sealed(stored);
      shown.setClaim(Amounts.shown(offer.claim().amount())).setPrice(Amounts.shown(offer.price()));
    }
    return shown.build();
  }

  private Fields receivable(String id) throws ApiException {
    return ledger.evaluate(
        SettlementFunction.RECEIVABLE, Json.object().put("receivableId", id).build());
  }

  private static ReceivableOffer sealed(Fields receivable) throws ApiException {
    if (!receivable.has("offer")) {
      throw ApiException.refused(
          "PERMISSION_DENIED", "receivableId", "nothing of it is sealed to this member");
    }
    return ReceivableOffer.fromJson(receivable.object("offer"));
  }
}
