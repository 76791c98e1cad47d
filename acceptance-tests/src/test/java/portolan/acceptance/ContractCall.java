// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.Group;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.Ledger;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.gateway.outbox.Submission;

/**
 * A call of a contract function without the gateway's own checks: what any member's peer serves.
 */
record ContractCall(String chaincode, String function, String argument, Optional<String> sealed) {

  /** A call with one item. */
  static ContractCall of(String chaincode, String function, JsonObject item) {
    return new ContractCall(
        chaincode, function, Group.of(List.of(item)).canonical(), Optional.empty());
  }

  /** The same with the item's sealed part. */
  ContractCall sealing(JsonObject part) {
    return new ContractCall(
        chaincode, function, argument, Optional.of(Group.of(List.of(part)).canonical()));
  }

  /**
   * Has the call endorsed by the peers of these members. On a busy machine a peer may lose sight of
   * another one for a moment.
   */
  Ledger.Endorsement endorse(FabricLedger caller, List<String> endorsers)
      throws LedgerRefusedException, LedgerUnavailableException {
    long giveUp = System.nanoTime() + 60_000_000_000L;
    while (true) {
      try {
        return endorseOnce(caller, endorsers);
      } catch (LedgerUnavailableException e) {
        if (!String.valueOf(e.getMessage()).contains("failed to find any endorsing peers")
            || System.nanoTime() - giveUp > 0) {
          throw e;
        }
        LockSupport.parkNanos(300_000_000L);
      }
    }
  }

  private Ledger.Endorsement endorseOnce(FabricLedger caller, List<String> endorsers)
      throws LedgerRefusedException, LedgerUnavailableException {
    return caller.endorse(
        new Submission(
            chaincode + ":" + function,
            "",
            chaincode,
            function,
            argument,
            sealed,
            Endorsers.exactly(endorsers),
            Optional.empty()),
        endorsers);
  }
}
