// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.hyperledger.fabric.protos.peer.TxValidationCode;

/** The three steps of a Fabric transaction, as the outbox needs them. All methods block. */
public interface Ledger {

  /**
   * Begins to follow the blocks. Called once, before anything else.
   *
   * @param from the first block that matters; empty if only what is still to come does
   */
  void follow(OptionalLong from);

  /**
   * Has a transaction endorsed by exactly the named organisations.
   *
   * @throws LedgerRefusedException if a contract refused the call
   * @throws LedgerUnavailableException if it could not be endorsed just now
   */
  Endorsement endorse(Submission submission, List<String> organisations)
      throws LedgerRefusedException, LedgerUnavailableException;

  /**
   * Hands an endorsed transaction to the ordering service. Success is no promise that it will be
   * committed.
   *
   * @throws LedgerUnavailableException if no orderer took it
   */
  void submit(ByteString envelope) throws LedgerUnavailableException;

  /**
   * Waits for a transaction to be committed that has just been submitted.
   *
   * @return empty if its commit was not seen within the time
   */
  Optional<Commit> awaitCommit(String transactionId, Duration atMost)
      throws LedgerUnavailableException, InterruptedException;

  /**
   * Asks the own peer what became of a transaction, whenever that was.
   *
   * @return empty if it was not committed within the time
   */
  Optional<Commit> askForCommit(String transactionId, Duration atMost)
      throws LedgerUnavailableException;

  /**
   * An endorsed transaction that has not been submitted.
   *
   * @param envelope what must be submitted, and may be submitted again
   * @param result what the contract answered, JSON
   * @param notBefore number of the first block that it can be in, if that is known
   */
  record Endorsement(
      String transactionId,
      ByteString envelope,
      String result,
      List<String> endorsers,
      OptionalLong notBefore) {}

  /** Where a transaction stands in the chain, and whether it took effect. */
  record Commit(long blockNumber, TxValidationCode code) {}
}
