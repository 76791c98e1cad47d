// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.List;
import java.util.Set;
import portolan.domain.encoding.Fields;
import portolan.domain.epcis.Context;
import portolan.domain.epcis.Event;
import portolan.domain.epcis.EventReader;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.Sgtin;

/** An EPCIS 2.0 event that begins, moves or divides possession. */
public sealed interface CustodyEvent {
  /** Most objects in one event. */
  int MAX_OBJECTS = 1000;

  /** Identifier, time and disposition. */
  EventHeader header();

  /** ObjectEvent, ADD, commissioning: units come into being. */
  record Commission(EventHeader header, List<Sgtin> epcs) implements CustodyEvent {
    /** Copies the list. */
    public Commission {
      epcs = List.copyOf(epcs);
    }
  }

  /** AggregationEvent, ADD, packing: objects go into another one. */
  record Pack(EventHeader header, Epc parent, List<Epc> children) implements CustodyEvent {
    /** Copies the list. */
    public Pack {
      children = List.copyOf(children);
    }
  }

  /** AggregationEvent, DELETE, unpacking: objects come out of another one. */
  record Unpack(EventHeader header, Epc parent, List<Epc> children) implements CustodyEvent {
    /** Copies the list. */
    public Unpack {
      children = List.copyOf(children);
    }
  }

  /** ObjectEvent, OBSERVE, shipping: objects, with what is in them, leave for a member. */
  record Ship(EventHeader header, List<Epc> epcs, String receiver) implements CustodyEvent {
    /** Copies the list. */
    public Ship {
      epcs = List.copyOf(epcs);
    }
  }

  /** ObjectEvent, OBSERVE, receiving: the member they left for takes them. */
  record Receive(EventHeader header, List<Epc> epcs) implements CustodyEvent {
    /** Copies the list. */
    public Receive {
      epcs = List.copyOf(epcs);
    }
  }

  /**
   * What an event does to custody.
   *
   * @param path of the event in the call, for refusals
   * @throws portolan.domain.encoding.RefusedException {@code INVALID_ARGUMENT} naming the field, if
   *     custody does not follow such events
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
