package portolan.gateway.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import portolan.api.v1.AttestReservesRequest;
import portolan.api.v1.AttestReservesResponse;
import portolan.api.v1.AuditRequest;
import portolan.api.v1.AuditResponse;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.ConfirmDeliveryResponse;
import portolan.api.v1.CurrencyBalance;
import portolan.api.v1.Escrow;
import portolan.api.v1.EscrowState;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.GetEscrowRequest;
import portolan.api.v1.GetRedemptionRequest;
import portolan.api.v1.ListNotesRequest;
import portolan.api.v1.ListNotesResponse;
import portolan.api.v1.MintRequest;
import portolan.api.v1.MintResponse;
import portolan.api.v1.Money;
import portolan.api.v1.Note;
import portolan.api.v1.NoteState;
import portolan.api.v1.RedeemRequest;
import portolan.api.v1.RefundRequest;
import portolan.api.v1.RefundResponse;
import portolan.api.v1.SettleRedemptionRequest;
import portolan.api.v1.SettleRedemptionResponse;
import portolan.api.v1.SettlementProto;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;

/** The SettlementService of the public API. */
final class SettlementApi {
  static final String CHAINCODE = "settlement";

  private final Members members;
  private final LedgerAccess ledger;
  private final Wallet wallet;
  private final EscrowFunding funding;
  private final Redemptions redemptions;

  SettlementApi(Members members, LedgerAccess ledger) {
    this.members = members;
    this.ledger = ledger;
    wallet = new Wallet(ledger);
    funding = new EscrowFunding(members, ledger, wallet);
    redemptions = new Redemptions(members, ledger, wallet);
  }

  ApiServer.ServiceBinding binding() {
    return new ApiServer.ServiceBinding(
            SettlementProto.getDescriptor().findServiceByName("SettlementService"))
        .method("AttestReserves", AttestReservesRequest.getDefaultInstance(), this::attestReserves)
        .method("Mint", MintRequest.getDefaultInstance(), this::mint)
        .method("FundEscrow", FundEscrowRequest.getDefaultInstance(), funding::fund)
        .method("ConfirmDelivery", ConfirmDeliveryRequest.getDefaultInstance(), this::confirm)
        .method("Refund", RefundRequest.getDefaultInstance(), this::refund)
        .method("GetEscrow", GetEscrowRequest.getDefaultInstance(), (q, t) -> escrow(q))
        .method("ListNotes", ListNotesRequest.getDefaultInstance(), (q, t) -> notes(q))
        .method("Redeem", RedeemRequest.getDefaultInstance(), redemptions::redeem)
        .method("SettleRedemption", SettleRedemptionRequest.getDefaultInstance(), this::settle)
        .method(
            "GetRedemption",
            GetRedemptionRequest.getDefaultInstance(),
            (q, t) -> redemptions.redemption(q))
        .method("Audit", AuditRequest.getDefaultInstance(), (q, t) -> audit());
  }

  /** The opening of a new note. */
  static JsonObject opening(String owner, String currency, long amount) {
    return Json.object()
        .put("owner", owner)
        .put("currency", currency)
        .putAmount("amount", amount)
        .put("salt", Randomness.hex())
        .build();
  }

  static String commitment(JsonObject opening) {
    return Commitment.to("note", opening).hex();
  }

  /** Refuses amounts that the ledger cannot write: a negative one has no decimal form there. */
  static long positive(String field, long minorUnits) throws ApiException {
    if (minorUnits <= 0) {
      throw ApiException.invalid(field, "expected minor units above zero, found " + minorUnits);
    }
    return minorUnits;
  }

  private AttestReservesResponse attestReserves(AttestReservesRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    JsonObject item =
        Json.object()
            .put("attestationId", request.getAttestationId())
            .put("currency", request.getAmount().getCurrency())
            .putAmount(
                "amount", positive("amount.minor_units", request.getAmount().getMinorUnits()))
            .build();
    LedgerAccess.Written written =
        ledger.write(
            "attestation:" + request.getAttestationId(),
            request,
            LedgerAccess.of(
                CHAINCODE,
                "attestReserves",
                item,
                Optional.empty(),
                members.guardianAndOne(members.own())),
            remaining);
    return AttestReservesResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  private MintResponse mint(MintRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    members.requireMember("owner", request.getOwner());
    Money amount = request.getAmount();
    positive("amount.minor_units", amount.getMinorUnits());
    LedgerAccess.Plan plan =
        (key, hash) -> {
          JsonObject opening =
              opening(request.getOwner(), amount.getCurrency(), amount.getMinorUnits());
          JsonObject item =
              Json.object()
                  .put("mintId", request.getMintId())
                  .put("allowanceId", request.getAllowanceId())
                  .put("owner", request.getOwner())
                  .putAmount("amount", amount.getMinorUnits())
                  .putTexts("commitments", List.of(commitment(opening)))
                  .build();
          return LedgerAccess.of(
                  CHAINCODE,
                  "mint",
                  item,
                  Optional.of(Json.object().putAll("notes", List.of(opening)).build()),
                  members.exactly(members.own(), request.getOwner()))
              .make(key, hash);
        };
    LedgerAccess.Written written =
        ledger.write("mint:" + request.getMintId(), request, plan, remaining);
    return MintResponse.newBuilder()
        .setReceipt(written.receipt())
        .setNoteId(request.getMintId() + ".0")
        .build();
  }

  private ConfirmDeliveryResponse confirm(ConfirmDeliveryRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    JsonObject item =
        Json.object()
            .put("escrowId", request.getEscrowId())
            .put("secret", request.getSecret())
            .build();
    // A wrong secret must not bar the right one, so the secret's hash is part of the key.
    String key = "confirm:" + request.getEscrowId() + ":" + Sha256.hex(request.getSecret());
    LedgerAccess.Written written =
        ledger.write(
            key,
            request,
            LedgerAccess.of(
                CHAINCODE,
                "confirm",
                item,
                Optional.empty(),
                members.guardianAndOne(members.holder("bank"))),
            remaining);
    return ConfirmDeliveryResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  private RefundResponse refund(RefundRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    LedgerAccess.Written written =
        ledger.write(
            "refund:" + request.getEscrowId(),
            request,
            LedgerAccess.of(
                CHAINCODE,
                "refund",
                Json.object().put("escrowId", request.getEscrowId()).build(),
                Optional.empty(),
                members.guardianAndOne(members.holder("bank"))),
            remaining);
    return RefundResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  private Escrow escrow(GetEscrowRequest request) throws ApiException {
    Fields escrow =
        ledger.evaluate(
            CHAINCODE, "escrow", Json.object().put("escrowId", request.getEscrowId()).build());
    return Escrow.newBuilder()
        .setEscrowId(escrow.text("escrowId", 64))
        .setOrderId(escrow.text("orderId", 64))
        .setDeclarationId(escrow.text("declarationId", 64))
        .setState(EscrowState.valueOf("ESCROW_STATE_" + escrow.text("state", 20)))
        .setFundedAt(escrow.text("fundedAt", 40))
        .setExpiresAt(escrow.text("expiresAt", 40))
        .setConfirmedBy(
            escrow.optionalObject("evidence").map(e -> e.text("confirmedBy", 64)).orElse(""))
        .build();
  }

  private ListNotesResponse notes(ListNotesRequest request) throws ApiException {
    ListNotesResponse.Builder response = ListNotesResponse.newBuilder();
    for (Wallet.OwnNote note : wallet.notes()) {
      if (request.getEscrowId().isEmpty() || request.getEscrowId().equals(note.escrowId())) {
        response.addNotes(
            Note.newBuilder()
                .setNoteId(note.noteId())
                .setAmount(
                    Money.newBuilder().setCurrency(note.currency()).setMinorUnits(note.amount()))
                .setState(NoteState.valueOf("NOTE_STATE_" + note.state().name()))
                .setEscrowId(note.escrowId())
                .setOutcome(note.outcome()));
      }
    }
    return response.build();
  }

  private SettleRedemptionResponse settle(SettleRedemptionRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    JsonObject item =
        Json.object()
            .put("redemptionId", request.getRedemptionId())
            .put("uetr", request.getUetr())
            .build();
    LedgerAccess.Written written =
        ledger.write(
            "settle:" + request.getRedemptionId(),
            request,
            LedgerAccess.of(
                CHAINCODE,
                "settleRedemptions",
                item,
                Optional.empty(),
                members.guardianAndOne(members.own())),
            remaining);
    return SettleRedemptionResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  private AuditResponse audit() throws ApiException {
    AuditResponse.Builder response = AuditResponse.newBuilder();
    for (Fields balance :
        ledger
            .evaluate(CHAINCODE, "audit", Json.object().build())
            .objects("currencies", 0, 1_000)) {
      response.addBalances(
          CurrencyBalance.newBuilder()
              .setCurrency(balance.text("currency", 3))
              .setMintedMinorUnits(balance.amount("minted"))
              .setRedeemedMinorUnits(balance.amount("redeemed"))
              .setSpendableMinorUnits(balance.amount("spendable"))
              .setEscrowedMinorUnits(balance.amount("inEscrow"))
              .setAddsUp(balance.flag("addsUp")));
    }
    return response.build();
  }
}
