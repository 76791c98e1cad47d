// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.Channel;
import java.time.Duration;
import portolan.api.v1.AttestReservesRequest;
import portolan.api.v1.AttestReservesResponse;
import portolan.api.v1.GetRedemptionRequest;
import portolan.api.v1.ListNotesRequest;
import portolan.api.v1.ListNotesResponse;
import portolan.api.v1.MergeNotesRequest;
import portolan.api.v1.MergeNotesResponse;
import portolan.api.v1.MintRequest;
import portolan.api.v1.MintResponse;
import portolan.api.v1.MoneyServiceGrpc;
import portolan.api.v1.Note;
import portolan.api.v1.RedeemRequest;
import portolan.api.v1.RedeemResponse;
import portolan.api.v1.Redemption;

/**
 * Reserves, notes and their redemption. Every method throws {@link PortolanException} when the
 * gateway refuses.
 */
public final class SettlementMoney {
  private final Calls<MoneyServiceGrpc.MoneyServiceBlockingStub> calls;

  SettlementMoney(Channel channel, Duration deadline) {
    calls = new Calls<>(MoneyServiceGrpc.newBlockingStub(channel), deadline);
  }

  /**
   * Attests reserves at the bank; minting consumes them. Role: bank. Idempotency key:
   * attestation_id.
   */
  public AttestReservesResponse attestReserves(AttestReservesRequest request) {
    return calls.call(MoneyServiceGrpc.MoneyServiceBlockingStub::attestReserves, request);
  }

  /** Mints one note for a member out of an allowance. Role: bank. Idempotency key: mint_id. */
  public MintResponse mint(MintRequest request) {
    return calls.call(MoneyServiceGrpc.MoneyServiceBlockingStub::mint, request);
  }

  /** A page of this member's own unspent notes. */
  public ListNotesResponse listNotes(ListNotesRequest request) {
    return calls.call(MoneyServiceGrpc.MoneyServiceBlockingStub::listNotes, request);
  }

  /**
   * All of this member's own unspent notes that the request asks for, page by page: the next page
   * is asked for when it is needed. Each iterator begins anew.
   *
   * @param request its page token is not heeded
   */
  public Iterable<Note> notes(ListNotesRequest request) {
    return () ->
        new Pages<>(
            token -> {
              ListNotesResponse page = listNotes(request.toBuilder().setPageToken(token).build());
              return new Pages.Page<>(page.getNotesList(), page.getNextPageToken());
            });
  }

  /** Changes notes of this member for one of the same worth. Idempotency key: merge_id. */
  public MergeNotesResponse mergeNotes(MergeNotesRequest request) {
    return calls.call(MoneyServiceGrpc.MoneyServiceBlockingStub::mergeNotes, request);
  }

  /**
   * Turns notes into bank money: burns them and orders a payment from the bank. Idempotency key:
   * redemption_id.
   */
  public RedeemResponse redeem(RedeemRequest request) {
    return calls.call(MoneyServiceGrpc.MoneyServiceBlockingStub::redeem, request);
  }

  /** The public state of a redemption, and its order at the owner's and the bank's gateways. */
  public Redemption getRedemption(GetRedemptionRequest request) {
    return calls.call(MoneyServiceGrpc.MoneyServiceBlockingStub::getRedemption, request);
  }
}
