// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.JsonObject;

/**
 * An event of EPCIS 2.0.1, read and without faults. Words of the CBV are bare, GS1 keys canonical.
 *
 * @param eventId as captured, the hash if it had none
 * @param hash {@link EventHash}: two events are one if theirs are
 * @param timeZoneOffset as captured, {@code +01:00}
 * @param disposition word of the CBV, or a URI of another vocabulary; so is {@code bizStep}
 * @param set persistent dispositions that begin with it
 * @param unset persistent dispositions that end with it
 * @param parent of an aggregation, an association or a transaction
 * @param epcs objects: observed, children, or inputs of a transformation
 * @param quantities of classes: observed, children, or inputs of a transformation
 * @param outputs of a transformation
 * @param outputQuantities of a transformation
 * @param pointer of the event in its document, empty for an event by itself
 * @param json the event as captured
 */
public record Event(
    EventType type,
    String eventId,
    String hash,
    Instant eventTime,
    String timeZoneOffset,
    Optional<Action> action,
    Optional<String> bizStep,
    Optional<String> disposition,
    Set<String> set,
    Set<String> unset,
    Optional<String> readPoint,
    Optional<String> bizLocation,
    List<TypedReference> transactions,
    List<TypedReference> sources,
    List<TypedReference> destinations,
    Optional<Thing> parent,
    List<Thing> epcs,
    List<Quantity> quantities,
    List<Thing> outputs,
    List<Quantity> outputQuantities,
    Optional<String> transformationId,
    List<SensorReading> readings,
    Optional<JsonObject> masterData,
    Optional<ErrorDeclaration> errorDeclaration,
    String pointer,
    JsonObject json) {

  /** Copies the collections. */
  public Event {
    set = Set.copyOf(set);
    unset = Set.copyOf(unset);
    transactions = List.copyOf(transactions);
    sources = List.copyOf(sources);
    destinations = List.copyOf(destinations);
    epcs = List.copyOf(epcs);
    quantities = List.copyOf(quantities);
    outputs = List.copyOf(outputs);
    outputQuantities = List.copyOf(outputQuantities);
    readings = List.copyOf(readings);
  }
}
