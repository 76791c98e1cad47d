// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An event that a transaction has captured, as far as the index needs it.
 *
 * @param item place among the events of its transaction, from 0 on
 * @param hash CBV event hash
 * @param timeText eventTime as captured
 * @param type EPCIS type, {@code ObjectEvent}
 * @param action empty for a transformation
 * @param declaration if it declares an earlier event of its eventID to be wrong
 * @param follows whether custody follows it: not if it came too late
 * @param namings in the order in which the event has them
 * @param body the event as captured, canonical JSON, UTF-8
 */
record CapturedEvent(
    int item,
    String capturedBy,
    String eventId,
    String hash,
    Instant eventTime,
    String timeText,
    String type,
    String action,
    String bizStep,
    String readPoint,
    Optional<Declaration> declaration,
    boolean follows,
    List<Naming> namings,
    ByteString body) {

  /**
   * An error declaration.
   *
   * @param time as captured
   * @param reason word of the CBV, or a URI; may be empty
   */
  record Declaration(String time, String reason) {}

  boolean isAggregation(String word) {
    return type.equals("AggregationEvent") && action.equals(word);
  }

  /** What it names as this. */
  List<String> named(Role role) {
    return namings.stream().filter(n -> n.role() == role).map(Naming::name).toList();
  }
}
