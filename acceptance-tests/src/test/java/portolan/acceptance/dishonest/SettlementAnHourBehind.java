// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.dishonest;

import java.time.Duration;
import java.util.List;
import portolan.contracts.settlement.SettlementContract;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.MultiRead;
import portolan.contracts.transaction.Peer;

/** The settlement contract at a peer whose clock is an hour behind. */
public final class SettlementAnHourBehind extends Contract {
  private static final List<String> READING = List.of("escrow", "note", "myNotes", "arrivals");
  private static final List<String> SUBMITTING =
      List.of(
          "fund", "mint", "attestReserves", "confirm", "claim", "refund", "expire", "expireLock");

  /** For the peer that it runs for. */
  public SettlementAnHourBehind(Peer peer) {
    super(peer);
    SettlementContract late =
        new SettlementContract(
            new Peer(peer.mspId(), () -> peer.clock().instant().minus(Duration.ofHours(1))));
    READING.forEach(name -> evaluate(name, (t, a) -> late.serve(t.stub(), MultiRead.ONE_BY_ONE)));
    SUBMITTING.forEach(name -> submit(name, (t, a) -> late.serve(t.stub(), MultiRead.ONE_BY_ONE)));
  }
}
