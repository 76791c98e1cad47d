// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.time.Instant;
import java.util.Optional;

/**
 * An event of the index.
 *
 * @param number in the order of the ledger, from 1 on
 * @param object what it names of what was asked for; empty if nothing was
 * @param hash CBV event hash
 * @param eventTime as captured
 * @param recordTime of its transaction
 * @param declaration if it says that the event with its eventID was wrong
 * @param wrong whether a declaration says so of it
 * @param json as captured; empty if it is too large to be shown
 */
public record IndexedEvent(
    long number,
    String object,
    String eventId,
    String hash,
    String type,
    String bizStep,
    String eventTime,
    Instant recordTime,
    String capturedBy,
    String readPoint,
    long block,
    String transactionId,
    Optional<Declaration> declaration,
    boolean wrong,
    Optional<String> json) {

  /**
   * An error declaration.
   *
   * @param time RFC 3339
   * @param reason word of the CBV, or a URI; may be empty
   */
  public record Declaration(String time, String reason) {}
}
