// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.domain.gs1.Epc;
import portolan.domain.recall.RecalledClass;
import portolan.domain.worldstate.RefusalCode;

/**
 * What a recall writes on objects: on those that it reaches, and how much of it is in what they are
 * in. So no event has to look for it anywhere else. Custody and the time of the last change stay as
 * they are.
 */
public final class Marking {
  /** Nothing here is written in the name of an event. */
  private static final EventHeader NO_EVENT =
      new EventHeader(
          "", "", Instant.EPOCH, Optional.empty(), Set.of(), Set.of(), List.of(), Optional.empty());

  private Marking() {}

  /**
   * A recall reaches these objects. One that never began, or has ended, stays as it is.
   *
   * @param path of the item in the call, for refusals
   * @param field of the objects in the item
   * @throws portolan.domain.encoding.RefusedException {@code TOO_MANY_RECALLS} naming the object
   */
  public static Changes mark(
      String recallId, List<Epc> objects, String path, String field, World world) {
    Handling handling = new Handling(NO_EVENT, path, "", world);
    for (Epc epc : objects) {
      Optional<Handling.Found> found = handling.find(epc).filter(f -> !f.now().isEnded());
      if (found.isPresent()) {
        Marks marks = found.get().now().marks().only(world::isOpen);
        if (RecalledClass.isTooMany(marks.own(), recallId)) {
          throw handling.refuse(
              RefusalCode.TOO_MANY_RECALLS,
              field,
              "expected at most " + RecalledClass.MAX_RECALLS + " recalls of a member's of " + epc);
        }
        handling.mark(found.get(), marks.with(recallId));
      }
    }
    return handling.changes();
  }

  /** A recall does not reach these objects any more; what is in them may still be reached. */
  public static Changes unmark(String recallId, List<Epc> objects, World world) {
    Handling handling = new Handling(NO_EVENT, "", "", world);
    for (Epc epc : objects) {
      handling
          .find(epc)
          .ifPresent(found -> handling.mark(found, found.now().marks().without(recallId)));
    }
    return handling.changes();
  }
}
