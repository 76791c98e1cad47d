// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.money;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import portolan.api.v1.AttestReservesRequest;
import portolan.api.v1.AttestReservesResponse;
import portolan.api.v1.GetRedemptionRequest;
import portolan.api.v1.ListNotesRequest;
import portolan.api.v1.MergeNotesRequest;
import portolan.api.v1.MintRequest;
import portolan.api.v1.MintResponse;
import portolan.api.v1.MoneyProto;
import portolan.api.v1.RedeemRequest;
import portolan.domain.money.Money;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.instruction.AttestReserves;
import portolan.domain.settlement.instruction.MintNotes;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.Amounts;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.ledger.Randomness;
import portolan.gateway.api.transport.ServiceBinding;

/** The MoneyService of the public API: reserves, notes and their redemption. */
public final class MoneyApi {
  private final Membership members;
  private final LedgerAccess ledger;
  private final NoteList notes;
  private final NoteMerges merges;
  private final Redemptions redemptions;

  /** With the notes of this wallet. */
  public MoneyApi(Membership members, LedgerAccess ledger, Wallet wallet) {
    this.members = members;
    this.ledger = ledger;
    notes = new NoteList(wallet);
    merges = wallet.merges();
    redemptions = new Redemptions(members, ledger, wallet);
  }

  /** Its calls. */
  public ServiceBinding binding() {
    return new ServiceBinding(
            MoneyProto.getDescriptor().findServiceByName("MoneyService"), members.own())
        .method("AttestReserves", AttestReservesRequest.getDefaultInstance(), this::attestReserves)
        .method("Mint", MintRequest.getDefaultInstance(), this::mint)
        .method("ListNotes", ListNotesRequest.getDefaultInstance(), notes::list)
        .method("MergeNotes", MergeNotesRequest.getDefaultInstance(), merges::merge)
        .method("Redeem", RedeemRequest.getDefaultInstance(), redemptions::redeem)
        .method(
            "GetRedemption",
            GetRedemptionRequest.getDefaultInstance(),
            (q, t) -> redemptions.redemption(q));
  }

  private AttestReservesResponse attestReserves(AttestReservesRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    AttestReserves item =
        new AttestReserves(
            request.getAttestationId(),
            Amounts.money("amount", request.getAmount()),
            request.getValidForSeconds() == 0
                ? AttestReserves.MONTH
                : request.getValidForSeconds());
    LedgerAccess.Written written =
        ledger.write(
            "attestation:" + item.attestationId(),
            request,
            LedgerAccess.of(
                SettlementFunction.ATTEST_RESERVES,
                item.toJson(),
                Optional.empty(),
                members.guardianAndOne(members.own())),
            remaining);
    return AttestReservesResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  private MintResponse mint(MintRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    members.requireMember("owner", request.getOwner());
    Money amount = Amounts.money("amount", request.getAmount());
    LedgerAccess.Plan plan =
        (key, hash) -> {
          NoteOpening opening = new NoteOpening(amount, request.getOwner(), Randomness.hex());
          MintNotes item =
              new MintNotes(
                  request.getMintId(),
                  request.getAllowanceId(),
                  request.getOwner(),
                  amount.minorUnits(),
                  List.of(opening.commitment()));
          return LedgerAccess.of(
                  SettlementFunction.MINT,
                  item.toJson(),
                  Optional.of(MintNotes.sealed(List.of(opening))),
                  members.exactly(members.own(), request.getOwner()))
              .make(key, hash);
        };
    LedgerAccess.Written written =
        ledger.write("mint:" + request.getMintId(), request, plan, remaining);
    return MintResponse.newBuilder()
        .setReceipt(written.receipt())
        .setNoteId(portolan.domain.settlement.Note.mintedId(request.getMintId(), 1))
        .build();
  }
}
