// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** A state in the making: what an event leaves of the one before, and what it changes. */
final class PossessionChange {
  String custodian;
  Optional<String> receiver;
  Optional<Possession.Claim> claim;
  Optional<String> sender;
  Optional<Inside> parent;
  long epoch;
  String disposition;
  Optional<String> lot;
  Optional<String> order;
  Instant since;
  boolean isParent;
  boolean isEnded;
  Marks marks;

  /** Whether the order that the event names is what it travels for from now on. */
  boolean travels = true;

  /** Who hands it over in this event, if somebody does: the order can be his. */
  Optional<String> handedOverBy = Optional.empty();

  private String last;
  private Optional<String> before;

  /** Begins with all as it is. */
  PossessionChange(Possession state) {
    custodian = state.custodian();
    receiver = state.receiver();
    claim = state.claim();
    sender = state.sender();
    parent = state.parent();
    epoch = state.epoch();
    disposition = state.disposition();
    lot = state.lot();
    order = state.order();
    since = state.since();
    isParent = state.isParent();
    isEnded = state.isEnded();
    marks = state.marks();
    last = state.last();
    before = state.before();
  }

  /** An object that begins to be, in the hands of this member. */
  static PossessionChange beginning(String custodian, EventHeader event) {
    return new PossessionChange(
        new Possession(
            custodian,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            event.disposition().orElse("active"),
            Optional.empty(),
            Optional.empty(),
            event.eventTime(),
            event.identity(),
            Optional.empty(),
            false,
            false,
            Marks.NONE));
  }

  Possession asItIs() {
    return new Possession(
        custodian,
        receiver,
        claim,
        sender,
        parent,
        epoch,
        disposition,
        lot,
        order,
        since,
        last,
        before,
        isParent,
        isEnded,
        marks);
  }

  /** The state after an event of this identity, that had nothing else to say of the object. */
  Possession after(String identity, String hashBefore) {
    last = identity;
    before = Optional.of(hashBefore);
    return asItIs();
  }

  /**
   * The state after an event, and after this other one.
   *
   * @param named the order that goods travel for from this event on, if it says so
   * @param mayLeave whether they may leave the order that they travel for
   */
  Possession after(
      EventHeader event,
      Optional<Possession> state,
      Optional<String> named,
      Predicate<String> mayLeave) {
    last = event.identity();
    before = state.map(Possession::hash);
    // Who holds recalled goods does not get an order out of it by naming another one.
    if (travels
        && named.isPresent()
        && (order.isEmpty() || (marks.isNone() && mayLeave.test(order.get())))) {
      order = named;
    }
    return asItIs();
  }
}
