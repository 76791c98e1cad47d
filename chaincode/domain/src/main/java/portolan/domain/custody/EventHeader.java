// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.encoding.Sha256;
import portolan.domain.epcis.ErrorDeclaration;
import portolan.domain.epcis.EventHash;

/**
 * What all events have.
 *
 * @param eventId a URI of at most 200 characters, unique among those that a member captures
 * @param identity the SHA-256 of its CBV event hash in base64url (43 characters): two events are
 *     one if theirs are; {@link #by} makes it that of one member
 * @param eventTime when it happened, as its reporter says, in milliseconds
 * @param disposition CBV 2.0 word or another vocabulary's URI, if the reporter states one
 * @param set persistent dispositions that begin with it
 * @param unset persistent dispositions that end with it
 * @param orders ids of the orders that it names as its reason, each once: the goods travel for the
 *     last of them that the ledger lets its author say so of
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

  /** Whether its author has chosen the eventID; an event without one has its hash. */
  public boolean isNamed() {
    return !EventHash.isClaim(eventId);
  }

  /**
   * How an event is known that this member captured: by the eventID, {@code
   * SupplierMSP/urn:uuid:...}, or by the identity, if its hash is its eventID.
   */
  public String recordedId(String member) {
    return new QualifiedId(member, isNamed() ? eventId : identity).toString();
  }

  /**
   * The same event as one that this member has captured: the objects that it changes carry this
   * identity, and nobody else can take it back, or have it taken for a duplicate, who has captured
   * an event with the same hash.
   */
  public EventHeader by(String member) {
    byte[] own =
        Sha256.digest(
            ("portolan/event/of-member/1\n" + member + "\n" + identity)
                .getBytes(StandardCharsets.UTF_8));
    return new EventHeader(
        eventId,
        Base64.getUrlEncoder().withoutPadding().encodeToString(own),
        eventTime,
        disposition,
        set,
        unset,
        orders,
        declaration);
  }
}
