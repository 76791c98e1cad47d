// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.List;
import portolan.domain.encoding.Fields;
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
   * Reads an event in the JSON form of EPCIS 2.0, one event without the document around it.
   * Extension fields (with a colon in their name) are allowed and not looked at.
   *
   * @throws portolan.domain.encoding.RefusedException {@code INVALID_ARGUMENT} naming the field
   */
  static CustodyEvent fromJson(Fields event) {
    return EpcisReader.read(event);
  }
}
