package portolan.gateway.outbox;

import java.util.List;

/** How a submission ended. */
public sealed interface Outcome {

  /**
   * It is on the ledger.
   *
   * @param result what the contract answered, JSON
   * @param elapsedMillis from acceptance to the known commit
   */
  record Committed(
      String transactionId,
      long blockNumber,
      List<String> endorsers,
      String result,
      long elapsedMillis)
      implements Outcome {}

  /**
   * Every item of it was on the ledger before, with the same content; nothing was submitted.
   *
   * @param result what the contract answered, JSON
   */
  record Existing(String result) implements Outcome {}

  /**
   * Nothing was written, and trying the same again would be refused again until the ledger's state
   * changes.
   *
   * @param result what the contract answered for each item, JSON; empty if the whole call was
   *     refused
   */
  record Refused(String code, String field, String message, String result) implements Outcome {}
}
