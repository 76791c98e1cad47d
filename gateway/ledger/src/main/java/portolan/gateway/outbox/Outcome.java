// SPDX-License-Identifier: Apache-2.0
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
   * changes. A text that is longer than its limit is cut.
   *
   * @param code why, in capitals; at most {@value #MAX_CODE} characters
   * @param field the field to blame, may be empty; at most {@value #MAX_FIELD} characters
   * @param message a sentence; at most {@value #MAX_MESSAGE} characters
   * @param result what the contract answered for each item, JSON; empty if the whole call was
   *     refused
   */
  record Refused(String code, String field, String message, String result) implements Outcome {
    static final int MAX_CODE = 100;
    static final int MAX_FIELD = 400;
    static final int MAX_MESSAGE = 4_000;

    public Refused {
      code = cut(code, MAX_CODE);
      field = cut(field, MAX_FIELD);
      message = cut(message, MAX_MESSAGE);
    }

    private static String cut(String text, int length) {
      return text.length() <= length ? text : text.substring(0, length);
    }
  }
}
