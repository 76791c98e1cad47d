// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.Fields;
import portolan.domain.epcis.Context;
import portolan.domain.epcis.Event;
import portolan.domain.epcis.EventReader;
import portolan.domain.gs1.Epc;

/** What an EPCIS 2.0 event does to custody: see {@link Effect}. */
public sealed interface CustodyEvent {
  /** Most objects and quantities in one event. */
  int MAX_OBJECTS = 10_000;

  /** Identifier, time and disposition. */
  EventHeader header();

  /**
   * Objects or quantities come into being.
   *
   * @param lot of the objects, as the master data say
   */
  record Commission(EventHeader header, Goods goods, Optional<String> lot)
      implements CustodyEvent {}

  /**
   * Their life is over.
   *
   * @param ending the disposition that this leaves, if the event states none
   */
  record Decommission(EventHeader header, Goods goods, String ending) implements CustodyEvent {}

  /** They go into another object. */
  record Pack(EventHeader header, Epc parent, Goods children) implements CustodyEvent {}

  /** They come out of it. */
  record Unpack(EventHeader header, Epc parent, Goods children) implements CustodyEvent {}

  /** All comes out of it, whatever it is (EPCIS 2.0, section 7.4.3). */
  record UnpackAll(EventHeader header, Epc parent) implements CustodyEvent {}

  /** They leave for a member, with what is in them. */
  record Ship(EventHeader header, Goods goods, Party receiver) implements CustodyEvent {}

  /**
   * They were not to leave.
   *
   * @param receiver whom they have left for, if the event names one; quantities need it
   */
  record VoidShipping(EventHeader header, Goods goods, Optional<Party> receiver)
      implements CustodyEvent {}

  /**
   * The member they left for takes them.
   *
   * @param accepting whether that may have happened before
   */
  record Receive(EventHeader header, Goods goods, boolean accepting) implements CustodyEvent {}

  /**
   * They go to somebody who is no member.
   *
   * @param sold the disposition that this leaves, if the event states none
   */
  record Sell(EventHeader header, Goods goods, String sold) implements CustodyEvent {}

  /**
   * They become others.
   *
   * @param lot of the outputs, as the master data say
   */
  record Transform(EventHeader header, Goods inputs, Goods outputs, Optional<String> lot)
      implements CustodyEvent {}

  /** They should have come and were not there. */
  record Shortage(EventHeader header, Goods goods) implements CustodyEvent {}

  /** They are seen with a disposition that blocks or unblocks them. */
  record Mark(EventHeader header, Goods goods) implements CustodyEvent {}

  /** Something is seen; custody stays as it is. */
  record Observe(EventHeader header) implements CustodyEvent {}

  /**
   * What an event does to custody.
   *
   * @param path of the event in the call, for refusals
   * @throws portolan.domain.encoding.RefusedException {@code INVALID_ARGUMENT} naming the field, if
   *     it lacks what its effect needs
   */
  static CustodyEvent of(String path, Event event) {
    return Derivation.derive(path, event);
  }

  /**
   * Reads an event of a call, in the JSON form of EPCIS 2.0, one event without the document around
   * it: prefixes that it uses and EPCIS does not declare are in its own {@code @context}.
   *
   * @throws portolan.domain.encoding.RefusedException {@code INVALID_ARGUMENT} naming the field
   */
  static CustodyEvent fromJson(Fields event) {
    return of(
        event.path(),
        EventReader.read(event.json(), "", Context.EPCIS, Set.of()).orRefuse(event.path()));
  }
}
