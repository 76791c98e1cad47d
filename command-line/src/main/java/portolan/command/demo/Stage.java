// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import portolan.api.v1.AttestReservesRequest;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.Escrow;
import portolan.api.v1.EscrowState;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.GetEscrowRequest;
import portolan.api.v1.GetGatewayStatusRequest;
import portolan.api.v1.ListNotesRequest;
import portolan.api.v1.MintRequest;
import portolan.api.v1.Money;
import portolan.api.v1.Note;
import portolan.api.v1.NoteState;
import portolan.api.v1.Payout;
import portolan.api.v1.Receipt;
import portolan.client.PortolanClient;
import portolan.client.PortolanException;
import portolan.command.Gateways;
import portolan.domain.encoding.Sha256;

/**
 * Where a story is played: the members' gateways, the trade, and what several stories do.
 *
 * @param platformMsp the member that acts for the buyer
 */
record Stage(Gateways gateways, Trade trade, String platformMsp, Narration narration) {
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final long PAUSE_NANOS = 50_000_000L;

  PortolanClient platform() {
    return gateways.of(platformMsp);
  }

  PortolanClient bank() {
    return gateways.of(trade.settlement().bank());
  }

  PortolanClient carrier() {
    return gateways.of(trade.declaration().getCarrier());
  }

  /** The member that gets what nobody else gets. */
  PortolanClient seller() {
    return gateways.of(trade.settlement().remainderTo());
  }

  /** The whole trade paid by one escrow on delivery. */
  FundEscrowRequest whole() {
    return trade.funding(Sha256.hex(trade.settlement().deliverySecret()));
  }

  /** The bank issues money to a member. */
  void issue(String attestationId, String owner, Money amount) {
    bank()
        .money()
        .attestReserves(
            AttestReservesRequest.newBuilder()
                .setAttestationId(attestationId)
                .setAmount(amount)
                .build());
    narration.step(
        "bank attests reserves and mints them for " + owner,
        () ->
            bank()
                .money()
                .mint(
                    MintRequest.newBuilder()
                        .setMintId(attestationId + "-mint")
                        .setAllowanceId(attestationId)
                        .setOwner(owner)
                        .setAmount(amount)
                        .build())
                .getReceipt());
  }

  /** The courier presents the consignee's secret. */
  void deliver(String escrowId, String secret, String text) {
    narration.step(
        text,
        () ->
            carrier()
                .escrows()
                .confirmDelivery(
                    ConfirmDeliveryRequest.newBuilder()
                        .setEscrowId(escrowId)
                        .setSecret(secret)
                        .build())
                .getReceipt());
  }

  /** As {@link #deliver(String, String, String)}, of the whole trade. */
  void deliver(String text) {
    deliver(trade.settlement().escrowId(), trade.settlement().deliverySecret(), text);
  }

  /** Who gets what when so much of the seller's money goes back. */
  Map<String, Long> shares(long refund) {
    Map<String, Long> shares = new TreeMap<>();
    for (Payout payout : whole().getPayoutsList()) {
      shares.put(payout.getPayee(), payout.getMinorUnits());
    }
    if (refund > 0) {
      shares.merge(trade.settlement().remainderTo(), -refund, Long::sum);
      shares.merge(platformMsp, refund, Long::sum);
    }
    return shares;
  }

  /** The same as payouts. */
  List<Payout> payouts(long refund) {
    return shares(refund).entrySet().stream()
        .map(s -> Payout.newBuilder().setPayee(s.getKey()).setMinorUnits(s.getValue()).build())
        .toList();
  }

  /** Notes that a member has of these escrows. */
  List<Note> notes(String owner, List<String> escrowIds) {
    List<Note> notes = new ArrayList<>();
    for (String id : escrowIds) {
      gateways
          .of(owner)
          .money()
          .notes(ListNotesRequest.newBuilder().setEscrowId(id).build())
          .forEach(notes::add);
    }
    return notes;
  }

  /**
   * Notes of these escrows that a member can spend, once its own peer has so much of them; those it
   * knows of if it has not.
   */
  List<Note> spendableNotes(String owner, List<String> escrowIds, long expected) {
    long giveUp = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      List<Note> notes =
          notes(owner, escrowIds).stream()
              .filter(n -> n.getState() == NoteState.NOTE_STATE_SPENDABLE)
              .toList();
      if (sum(notes) == expected || System.nanoTime() - giveUp > 0) {
        return notes;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** What {@link #spendableNotes} are worth together, minor units. */
  long spendable(String owner, List<String> escrowIds, long expected) {
    return sum(spendableNotes(owner, escrowIds, expected));
  }

  private static long sum(List<Note> notes) {
    return notes.stream().mapToLong(n -> n.getAmount().getMinorUnits()).sum();
  }

  /**
   * Waits until a time is over. A keeper says so; where no gateway has one, the carrier does. The
   * deadlines of the stories are seconds away.
   *
   * @param awaited the state that time leads to
   */
  void timePasses(String escrowId, EscrowState awaited, String text, Supplier<Receipt> call) {
    if (!isKept()) {
      narration.step(
          text + "; carrier says so, as anybody may", () -> onceNot("NOT_YET_EXPIRED", call));
      return;
    }
    long begin = System.nanoTime();
    while (atBank(escrowId).getState() != awaited) {
      if (System.nanoTime() - begin > PATIENCE_NANOS) {
        throw new IllegalStateException(
            "no keeper has said that the time of " + escrowId + " is over");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    narration.line(
        String.format(Locale.ROOT, "%-82s %5d ms", text, (System.nanoTime() - begin) / 1_000_000));
    narration.line("    said by the keeper of a member");
  }

  /** The escrow as the bank's own peer shows it, as soon as it does. */
  Escrow atBank(String escrowId) {
    return onceItIsKnown(
        () ->
            bank()
                .escrows()
                .getEscrow(GetEscrowRequest.newBuilder().setEscrowId(escrowId).build()));
  }

  /** Waits until the bank's own peer shows the escrow like this. */
  void awaitAtBank(String escrowId, Predicate<Escrow> shown) {
    long giveUp = System.nanoTime() + PATIENCE_NANOS;
    while (!shown.test(atBank(escrowId))) {
      if (System.nanoTime() - giveUp > 0) {
        throw new IllegalStateException("the bank's peer does not show the change of " + escrowId);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private boolean isKept() {
    for (String member : gateways.members()) {
      if (gateways
          .of(member)
          .registry()
          .getGatewayStatus(GetGatewayStatusRequest.getDefaultInstance())
          .hasKeeper()) {
        return true;
      }
    }
    return false;
  }

  /** Tries again while the gateway that is asked has not seen what another member wrote. */
  <T> T onceItIsKnown(Supplier<T> call) {
    return onceNot("NOT_FOUND", call);
  }

  private static <T> T onceNot(String reason, Supplier<T> call) {
    long giveUp = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        return call.get();
      } catch (PortolanException e) {
        if (!e.reason().equals(reason) || System.nanoTime() - giveUp > 0) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
