// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Timestamp;

/**
 * What the escrows of some orders say of the goods' arrival: {@code
 * {"deliveries":[{"escrowId","orderId","confirmedBy","confirmedAt"}],"awaited":[escrowId]}}. A
 * delivery is recorded where it is paid and nowhere else; this is how a trace learns of it.
 *
 * @param deliveries those that were confirmed, also if money went back afterwards
 * @param awaited the escrows that still wait for one
 */
public record Arrivals(List<Delivery> deliveries, List<String> awaited) {
  /** Most escrows of one order. */
  public static final int MAX_ESCROWS = 1000;

  /**
   * A confirmed delivery.
   *
   * @param escrowId the escrow that it is recorded in
   * @param orderId the order that this escrow pays
   * @param confirmedBy the member that presented the consignee's secret
   * @param confirmedAt timestamp of its transaction
   */
  public record Delivery(String escrowId, String orderId, String confirmedBy, Instant confirmedAt) {

    private static Delivery fromJson(Fields fields) {
      return new Delivery(
          fields.text("escrowId", Format.QUALIFIED),
          fields.text("orderId", Format.QUALIFIED),
          fields.text("confirmedBy", Format.MEMBER),
          fields.timestamp("confirmedAt"));
    }

    private JsonObject toJson() {
      return Json.object()
          .put("escrowId", escrowId)
          .put("orderId", orderId)
          .put("confirmedBy", confirmedBy)
          .put("confirmedAt", Timestamp.format(confirmedAt))
          .build();
    }
  }

  /** Copies the lists. */
  public Arrivals {
    deliveries = List.copyOf(deliveries);
    awaited = List.copyOf(awaited);
  }

  /**
   * When custody ended: with the last delivery, once none is awaited, unless the goods were seen
   * again afterwards (they came back, say).
   *
   * @param lastSeen when the last event of the goods was captured
   */
  public Optional<Instant> endOfCustody(Instant lastSeen) {
    return awaited.isEmpty()
        ? deliveries.stream()
            .map(Delivery::confirmedAt)
            .max(Comparator.naturalOrder())
            .filter(delivered -> !delivered.isBefore(lastSeen))
        : Optional.empty();
  }

  /** Reads the answer of {@code settlement:arrivals}. */
  public static Arrivals fromJson(Fields fields) {
    int most = MAX_ESCROWS * EventHeader.MAX_ORDERS;
    return new Arrivals(
        fields.objects("deliveries", 0, most).stream().map(Delivery::fromJson).toList(),
        fields.texts("awaited", 0, most, Format.QUALIFIED));
  }

  /** The answer of {@code settlement:arrivals}. */
  public JsonObject toJson() {
    return Json.object()
        .putAll("deliveries", deliveries.stream().map(Delivery::toJson).toList())
        .putTexts("awaited", awaited)
        .build();
  }
}
