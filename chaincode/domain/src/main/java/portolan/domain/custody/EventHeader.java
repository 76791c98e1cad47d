// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.epcis.ErrorDeclaration;

/**
 * What all events have.
 *
 * @param eventId a URI of at most 200 characters, unique among those that a member captures
 * @param identity the SHA-256 of its CBV event hash in base64url (43 characters): two events are
 *     one if theirs are
 * @param eventTime when it happened, as its reporter says, in milliseconds
 * @param disposition CBV 2.0 word or another vocabulary's URI, if the reporter states one
 * @param set persistent dispositions that begin with it
 * @param unset persistent dispositions that end with it
 * @param orders ids of the orders that it names as its reason, each once: the goods travel for them
 * @param declaration that the event of this eventID was wrong, if it is one
 */
public record EventHeader(
    String eventId,
    String identity,
    Instant eventTime,
    Optional<String> disposition,
    Set<String> set,
    Set<String> unset,
    List<String> orders,
    Optional<ErrorDeclaration> declaration) {
  /** Most orders that one event names. */
  public static final int MAX_ORDERS = 100;

  /** Copies the collections; cuts what is finer than a millisecond. */
  public EventHeader {
    eventTime = eventTime.truncatedTo(ChronoUnit.MILLIS);
    set = Set.copyOf(set);
    unset = Set.copyOf(unset);
    orders = List.copyOf(orders);
  }

  /** The blocking disposition that it sets, if it sets one. */
  Optional<String> blocking() {
    return disposition
        .filter(word -> Blocking.of(word).isPresent())
        .or(() -> set.stream().filter(word -> Blocking.of(word).isPresent()).sorted().findFirst());
  }

  /** How an event is known that this member captured, {@code SupplierMSP/urn:uuid:...}. */
  public static String recordedId(String member, String eventId) {
    return new QualifiedId(member, eventId).toString();
  }
}
